"""Words for the short names that alerts carry: roles, duties and their steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from streams.catalogue.roles import in_full, roles
from streams.catalogue.rule_files import regime_tables
from streams.core.roles import Roles


@dataclass(frozen=True, slots=True)
class Terms:
    """What people read in place of a short name; one that is not known stands as it is."""

    roles: Roles
    duties: Mapping[str, str]
    steps: Mapping[tuple[str, str], str]

    def told(self, short: Iterable[str]) -> str:
        """Name roles in words."""
        return in_full(short, self.roles)

    def duty(self, name: str) -> str:
        """Name a duty by its title."""
        return self.duties.get(name, name.replace("_", " "))

    def step(self, duty: str, name: str) -> str:
        """Say what a step asks for."""
        return self.steps.get((duty, name), name.replace("_", " "))


@cache
def terms(rules: Path | None = None) -> Terms:
    """Read the words; ``rules``: a folder of files in place of shipped ones."""
    regimes = regime_tables(rules)["regime"]
    return Terms(
        roles(rules),
        {one["id"]: one["title"] for one in regimes},
        {(one["id"], step["id"]): step["say"] for one in regimes for step in one["steps"]},
    )
