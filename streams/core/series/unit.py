"""A unit: what the statistics see of one report. Unknown is None, and never a default.

Source: detection specification, sections 2 and 5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streams.core.areas import KM_A_DEGREE
from streams.core.case import Case, Person
from streams.core.classes import UNDECIDED, is_drug_death
from streams.core.compounds import UNLISTED, shown
from streams.core.duties.calendar import LONDON
from streams.core.lookup import AT_WORK, CaseRow

CLASS_OF = {
    "expected_natural": "expected",
    "unexpected_under_investigation": "unexpected",
    "unexpected_not_suspicious": "unexpected",
    "undetermined": "unexpected",
    "suspicious": "suspicious",
    "homicide": "homicide",
    "suspected_suicide": "suicide",
    "suspected_drug_related": "drug",
    "suspected_accident": "accident",
}  # road deaths and what is out of scope are stored only
CLASSES = (*dict.fromkeys(CLASS_OF.values()), "violence", "missing")
OUTSIDE = frozenset({"street", "outdoors", "water", "rail"})
SEXUAL = re.compile(r"(?:17|19|20)(?:[A-Z]|$)")  # Home Office classes: rape, sexual assault
PRACTICE_ROLE = "gp"
HOUSES = {"care_home": "home", "hospital": "hospital"}
MERIDIAN = -2.0  # degrees; of the sinusoidal projection, true in area, in length within 3 %
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SLOT_HOURS = 3
LONGEST_KNOWN = timedelta(hours=6)  # a longer span between earliest and latest says no hour
VENUE_KINDS = ("venue", "premises", "phone", "account")


@dataclass(frozen=True, slots=True)
class Key:
    """A place or thing that reports can share. ``role`` is a person's, and tells no two apart."""

    kind: str
    value: str
    role: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One report as the statistics see it.

    Units: ``day`` in days since 2000-01-01 UTC; ``x``, ``y`` in kilometres east of 2 degrees west
    and north of the equator; ``slot`` counts three hours of local time, 0 to 7.
    """

    id: str
    seq: int
    arrived: datetime
    day: float
    x: float | None
    y: float | None
    precision_km: float
    lsoa: str | None
    klass: str | None
    kind: str
    category: str | None
    sex: str | None
    age: int | None
    method: str | None
    place_kind: str | None
    slot: int | None
    flags: tuple[str, ...]
    substances: tuple[str, ...]
    keys: tuple[Key, ...]
    incident: str | None
    subject: str | None
    border: bool
    drug: bool
    stranger: bool
    missing_status: str | None

    @property
    def domestic(self) -> bool:
        """Tell whether the sender flagged it as domestic abuse."""
        return "domestic_abuse" in self.flags


_READ: dict[int, tuple[CaseRow, Unit]] = {}  # by identity: a row is never changed in place
MOST_READ = 1024  # rows, of about 2 kB each


def unit_of(row: CaseRow) -> Unit:
    """Read a unit off a case; one version is asked for many times while it is taken in."""
    known = _READ.get(id(row))
    if known is not None and known[0] is row:
        return known[1]
    unit = _read(row)
    if len(_READ) >= MOST_READ:
        _READ.clear()
    _READ[id(row)] = (row, unit)
    return unit


def _read(row: CaseRow) -> Unit:
    case, place = row.case, row.case.place
    known = place.lat is not None and place.lon is not None
    x, y = project(place.lat or 0.0, place.lon or 0.0) if known else (None, None)
    sex = case.subject.sex
    return Unit(
        id=row.id,
        seq=row.seq,
        arrived=row.arrived,
        day=day_number(case.occurred_from),
        x=x,
        y=y,
        precision_km=place.precision_m / 1000.0,
        lsoa=place.lsoa,
        klass=_class_of(case),
        kind=case.kind,
        category=case.category,
        sex=None if sex == "U" else sex,
        age=case.subject.age,
        method=None if case.method == "unknown" else case.method,
        place_kind=None if place.kind == "unknown" else place.kind,
        slot=_slot(case),
        flags=tuple(sorted(case.flags)),
        substances=tuple(sorted(set(shown(case.substances)) - {UNLISTED})),
        keys=tuple(dict.fromkeys(_keys(case))),
        incident=case.incident,
        subject=case.subject.token,
        border=row.border,
        drug=is_drug_death(case),
        stranger=_is_stranger(case),
        missing_status=case.status if case.kind == "missing" else None,
    )


def project(lat: float, lon: float) -> tuple[float, float]:
    """Kilometres east and north in the sinusoidal projection about 2 degrees west."""
    return (lon - MERIDIAN) * math.cos(math.radians(lat)) * KM_A_DEGREE, lat * KM_A_DEGREE


def day_number(moment: datetime) -> float:
    """Days since 2000-01-01 UTC."""
    return (moment - EPOCH) / timedelta(days=1)


def keys_of(unit: Unit, *kinds: str) -> tuple[Key, ...]:
    """Keys of some kinds."""
    return tuple(key for key in unit.keys if key.kind in kinds)


def streams_of(unit: Unit) -> tuple[str, ...]:
    """Streams in which a unit counts, a drug stream for each substance among them."""
    return tuple(_streams(unit))


def _streams(unit: Unit) -> Iterator[str]:
    klass = unit.klass
    if klass not in (None, "expected", "violence"):
        yield "linker"
    if klass == "suicide" or (unit.method == "hanging" and unit.category in UNDECIDED):
        yield "suicide"
    if unit.drug:
        yield "drug"
        yield from (f"drug:{name}" for name in unit.substances)
    if klass in ("homicide", "suspicious"):
        yield "homicide"
    if unit.stranger:
        yield "stranger"
    yield from _keyed_streams(unit)


def _keyed_streams(unit: Unit) -> Iterator[str]:
    unexpected = unit.kind == "death" and unit.klass not in (None, "expected")
    for stream, kinds in KEYED.items():
        counts = _natural_at_home(unit) if stream == "practice" else unexpected
        if counts and keys_of(unit, *kinds):
            yield stream


KEYED = {
    "ward": ("ward",),
    "care_home": ("home",),
    "practice": ("practice",),
    "person": ("person",),
    "venue": VENUE_KINDS,
}


def _natural_at_home(unit: Unit) -> bool:
    natural = unit.klass in ("expected", "unexpected") and unit.method in (None, "natural")
    return natural and unit.place_kind == "home"


def _class_of(case: Case) -> str | None:
    if case.kind != "death":
        return case.kind
    return CLASS_OF.get(case.category or "")


def _is_stranger(case: Case) -> bool:
    """A sexual assault or strangulation by a stranger, or by nobody known, outside."""
    if case.kind != "violence" or case.relationship not in (None, "stranger", "unknown"):
        return False
    sexual = case.method == "sexual" or SEXUAL.match(case.offence or "") is not None
    return (sexual or "non_fatal_strangulation" in case.flags) and case.place.kind in OUTSIDE


def _slot(case: Case) -> int | None:
    """The three-hour slot, where the hour is known: a date alone, or a wide span, says none."""
    start, end = case.occurred_from, case.occurred_to
    if "occurred_from" in case.gaps or (end is not None and end - start > LONGEST_KNOWN):
        return None
    there = start.astimezone(LONDON)
    if end is None and there.hour == there.minute == there.second == 0:
        return None
    if end is not None:
        there = (start + (end - start) / 2).astimezone(LONDON)
    return there.hour // SLOT_HOURS


def _keys(case: Case) -> Iterator[Key]:
    place = case.place
    if place.institution is not None:
        if place.kind in HOUSES:
            yield Key(HOUSES[place.kind], place.institution)
        if place.ward is not None:
            yield Key("ward", f"{place.institution}|{place.ward}")
    for kind, value in (("uprn", place.uprn), ("venue", place.venue)):
        if value is not None:
            yield Key(kind, value)
    for one in case.identifiers:
        yield Key(one.kind, one.token)
    for person in case.people:
        yield from _keys_of_person(person)


def _keys_of_person(person: Person) -> Iterator[Key]:
    """A doctor's practice, or somebody who is there by no profession."""
    if person.role == PRACTICE_ROLE:
        yield Key("practice", person.token)
    elif not person.professional and person.role not in AT_WORK:
        for token in (person.token, person.token_previous):
            if token is not None:
                yield Key("person", token, person.role)
