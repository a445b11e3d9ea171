"""Who is told, in full: the short names of roles stand in the detectors' table."""

from __future__ import annotations

from collections.abc import Iterable

ROLES = {
    "DA": "duty analyst",
    "DDI": "duty detective inspector",
    "CO": "coroner's officer",
    "RO": "review officer",
    "DPH": "director of public health",
    "LDIS": "local drug information system",
    "OPS": "operations",
}


def in_full(roles: Iterable[str]) -> str:
    """Name roles in full; one that is not known stands as it is."""
    return ", ".join(ROLES.get(role, role) for role in roles) or "those of each review"
