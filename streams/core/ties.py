"""What ties a case to others, as names under which the lookup lists the cases that share it.

A tie is a word for its kind and a value, such as ``ward`` with institution and ward. What a tie
holds is narrowed here to the cases that its rule can be about, so that its lists stay short.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.case import Case
from streams.core.classes import (
    CARE_PLACES,
    is_grave,
    is_possible_suicide,
    is_unexpected,
)
from streams.core.violence import is_armed, is_escalating, pairs_of
from streams.core.windows.cells import Cell, around, cell_of

SUICIDES, ARMED = "suicides", "armed"
COHORTS = ("sex_work", "rough_sleeping", "looked_after", "lgbt_venue", "dating_app")
CONCERNS = frozenset({"family_concern", "clinician_concern"})
ASSAULT_KM = 1.0  # side of a cell to look assaults of one method up in


def ties_of(case: Case) -> Iterator[str]:
    """Name every tie of a case."""
    yield from contacts_of(case)
    if case.kind == "death":
        yield from _of_death(case)
    elif case.kind == "violence":
        yield from _of_violence(case)
    elif case.kind == "missing":
        yield from cohorts_of(case)


def contacts_of(case: Case) -> tuple[str, ...]:
    """The venue, and every phone, account, vehicle, app or premises that a case names."""
    venue = case.place.venue
    named = [f"{one.kind} {one.token}" for one in case.identifiers]
    if venue is not None and case.place.kind not in CARE_PLACES:
        named.append(f"venue {venue}")
    return tuple(dict.fromkeys(named))


def ward_of(case: Case) -> str | None:
    """The ward of an unexpected death; a care home that names no wards is one."""
    place = case.place
    if place.institution is None or not is_unexpected(case):
        return None
    if place.ward is None and place.kind != "care_home":
        return None
    return f"ward {place.institution}\x1f{place.ward or ''}"


def concern_of(case: Case) -> str | None:
    """The site of a death about which family or a clinician is concerned."""
    site = case.place.institution
    if case.kind != "death" or site is None or CONCERNS.isdisjoint(case.flags):
        return None
    return f"concern {site}"


def killed_of(case: Case) -> str | None:
    """The sex and method of a suspicious death or homicide; None where either is unknown."""
    sex = case.subject.sex
    if not is_grave(case) or sex in (None, "U") or case.method == "unknown":
        return None
    return f"killed {sex} {case.method}"


def cohorts_of(case: Case) -> tuple[str, ...]:
    """What a missing person, or one found killed, has in common with others who may be hunted."""
    if case.kind == "missing" and case.status == "found_safe":
        return ()
    if case.kind != "missing" and not is_grave(case):
        return ()
    named = [f"cohort {flag}" for flag in COHORTS if flag in case.flags]
    if case.place.venue is not None:
        named.append(f"cohort at {case.place.venue}")
    return tuple(named)


def assaults_about(case: Case) -> tuple[str, ...]:
    """Where to look for assaults by the method of a death, in its cell and those about it."""
    lat, lon = case.place.lat, case.place.lon
    if lat is None or lon is None or case.method == "unknown":
        return ()
    return tuple(_assault(case.method, cell) for cell in around(cell_of(lat, lon, ASSAULT_KM)))


def substance(word: str) -> str:
    """Name what the deaths share in which a substance was named."""
    return f"substance {word}"


def assaults_at(uprn: str) -> str:
    """Name what the assaults at one property share."""
    return f"assault at {uprn}"


def pair(one: tuple[str, str]) -> str:
    """Name what the reports of one person against another share."""
    return f"pair {one[0]}\x1f{one[1]}"


def _of_death(case: Case) -> Iterator[str]:
    for tie in (ward_of(case), concern_of(case), killed_of(case)):
        if tie is not None:
            yield tie
    for word in dict.fromkeys(case.substances):
        yield substance(word)
    if is_possible_suicide(case):
        yield SUICIDES
    if is_armed(case):
        yield ARMED
    yield from cohorts_of(case)


def _of_violence(case: Case) -> Iterator[str]:
    if is_armed(case):
        yield ARMED
    if case.place.uprn is not None:
        yield assaults_at(case.place.uprn)
    if is_escalating(case):
        yield from (pair(one) for one in pairs_of(case))
    lat, lon = case.place.lat, case.place.lon
    if lat is not None and lon is not None and case.method != "unknown":
        yield _assault(case.method, cell_of(lat, lon, ASSAULT_KM))


def _assault(method: str, cell: Cell) -> str:
    return f"{method} assault {cell[0]}:{cell[1]}"
