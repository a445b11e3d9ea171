"""What kind of case it is for detection. Source: detection specification, sections 2 and 5."""

from __future__ import annotations

from typing import Literal

from streams.core.case import Case, Place

Sort = Literal["unexpected", "foreseen", "violence", "missing"]

NEVER_UNEXPECTED = frozenset({"expected_natural", "out_of_scope"})
GRAVE = frozenset({"suspicious", "homicide"})
ROAD_FLAGS = frozenset({"body_moved", "scene_staged", "family_concern", "clinician_concern"})
CARE_PLACES = frozenset({"care_home", "hospital"})
STILL_OPEN = frozenset(
    {"unexpected_under_investigation", "unexpected_not_suspicious", "undetermined"}
)
UNDECIDED = frozenset({"unexpected_under_investigation", "undetermined"})
IN_PUBLIC = frozenset({"street", "outdoors", "water", "rail", "licensed", "vehicle"})
PRIVATE = frozenset({"home", "care_home", "hospital", "hotel", "prison", "custody"})


def sort_of(case: Case) -> Sort:
    """Tell violence, a missing person, and deaths by whether anybody foresaw them."""
    if case.kind != "death":
        return case.kind
    return "unexpected" if is_unexpected(case) else "foreseen"


def is_unexpected(case: Case) -> bool:
    """Tell a death that nobody foresaw; a road death only where something about it is odd."""
    if case.kind != "death" or case.category in NEVER_UNEXPECTED:
        return False
    return case.category != "rtc" or not ROAD_FLAGS.isdisjoint(case.flags)


def is_drug_death(case: Case) -> bool:
    """Tell a death by drugs as far as known, suicides apart.

    Substances alone say so only while the cause is open: many die with, not of, a drug.
    """
    if case.kind != "death" or case.category == "suspected_suicide":
        return False
    return (
        case.category == "suspected_drug_related"
        or case.method == "drug_poisoning"
        or (case.category in STILL_OPEN and bool(case.substances))
    )


def is_possible_suicide(case: Case) -> bool:
    """Tell a suspected suicide, or a hanging of which nobody has said yet what it was."""
    if case.category == "suspected_suicide":
        return True
    return case.category in UNDECIDED and case.method == "hanging"


def is_grave(case: Case) -> bool:
    """Tell a suspicious death or a homicide."""
    return case.category in GRAVE


def turned_from(before: str | None, was: str | None, now: str | None) -> str | None:
    """What a death was recorded as before it became suspicious or a homicide; None if it is not.

    ``before``: the same of its version before; ``was`` and ``now``: its category then and now.
    """
    if now not in GRAVE:
        return None
    return before if was in GRAVE else was


def setting_of(place: Place) -> str | None:
    """Tell a public from a private place; None where the kind says neither."""
    if place.kind in IN_PUBLIC:
        return "public"
    return "private" if place.kind in PRIVATE else None
