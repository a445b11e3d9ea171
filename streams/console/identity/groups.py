"""What a provider's groups stand for here: a role, areas, kinds and posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from streams.console.viewer import Role, Viewer
from streams.core.errors import ConfigurationError

STRENGTH = (Role.SUPERVISOR, Role.ANALYST, Role.VIEWER, Role.OPERATOR, Role.AUDITOR)
KEYS = frozenset({"role", "areas", "kinds", "posts"})


@dataclass(frozen=True, slots=True)
class Group:
    """One group; ``areas`` and ``kinds`` None: all."""

    role: Role
    areas: frozenset[str] | None
    kinds: frozenset[str] | None
    posts: tuple[str, ...]


Groups = Mapping[str, Group]


def groups_from(data: Mapping[str, Any]) -> Groups:
    """Read ``[group.NAME]`` tables: ``role``, ``areas`` (a list, or "all"), ``kinds``, ``posts``.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults: list[str] = []
    found = {}
    for name, table in dict(data.get("group", {})).items():
        unknown = sorted(set(table) - KEYS)
        if unknown:
            faults.append(f"groups: [group.{name}] has {', '.join(unknown)}, which mean nothing")
        if table.get("role") not in {role.value for role in Role}:
            faults.append(f"groups: [group.{name}] role is one of {', '.join(Role)}")
            continue
        if "areas" not in table:
            faults.append(f'groups: [group.{name}] needs areas, a list of codes or "all"')
            continue
        areas = table["areas"]
        found[name] = Group(
            Role(table["role"]),
            None if areas == "all" else frozenset(areas),
            frozenset(table["kinds"]) if "kinds" in table else None,
            tuple(table.get("posts", ())),
        )
    if not found and not faults:
        faults.append("groups: there is no [group.NAME], so nobody could sign in")
    if faults:
        raise ConfigurationError(faults)
    return found


def viewer_of(
    user: str, name: str, listed: Iterable[str], groups: Groups, *, can_sign_out: bool
) -> Viewer | None:
    """Say what somebody of these groups may do; None: none of them stands for anything here.

    Their strongest role counts, and only in the areas of the groups that give it.
    """
    mine = [groups[one] for one in listed if one in groups]
    if not mine:
        return None
    role = min((one.role for one in mine), key=STRENGTH.index)
    giving = [one for one in mine if one.role is role]
    return Viewer(
        user,
        name,
        role,
        _union(one.areas for one in giving),
        _union(one.kinds for one in giving),
        tuple(dict.fromkeys(post for one in mine for post in one.posts)),
        can_sign_out,
    )


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for one in sets:
        if one is None:
            return None
        found |= one
    return found
