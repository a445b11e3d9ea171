"""Roles of people: the short names that rules and alerts carry, and the words that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError

Roles = Mapping[str, str]


def roles_from(data: Mapping[str, Any]) -> Roles:
    """Check the table of roles and read it: words by short name.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults: list[str] = []
    file = Table("roles", data, faults)
    file.only(("meta", "role"))
    table = file.table("role")
    found = {name: table.text(name) for name in table.data}
    if faults:
        raise ConfigurationError(faults)
    return found


def check_roles(known: Roles, used: Mapping[str, Iterable[str]]) -> None:
    """Refuse a role that nobody could be called by; ``used``: roles by where they stand.

    Raises:
        ConfigurationError: naming each with its place.
    """
    faults = [
        f"{where}: role {role} is not in roles.toml"
        for where, roles in used.items()
        for role in dict.fromkeys(roles)
        if role not in known
    ]
    if faults:
        raise ConfigurationError(faults)
