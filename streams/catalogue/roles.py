"""Who is told, in words: the short names of roles stand in alerts and rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from streams.catalogue.rule_files import text_of
from streams.core.roles import Roles, roles_from


@cache
def roles(rules: Path | None = None) -> Roles:
    """Read the words by short name; ``rules``: a folder of files in place of shipped ones."""
    return roles_from(tomllib.loads(text_of(rules, "roles.toml")))


def in_full(short: Iterable[str], words: Roles | None = None) -> str:
    """Name roles in full; one that is not known stands as it is."""
    known = roles() if words is None else words
    return ", ".join(known.get(role, role) for role in short) or "those of each review"
