"""Who looks: a user's code, the role and areas that their groups give, and what a role may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Role(StrEnum):
    """What somebody is to the console; the strongest of several counts."""

    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    VIEWER = "viewer"
    OPERATOR = "operator"
    AUDITOR = "auditor"


EVIDENCE: Final = frozenset({Role.VIEWER, Role.ANALYST, Role.SUPERVISOR})
"""Roles that see alerts."""
HEALTH: Final = EVIDENCE | {Role.OPERATOR}
"""Roles that see how well the service can see; none of it is evidence."""
GIVES_ORDERS: Final = frozenset({Role.ANALYST, Role.SUPERVISOR})
EVERYONE: Final = frozenset(Role)

OrderRole = Literal["viewer", "analyst", "supervisor"]
ORDER_ROLES: Final[dict[Role, OrderRole]] = {
    Role.SUPERVISOR: "supervisor",
    Role.ANALYST: "analyst",
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """One signed-in user.

    ``user`` is the code that audit and commands carry, ``name`` what the page's head shows.
    ``areas``: those that they may see, None for all. ``kinds``: the kinds of alert that they may
    see, None for all. ``posts``: the roles of ``recipients`` that they hold (DA, DDI).
    """

    user: str
    name: str
    role: Role
    areas: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    posts: tuple[str, ...] = ()
    can_sign_out: bool = False

    def may_see(self, areas: Iterable[str], kind: str | None = None) -> bool:
        """Tell whether something about these areas, and of this kind, is theirs to see."""
        if kind is not None and self.kinds is not None and kind not in self.kinds:
            return False
        return self.areas is None or not self.areas.isdisjoint(areas)

    @property
    def may_order(self) -> bool:
        """Whether they may give orders at all."""
        return self.role in GIVES_ORDERS

    @property
    def order_role(self) -> OrderRole:
        """The role that their commands carry."""
        return ORDER_ROLES.get(self.role, "viewer")
