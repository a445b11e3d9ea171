"""V1's weeks: serious violence of seven days in the area or a block, and what is usual there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.state import AreaState
from streams.core.windows import violence
from streams.core.windows.blocks import block_about, places_of
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.farrington import LONGEST_BACK
from streams.core.windows.history import midnight
from streams.core.windows.poisson import excess, nats
from streams.core.windows.weeks import WEEK, by_week

KIND = "violence_surge"  # whose limits these are
PLACES = 2  # looked at for each report, the area and its block: chance has two tries

FEWEST_IN_FOUR_WEEKS = 5  # reports; with fewer the season of past years says nothing


@dataclass(frozen=True, slots=True)
class Surge:
    """One week of one place: how many where how many are usual, and the chance of it."""

    units: list[CaseRow]
    places: tuple[str, ...]
    first: int
    usual: violence.Usual
    chance: float

    @property
    def excess(self) -> float:
        """How much better a rate of its own explains it, in nats."""
        return excess(len(self.units), self.usual.mean)


def of_area(state: AreaState, first: int) -> Surge | None:
    """Measure a week of the whole area, less what blocks explain if it is over its line."""
    area = measured(state, (WHOLE_AREA,), first)
    line = state.context.limits(KIND)["chance_amber"]
    return area if area is None or area.chance > line else _unexplained(state, area)


def counts(row: CaseRow, state: AreaState) -> bool:
    """Tell whether a case is a report of serious violence of this area."""
    return not row.border and state.context.serious.holds(row.case, state.context.book.offences)


def reports(state: AreaState, first: int) -> list[CaseRow]:
    """Reports of serious violence of a week that were heard of in time."""
    return state.once((KIND, "week", first), lambda: _heard(state, first))


def _heard(state: AreaState, first: int) -> list[CaseRow]:
    limits = state.context.limits(KIND)
    late = timedelta(days=limits["late_days"])
    end = midnight(first + WEEK) - timedelta(microseconds=1)
    rows = state.rows(state.lookup.serious_violence(midnight(first), end))
    return [row for row in rows if row.arrived - row.case.occurred_from <= late]


def cells(state: AreaState, first: int) -> dict[str, list[CaseRow]]:
    """Reports of a week by counting cell; those of no known place in none."""
    return state.once((KIND, "cells", first), lambda: _by_cell(reports(state, first)))


def _by_cell(rows: Sequence[CaseRow]) -> dict[str, list[CaseRow]]:
    cells: dict[str, list[CaseRow]] = {}
    for row in rows:
        for cell in places_of(row.case)[1:]:
            cells.setdefault(cell, []).append(row)
    return cells


def measured(state: AreaState, places: tuple[str, ...], first: int) -> Surge | None:
    """Measure a week of a place; None where it is nowhere near a line."""
    return state.once((KIND, places, first), lambda: _surge(state, places, first))


def _surge(state: AreaState, places: tuple[str, ...], first: int) -> Surge | None:
    limits = state.context.limits(KIND)
    by_cell = cells(state, first)
    rows = reports(state, first)
    if places != (WHOLE_AREA,):
        rows = [row for cell in places for row in by_cell.get(cell, ())]
    if len(rows) < limits["fewest"]:
        return None
    weeks = by_week(state.days, violence.STREAM, places, first + WEEK, LONGEST_BACK)
    if sum(weeks[:4]) < FEWEST_IN_FOUR_WEEKS:
        return None
    known = known_weeks(state, first + WEEK) - 1
    usual = usual_week(state, weeks, 0, known, places)
    if places != (WHOLE_AREA,) and isinstance(usual, violence.Shipped):
        return None  # A mean of town and country says nothing of a town.
    if nats(_chance(usual, len(rows))) < nats(limits["chance_amber"]) - 1.0:
        return None
    units = [unit[0] for unit in units_of(rows)]
    return Surge(units, places, first, usual, _chance(usual, len(units)))


def _unexplained(state: AreaState, area: Surge) -> Surge:
    """What is left of an area's week without the blocks that explain it better, then or soon."""
    line, gone = state.context.limits(KIND)["chance_amber"], set[str]()
    about = [block_about(rows[0].case) for rows in _by_cell(area.units).values()]
    for first in range(area.first, area.first + WEEK):
        week = reports(state, first)
        if not any(day_of(row.case.occurred_from) == first + WEEK - 1 for row in week):
            continue
        for places in about:
            block = measured(state, places, first)
            if block is not None and block.chance <= line and block.excess > area.excess:
                gone.update(row.id for row in block.units)
    if not gone:
        return area
    units = [row for row in area.units if row.id not in gone]
    return replace(area, units=units, chance=_chance(area.usual, len(units)))


def _chance(usual: violence.Usual, n: int) -> float:
    return min(1.0, PLACES * usual.chance(n))


def known_weeks(state: AreaState, end: int) -> int:
    """Whole weeks before a day in which the area's violence was heard of."""
    begun = state.days.first(violence.STREAM, WHOLE_AREA)
    since = max(day_of(state.now.since), begun if begun is not None else end)
    return max(0, (end - since) // WEEK)


def usual_week(
    state: AreaState, weeks: Sequence[int], at: int, known: int, places: tuple[str, ...]
) -> violence.Usual:
    """What is usual in a week of a place, by how long the area is known."""
    limits, context = state.context.limits(KIND), state.context
    shipped = context.serious.a_week(context.area, places)
    return violence.usual_in(
        weeks, at, known, shipped,
        years=limits["season_years"], ears_weeks=limits["recent_weeks"],
    )  # fmt: skip
