"""D1's windows: drug deaths of some days in the area or a block, against the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from streams.core.classes import is_drug_death
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.state import AreaState
from streams.core.windows import drugs
from streams.core.windows.blocks import block_about, places_of
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.history import midnight
from streams.core.windows.poisson import excess, fisher, gamma_tail, tail

KIND = "drug_spike"  # whose limits these are
MOMENT = timedelta(microseconds=1)
DRUG_CLASS = "suspected_drug_related"
PLACES = 2  # looked at for each death, the area and its block: chance has two tries
LEAST_OVERDOSE_DAYS = 60  # days of a partner's counts before they say what is usual


@dataclass(frozen=True, slots=True)
class Overdoses:
    """What ambulances saw in the same days, what is usual, and the chance of so many."""

    number: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Surge:
    """One window of one place: how many where how many are usual, and the chance of it."""

    units: list[CaseRow]
    places: tuple[str, ...]
    first: int
    days: int
    expected: float
    overdoses: Overdoses | None
    chance: float

    @property
    def block(self) -> bool:
        """Tell a block from the whole area."""
        return self.places != (WHOLE_AREA,)

    @property
    def excess(self) -> float:
        """How much better a rate of its own explains the deaths, in nats."""
        return excess(len(self.units), self.expected)


def within(day: int, reach: int, state: AreaState) -> list[CaseRow]:
    """Drug deaths from ``reach`` days before a day to as many after it."""
    ids = state.lookup.drug_deaths(midnight(day - reach), midnight(day + reach + 1) - MOMENT)
    return state.rows(ids)


def longest(state: AreaState) -> int:
    """Days of the longest window."""
    limits = state.context.limits(KIND)
    return int(max(limits["short_days"], limits["long_days"]))


def counts(row: CaseRow) -> bool:
    """Tell whether a case is a drug death of this area."""
    return is_drug_death(row.case) and not row.border


def surges(focus: CaseRow, state: AreaState, *, blocks_only: bool = False) -> Iterator[Surge]:
    """Measure each window of each place that holds a death and ends with one."""
    limits = state.context.limits(KIND)
    places = [] if blocks_only else [(WHOLE_AREA,)]
    block = block_about(focus.case)
    for length in (int(limits["short_days"]), int(limits["long_days"])):
        for one in (*places, *([block] if block else [])):
            yield from _windows(focus, state, length, one)


def _windows(
    focus: CaseRow, state: AreaState, length: int, places: tuple[str, ...]
) -> Iterator[Surge]:
    """All windows of one length that hold the day of the focus and end with a drug death."""
    day = day_of(focus.case.occurred_from)
    near = _inside(within(day, length - 1, state), places)
    if len(near) < _fewest(state):
        return
    for last in sorted({day_of(row.case.occurred_from) for row in near}):
        if last >= day:
            surge = _measured(state, places, last - length + 1, length)
            if surge is not None:
                yield surge


def unexplained(area: Surge, state: AreaState) -> Surge | None:
    """What is left of an area's window without the blocks that explain it better, if it is much."""
    line, gone = state.context.limits(KIND)["chance_amber"], set[str]()
    for row in area.units:
        if row.id in gone:
            continue
        for block in surges(row, state, blocks_only=True):
            if block.chance <= line and block.excess > area.excess:
                gone.update(one.id for one in block.units)
    if not gone:
        return area
    rest = _measured(state, (WHOLE_AREA,), area.first, area.days, without=frozenset(gone))
    return rest if rest is not None and rest.chance <= line else None


def _fewest(state: AreaState) -> float:
    limits = state.context.limits(KIND)
    return min(limits["fewest"], limits["fewest_joint"])


def _inside(rows: list[CaseRow], places: tuple[str, ...]) -> list[CaseRow]:
    if places == (WHOLE_AREA,):
        return rows
    cells = set(places)
    return [row for row in rows if not cells.isdisjoint(places_of(row.case))]


def _measured(
    state: AreaState,
    places: tuple[str, ...],
    first: int,
    length: int,
    *,
    without: frozenset[str] = frozenset(),
) -> Surge | None:
    """Measure one window of one place, less some deaths; None where they are too few."""
    key = (KIND, places, first, length, without)
    return state.once(key, lambda: _surge(state, places, first, length, without))


def _surge(
    state: AreaState, places: tuple[str, ...], first: int, length: int, without: frozenset[str]
) -> Surge | None:
    limits = state.context.limits(KIND)
    ids = state.lookup.drug_deaths(midnight(first), midnight(first + length) - MOMENT)
    in_time = timedelta(days=limits["late_days"])
    rows = [
        row
        for row in _inside(state.rows(ids), places)
        if row.arrived - row.case.occurred_from <= in_time
        and row.id not in without
        and not row.border
    ]
    units = [unit[0] for unit in units_of(rows)] if len(rows) >= _fewest(state) else []
    if len(units) < _fewest(state):
        return None
    seen = _seen_days(state, first)
    usual = usual_before(state, places, first)
    alone = gamma_tail(len(units), usual.events, length / usual.days)
    joined = None
    if places == (WHOLE_AREA,) and not without:
        joined = _overdoses(state, first, length, seen)
    chances = [alone] if len(units) >= limits["fewest"] else []
    if joined is not None:
        chances.append(fisher(alone, joined.chance))
    if not chances:
        return None
    chance = min(1.0, PLACES * min(chances))
    return Surge(units, places, first, length, usual.in_days(length), joined, chance)


def _seen_days(state: AreaState, first: int) -> int:
    """Days before a window that say what is usual."""
    base = int(state.context.limits(KIND)["base_days"])
    return max(0, min(base, first - day_of(state.now.since)))


def usual_before(state: AreaState, places: tuple[str, ...], first: int) -> drugs.Usual:
    """What the year before a day makes usual in a place."""
    context = state.context
    rate = context.background.classes[DRUG_CLASS].rate
    prior = context.limits(KIND)["prior_events"]
    seen = _seen_days(state, first)
    return drugs.usual(state.days, places, context.area, rate, first, seen, prior)


def _overdoses(state: AreaState, first: int, length: int, seen: int) -> Overdoses | None:
    """Overdoses of the window; None where none came, or while their usual is unknown."""
    begun = state.days.first(drugs.OVERDOSES, WHOLE_AREA)
    seen = min(seen, first - begun) if begun is not None else 0  # A partner may have begun late.
    before = state.days.total(drugs.OVERDOSES, WHOLE_AREA, first - seen, first)
    number = state.days.total(drugs.OVERDOSES, WHOLE_AREA, first, first + length)
    if seen < LEAST_OVERDOSE_DAYS or not before or not number:
        return None
    expected = before / seen * length
    return Overdoses(number, expected, tail(number, expected))
