"""V1, violence surge: more serious violence in a week than the place is used to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from schemas.alerts import History
from streams.core.case import Case
from streams.core.detectors.wording import number_word, oxford
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState
from streams.core.windows import violence
from streams.core.windows.blocks import block_about, blocks_with, places_of
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.farrington import LONGEST_BACK
from streams.core.windows.history import SHOWN_WEEKS, midnight, weekly
from streams.core.windows.poisson import excess, nats
from streams.core.windows.weeks import WEEK, by_week

DETECTOR = Detector(
    id="violence_surge",
    number="V1",
    family="surge",
    part="counter",
    title="Serious violence above what is usual",
    looks_for="reports of serious violence in 7 days, in the area or an 8 km block, against the "
    "same season of 3 to 5 years; against the weeks just before where the area is younger",
    blind_to="violence that the police never hear of, or hear of weeks late; blocks in an area's "
    "first eight weeks, when only the whole area is judged, by shipped rates; several attacks at "
    "one spot in one night count as one",
    source="Detection specification, sections 7 and 8, V1; domain brief, section 7",
    limits=("fewest", "chance_amber", "late_days", "season_years", "recent_weeks"),
    explanations=(
        "A police operation or a new way of recording that finds more of what was there before",
        "One dispute or one evening reported many times",
        "An event that draws crowds, or a holiday",
        "Coincidence: the line says how often chance alone does this",
    ),
    next_steps=(
        "Read the reports side by side: one place, one group, one weapon, one hour?",
        "Ask the community safety partnership what it sees; compare emergency department counts",
        "Look for retaliation: who was hurt, who is thought to have done it, who may be next",
        "Consider patrols at the places and hours named",
    ),
)
PLACES = 2  # looked at for each report, the area and its block: chance has two tries
NAMED_WEAPONS = {"knife": "a knife", "firearm": "a firearm"}
FEWEST_IN_FOUR_WEEKS = 5  # reports; with fewer the season of past years says nothing


@dataclass(frozen=True, slots=True)
class Finding:
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


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal when the week that ends with a report of serious violence is out of the usual.

    Of the area and the block the likelier cluster is told; an area is told of what no block in it
    explains better.

    Units: reports a week; score = -ln p, p of the law that fits the age of the area's data, times
    the two places looked at.
    Source: detection specification, sections 7 and 8, V1; the likelier cluster as in Kulldorff
    (1997).
    Blind to: see DETECTOR.
    """
    if not _counts(focus, state):
        return
    first = day_of(focus.case.occurred_from) - WEEK + 1
    line = state.context.limits(DETECTOR.id)["chance_amber"]
    area = state.once((DETECTOR.id, "area", first), lambda: _of_area(state, first))
    one_of_each = [rows[0] for rows in _cells(state, first).values()]
    blocks = (_measured(state, places, first) for places in blocks_with(focus, one_of_each))
    found = [one for one in (area, *blocks) if one is not None and focus in one.units]
    if found:
        best = max(found, key=lambda one: (one.chance <= line, one.excess))
        if len(best.units) >= state.context.limits(DETECTOR.id)["fewest"]:
            yield _signal(best, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """The last report of each day whose week holds this one, and the others of its own day."""
    if not _counts(focus, state):
        return []
    day = day_of(focus.case.occurred_from)
    ids = state.lookup.violence(midnight(day), midnight(day + WEEK) - timedelta(microseconds=1))
    rows = [row for row in state.rows(ids) if row.id != focus.id and _counts(row, state)]
    last = {day_of(row.case.occurred_from): row.id for row in rows}
    return list(last.values())


def history(signal: Signal, state: AreaState) -> History:
    """Weeks of the place that a signal is about, observed and usual."""
    end = day_of(signal.end)
    weeks = by_week(state.days, violence.STREAM, signal.places, end, SHOWN_WEEKS + LONGEST_BACK)
    known = _known_weeks(state, end)
    shown = max(1, min(SHOWN_WEEKS, known))
    return weekly(
        end, weeks, lambda back: _usual(state, weeks, back, known - back - 1, signal.places).mean,
        shown,
    )  # fmt: skip


def _of_area(state: AreaState, first: int) -> Finding | None:
    """Measure a week of the whole area, less what blocks explain if it is over its line."""
    area = _measured(state, (WHOLE_AREA,), first)
    line = state.context.limits(DETECTOR.id)["chance_amber"]
    return area if area is None or area.chance > line else _unexplained(state, area)


def _counts(row: CaseRow, state: AreaState) -> bool:
    return not row.border and state.context.serious.holds(row.case, state.context.book.offences)


def _reports(state: AreaState, first: int) -> list[CaseRow]:
    """Reports of serious violence of a week that were heard of in time."""
    return state.once((DETECTOR.id, "week", first), lambda: _heard(state, first))


def _heard(state: AreaState, first: int) -> list[CaseRow]:
    limits = state.context.limits(DETECTOR.id)
    late = timedelta(days=limits["late_days"])
    ids = state.lookup.violence(midnight(first), midnight(first + WEEK) - timedelta(microseconds=1))
    return [
        row
        for row in state.rows(ids)
        if row.arrived - row.case.occurred_from <= late and _counts(row, state)
    ]


def _cells(state: AreaState, first: int) -> dict[str, list[CaseRow]]:
    """Reports of a week by counting cell; those of no known place in none."""
    return state.once((DETECTOR.id, "cells", first), lambda: _by_cell(_reports(state, first)))


def _by_cell(rows: Sequence[CaseRow]) -> dict[str, list[CaseRow]]:
    cells: dict[str, list[CaseRow]] = {}
    for row in rows:
        for cell in places_of(row.case)[1:]:
            cells.setdefault(cell, []).append(row)
    return cells


def _measured(state: AreaState, places: tuple[str, ...], first: int) -> Finding | None:
    """Measure a week of a place; None where it is nowhere near a line."""
    return state.once((DETECTOR.id, places, first), lambda: _finding(state, places, first))


def _finding(state: AreaState, places: tuple[str, ...], first: int) -> Finding | None:
    limits = state.context.limits(DETECTOR.id)
    cells = _cells(state, first)
    rows = _reports(state, first)
    if places != (WHOLE_AREA,):
        rows = [row for cell in places for row in cells.get(cell, ())]
    if len(rows) < limits["fewest"]:
        return None
    weeks = by_week(state.days, violence.STREAM, places, first + WEEK, LONGEST_BACK)
    if sum(weeks[:4]) < FEWEST_IN_FOUR_WEEKS:
        return None
    known = _known_weeks(state, first + WEEK) - 1
    usual = _usual(state, weeks, 0, known, places)
    if places != (WHOLE_AREA,) and isinstance(usual, violence.Shipped):
        return None  # A mean of town and country says nothing of a town.
    if nats(_chance(usual, len(rows))) < nats(limits["chance_amber"]) - 1.0:
        return None
    units = [unit[0] for unit in units_of(rows)]
    return Finding(units, places, first, usual, _chance(usual, len(units)))


def _unexplained(state: AreaState, area: Finding) -> Finding:
    """What is left of an area's week without the blocks that explain it better, then or soon."""
    line, gone = state.context.limits(DETECTOR.id)["chance_amber"], set[str]()
    about = [block_about(rows[0].case) for rows in _by_cell(area.units).values()]
    for first in range(area.first, area.first + WEEK):
        week = _reports(state, first)
        if not any(day_of(row.case.occurred_from) == first + WEEK - 1 for row in week):
            continue
        for places in about:
            block = _measured(state, places, first)
            if block is not None and block.chance <= line and block.excess > area.excess:
                gone.update(row.id for row in block.units)
    if not gone:
        return area
    units = [row for row in area.units if row.id not in gone]
    return replace(area, units=units, chance=_chance(area.usual, len(units)))


def _chance(usual: violence.Usual, n: int) -> float:
    return min(1.0, PLACES * usual.chance(n))


def _known_weeks(state: AreaState, end: int) -> int:
    """Whole weeks before a day in which the area's violence was heard of."""
    begun = state.days.first(violence.STREAM, WHOLE_AREA)
    since = max(day_of(state.now.since), begun if begun is not None else end)
    return max(0, (end - since) // WEEK)


def _usual(
    state: AreaState, weeks: Sequence[int], at: int, known: int, places: tuple[str, ...]
) -> violence.Usual:
    limits, context = state.context.limits(DETECTOR.id), state.context
    shipped = context.serious.a_week(context.area, places)
    return violence.usual_in(
        weeks, at, known, shipped,
        years=limits["season_years"], ears_weeks=limits["recent_weeks"],
    )  # fmt: skip


def _signal(finding: Finding, state: AreaState) -> Signal:
    limits, units, mean = state.context.limits(DETECTOR.id), finding.units, finding.usual.mean
    place = _place_name(finding, state)
    line = limits["chance_amber"]
    return Signal(
        kind=DETECTOR.id,
        tier="amber" if finding.chance <= line else "below",
        members=tuple(row.id for row in units),
        title=f"{len(units)} reports of serious violence in {WEEK} days, {place}",
        why=f"{number_word(len(units)).capitalize()} reports of serious violence in {WEEK} days "
        f"in {place}, where {mean:.1f} are usual.{_weapons(units)}",
        observed=len(units),
        start=midnight(finding.first),
        end=midnight(finding.first + WEEK),
        expected=mean,
        score=nats(finding.chance),
        line_amber=nats(line),
        window_days=WEEK,
        places=finding.places,
        features={row.id: _features(row.case) for row in units},
    )


def _place_name(finding: Finding, state: AreaState) -> str:
    area, last = state.context.area, finding.units[-1].case.place
    return area.name if finding.places == (WHOLE_AREA,) else area.place_name(last.lat, last.lon)


def _weapons(units: Sequence[CaseRow]) -> str:
    """Say how many were with a knife or a firearm, if some were."""
    used = Counter(row.case.weapon for row in units if row.case.weapon in NAMED_WEAPONS)
    said = [f"{number_word(used[weapon])} with {words}"
            for weapon, words in NAMED_WEAPONS.items() if used[weapon]]  # fmt: skip
    return f" Of these {oxford(said)}." if said else ""


def _features(case: Case) -> dict[str, str | float | int | bool]:
    given = {"offence": case.offence, "injury": case.injury, "weapon": case.weapon}
    return {name: value for name, value in given.items() if value is not None}
