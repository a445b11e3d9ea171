"""Caches over the cases of one area: by ground, by address, by person. Rebuilt from the rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.core.areas import distance_km
from streams.core.case import Case, Place
from streams.core.classes import is_drug_death, is_unexpected
from streams.core.ties import ties_of
from streams.core.windows.cells import Cell, around, cell_of

GROUND_KM = 1.0  # side of a cell to look things up in
DOOR_KM = 0.1  # side of a cell for what is next door


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the area knows it. ``seq`` counts first arrivals in the area, from 1.

    ``history``: it was over 400 days old when it first came, and raises nothing by itself.
    ``whole``: no field of the newest version had to be left out.
    ``turned_from``: what it was recorded as before it became suspicious or a homicide, while it is.
    ``border``: a neighbour's case, copied here for linking alone; ``copied``: for what reasons.
    ``arrived``: when its first version came, here or elsewhere.
    """

    case: Case
    seq: int
    arrived: datetime
    category_first: str | None
    history: bool
    turned_from: str | None = None
    whole: bool = True
    border: bool = False
    copied: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Key of the row: sender and number."""
        return f"{self.case.source}\x1f{self.case.report_id}"

    @property
    def by_arrival(self) -> tuple[datetime, str, str]:
        """Order of first arrival, the same in every area (contract, section 4)."""
        return (self.arrived, self.case.report_id, self.case.source)

    @property
    def turned_grave(self) -> bool:
        """Say whether it became suspicious or a homicide, and still is."""
        return self.turned_from is not None


Entry = tuple[datetime, int, str]  # occurred, seq, row id


class Lookup:
    """Who is near whom, in order of time. ``is_serious`` tells serious violence."""

    def __init__(self, is_serious: Callable[[Case], bool]) -> None:
        self._is_serious = is_serious
        self._ground: dict[Cell, list[Entry]] = {}
        self._doors: dict[Cell, list[Entry]] = {}
        self._address: dict[str, list[Entry]] = {}
        self._person: dict[str, list[Entry]] = {}
        self._event: dict[str, list[Entry]] = {}
        self._drug: list[Entry] = []
        self._serious: list[Entry] = []
        self._site: dict[str, list[Entry]] = {}
        self._tied: dict[str, list[Entry]] = {}

    def add(self, row: CaseRow) -> None:
        """Index a case."""
        for entries in self._lists(row):
            insort(entries, (row.case.occurred_from, row.seq, row.id))

    def remove(self, row: CaseRow) -> None:
        """Take a case out again."""
        entry = (row.case.occurred_from, row.seq, row.id)
        for entries in self._lists(row):
            del entries[bisect_left(entries, entry)]

    def near(self, place: Place, start: datetime, end: datetime) -> list[str]:
        """Unexpected deaths in the cell of a place and its neighbours, from start to end."""
        return _about(place, self._ground, GROUND_KM, start, end)

    def next_door(self, place: Place, start: datetime, end: datetime) -> list[str]:
        """Unexpected deaths within some 90 metres of a place, from start to end."""
        return _about(place, self._doors, DOOR_KM, start, end)

    def at_address(self, uprn: str, start: datetime, end: datetime) -> list[str]:
        """Unexpected deaths at one property."""
        return _between(self._address.get(uprn, []), start, end)

    def of_person(self, token: str) -> list[Entry]:
        """All cases that name this token, oldest first."""
        return self._person.get(token, [])

    def of_event(self, case: Case) -> list[str]:
        """All cases that name the same incident or the same person harmed."""
        return [entry[2] for name in events_of(case) for entry in self._event.get(name, [])]

    def drug_deaths(self, start: datetime, end: datetime) -> list[str]:
        """Drug deaths of the area, from start to end."""
        return _between(self._drug, start, end)

    def tied(
        self, tie: str, start: datetime | None = None, end: datetime | None = None
    ) -> list[str]:
        """Cases that share a tie, oldest first; from start to end, if they are given."""
        entries = self._tied.get(tie, [])
        if start is None or end is None:
            return [entry[2] for entry in entries]
        return _between(entries, start, end)

    def serious_violence(self, start: datetime, end: datetime) -> list[str]:
        """Reports of serious violence of the area, from start to end."""
        return _between(self._serious, start, end)

    def at_site(self, institution: str, start: datetime) -> list[str]:
        """Unexpected deaths at one institution from a moment on, oldest first."""
        entries = self._site.get(institution, [])
        return [entry[2] for entry in entries[bisect_left(entries, (start, 0, "")) :]]

    def _lists(self, row: CaseRow) -> Iterator[list[Entry]]:
        case = row.case
        if is_unexpected(case):
            place = case.place
            if place.lat is not None and place.lon is not None:
                yield self._ground.setdefault(cell_of(place.lat, place.lon, GROUND_KM), [])
                yield self._doors.setdefault(cell_of(place.lat, place.lon, DOOR_KM), [])
            if place.uprn is not None:
                yield self._address.setdefault(place.uprn, [])
        if not row.border:
            yield from self._counted(case)
        for name in events_of(case):
            yield self._event.setdefault(name, [])
        for token in tokens_of(case):
            yield self._person.setdefault(token, [])
        for tie in ties_of(case):
            yield self._tied.setdefault(tie, [])

    def _counted(self, case: Case) -> Iterator[list[Entry]]:
        """What surges count: never a copy."""
        if is_drug_death(case):
            yield self._drug
        if self._is_serious(case):
            yield self._serious
        if is_unexpected(case) and case.place.institution is not None:
            yield self._site.setdefault(case.place.institution, [])


def tokens_of(case: Case) -> tuple[str, ...]:
    """Tokens of the people tied to a case by choice or kinship, each once."""
    named = (token for one in case.people if not one.professional and one.role not in AT_WORK
             for token in (one.token, one.token_previous) if token)  # fmt: skip
    return tuple(dict.fromkeys(named))


AT_WORK = frozenset({"gp", "certifier", "attending"})  # professional, whatever the flag says


def events_of(case: Case) -> Iterator[str]:
    """Names that reports of one death or incident share."""
    if case.incident is not None:
        yield f"incident {case.incident}"
    for token in dict.fromkeys(one.token for one in case.subjects if one.token is not None):
        yield f"subject {token}"


def metres_between(one: Place, other: Place) -> float | None:
    """Distance in metres, None if either has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return 1000.0 * distance_km(one.lat, one.lon, other.lat, other.lon)


def apart(one: Case, other: Case) -> timedelta:
    """Time between two cases."""
    return abs(one.occurred_from - other.occurred_from)


def _about(
    place: Place, cells: Mapping[Cell, list[Entry]], km: float, start: datetime, end: datetime
) -> list[str]:
    """What is listed in the cell of a place and those about it, cell by cell."""
    if place.lat is None or place.lon is None:
        return []
    found: list[str] = []
    for cell in around(cell_of(place.lat, place.lon, km)):
        if cell in cells:
            found += _between(cells[cell], start, end)
    return found


def _between(entries: list[Entry], start: datetime, end: datetime) -> list[str]:
    """Those from start to end; most lists lie outside altogether."""
    if not entries or entries[-1][0] < start or end < entries[0][0]:
        return []
    low = bisect_left(entries, (start, 0, ""))
    high = bisect_right(entries, (end, 1 << 62, ""))
    return [entry[2] for entry in entries[low:high]]
