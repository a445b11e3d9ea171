"""What is counted week by week in an area, in all of it and by district."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.area_summaries import DistrictCounts, DistrictStanding, Measure, Span
from streams.core.areas import CLEARLY_NEARER, KM_A_DEGREE, Area, District
from streams.core.case import Case
from streams.core.classes import is_drug_death, is_grave, is_possible_suicide, is_unexpected
from streams.core.standing.usual_weeks import BASE_WEEKS, band
from streams.core.state import AreaState
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.weeks import WEEK, by_week

SHOWN = 52  # weeks
WEEKS = SHOWN + BASE_WEEKS
SPANS = (4, 12, SHOWN)
DOMESTIC = frozenset({"partner", "ex_partner"})
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kind:
    """One measure of cases: which count."""

    name: str
    words: str
    family: str
    holds: Callable[[Case, AreaState], bool]


def _deaths(name: str, words: str, holds: Callable[[Case], bool]) -> Kind:
    return Kind(name, words, "deaths", lambda case, _: case.kind == "death" and holds(case))


def _violence(name: str, words: str, holds: Callable[[Case], bool]) -> Kind:
    return Kind(name, words, "violence", lambda case, _: case.kind == "violence" and holds(case))


KINDS: tuple[Kind, ...] = (
    _deaths("unexpected", "Unexpected deaths", is_unexpected),
    _deaths("suspected_suicide", "Suspected suicides", is_possible_suicide),
    _deaths("suspected_drug_related", "Drug deaths", is_drug_death),
    _deaths("suspicious", "Suspicious deaths and homicides", is_grave),
    _deaths("suspected_accident", "Accidents", lambda case: case.category == "suspected_accident"),
    _deaths("rtc", "Road deaths", lambda case: case.category == "rtc"),
    _deaths("expected_natural", "Expected deaths", lambda c: c.category == "expected_natural"),
    Kind(
        "serious_violence", "Serious violence", "violence",
        lambda case, state: state.context.serious.holds(case, state.context.book.offences),
    ),
    _violence("knife", "Violence with a knife", lambda case: case.weapon == "knife"),
    _violence("firearm", "Violence with a firearm", lambda case: case.weapon == "firearm"),
    _violence(
        "domestic_abuse", "Domestic violence",
        lambda case: "domestic_abuse" in case.flags or case.relationship in DOMESTIC,
    ),
    Kind("missing", "People missing", "missing", lambda case, _: case.kind == "missing"),
)  # fmt: skip
"""In the order in which they are shown."""


class Weeks:
    """Counts of every kind by week, oldest first, in the area and in each district."""

    def __init__(self, state: AreaState, cases: Sequence[Case], end: int) -> None:
        self._state, self._end = state, end
        districts = state.context.area.districts
        at = _districts(state.context.area, cases)
        self._counts = np.zeros((len(KINDS), len(districts) + 1, WEEKS), dtype=np.int64)
        for case, district in zip(cases, at, strict=True):
            week = WEEKS - 1 - (end - 1 - day_of(case.occurred_from)) // WEEK
            if 0 <= week < WEEKS:
                for number, kind in enumerate(KINDS):
                    if kind.holds(case, state):
                        self._counts[number, district, week] += 1
        self._known = max(0, (end - day_of(state.now.since)) // WEEK)

    def measures(self) -> Iterator[Measure]:
        """Every kind of case, then what partners count of the whole area."""
        for number, kind in enumerate(KINDS):
            whole = self._counts[number].sum(axis=0)
            yield self._measure(kind.name, kind.words, kind.family, whole)
        for name in _partner_measures(self._state):
            counts = by_week(self._state.days, name, (WHOLE_AREA,), self._end, WEEKS)
            words = name.replace("_", " ").capitalize()
            yield self._measure(name, words, "partner_counts", np.array(counts[::-1]))

    def districts(self) -> Iterator[DistrictStanding]:
        """Every district, with the kinds that were seen there in the year shown."""
        for at, one in enumerate(self._state.context.area.districts):
            seen = (
                DistrictCounts(kind.name, self._spans(self._counts[number, at]))
                for number, kind in enumerate(KINDS)
                if self._counts[number, at, -SHOWN:].any()
            )
            yield DistrictStanding(one.code, one.name, one.lat, one.lon, tuple(seen))

    def _measure(self, name: str, words: str, family: str, counts: Ints) -> Measure:
        bands = [
            band(counts[:week], 1, self._known - (WEEKS - week))
            for week in range(BASE_WEEKS, WEEKS)
        ]
        return Measure(
            name=name,
            words=words,
            family=family,
            observed=tuple(int(n) for n in counts[-SHOWN:]),
            expected=tuple(None if one is None else one.expected for one in bands),
            low=tuple(None if one is None else one.low for one in bands),
            high=tuple(None if one is None else one.high for one in bands),
            spans=self._spans(counts),
        )

    def _spans(self, counts: Ints) -> tuple[Span, ...]:
        return tuple(self._span(counts, weeks) for weeks in SPANS)

    def _span(self, counts: Ints, weeks: int) -> Span:
        usual = band(counts[:-weeks], weeks, self._known - weeks)
        seen = int(counts[-weeks:].sum())
        if usual is None:
            return Span(weeks, seen, None, None, None)
        return Span(weeks, seen, usual.expected, usual.low, usual.high)


def _partner_measures(state: AreaState) -> list[str]:
    whole = (one for one in state.counts.values() if one.lsoa is None and one.institution is None)
    return sorted({one.measure for one in whole})


def _districts(area: Area, cases: Sequence[Case]) -> Sequence[int]:
    """Place each case in a district by its number; the number after the last: in none for sure.

    A case that names its district lies there; else the one whose label is clearly the nearest.
    """
    named: Mapping[str, int] = {one.code: at for at, one in enumerate(area.districts)}
    nearest = _nearest(area.districts, cases)
    return [
        named.get(case.district or "", found) for case, found in zip(cases, nearest, strict=True)
    ]


def _nearest(districts: Sequence[District], cases: Sequence[Case]) -> list[int]:
    none = len(districts)
    labels = [
        (at, d.lat, d.lon) for at, d in enumerate(districts)
        if d.lat is not None and d.lon is not None
    ]  # fmt: skip
    if not labels or not cases:
        return [none] * len(cases)
    lat = np.array([np.nan if case.place.lat is None else case.place.lat for case in cases])
    lon = np.array([np.nan if case.place.lon is None else case.place.lon for case in cases])
    y, x = np.array([one[1] for one in labels]), np.array([one[2] for one in labels])
    north = (lat[:, None] - y) * KM_A_DEGREE
    east = (lon[:, None] - x) * KM_A_DEGREE * np.cos(np.radians((lat[:, None] + y) / 2))
    away = np.where(np.isnan(lat)[:, None], np.inf, np.hypot(north, east))
    first = away.argmin(axis=1)
    least = away[np.arange(len(cases)), first]
    away[np.arange(len(cases)), first] = np.inf
    clear = np.isfinite(least) & (away.min(axis=1) >= CLEARLY_NEARER * least)
    return [labels[at][0] if ok else none for at, ok in zip(first, clear, strict=True)]
