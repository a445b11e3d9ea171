"""Whether two cases are at one address."""

from __future__ import annotations

from streams.core.case import Case
from streams.core.lookup import metres_between


def same_property(one: Case, other: Case) -> bool | None:
    """Tell it by their property numbers; None where either has none."""
    if one.place.uprn is None or other.place.uprn is None:
        return None
    return one.place.uprn == other.place.uprn


def same_point(one: Case, other: Case, near_m: float) -> bool:
    """Tell whether two places, each known as closely, lie within so many metres."""
    metres = metres_between(one.place, other.place)
    precise = max(one.place.precision_m, other.place.precision_m) <= near_m
    return metres is not None and metres <= near_m and precise
