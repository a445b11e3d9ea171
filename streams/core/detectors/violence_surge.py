"""V1, violence surge: more serious violence in a week than the place is used to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from schemas.alerts import History
from streams.core.case import Case
from streams.core.detectors.wording import number_word, oxford
from streams.core.lookup import CaseRow
from streams.core.signals import VIOLENCE, Detector, Signal
from streams.core.state import AreaState
from streams.core.surges.violence_weeks import (
    Surge,
    cells,
    counts,
    known_weeks,
    measured,
    of_area,
    usual_week,
)
from streams.core.windows import violence
from streams.core.windows.blocks import blocks_with
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.farrington import LONGEST_BACK
from streams.core.windows.history import SHOWN_WEEKS, midnight, weekly
from streams.core.windows.poisson import nats
from streams.core.windows.weeks import WEEK, by_week

DETECTOR = Detector(
    id="violence_surge",
    number="V1",
    family="surge",
    about=VIOLENCE,
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


NAMED_WEAPONS = {"knife": "a knife", "firearm": "a firearm"}


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
    if not counts(focus, state):
        return
    first = day_of(focus.case.occurred_from) - WEEK + 1
    line = state.context.limits(DETECTOR.id)["chance_amber"]
    area = state.once((DETECTOR.id, "area", first), lambda: of_area(state, first))
    one_of_each = [rows[0] for rows in cells(state, first).values()]
    blocks = (measured(state, places, first) for places in blocks_with(focus, one_of_each))
    found = [one for one in (area, *blocks) if one is not None and focus in one.units]
    if found:
        best = max(found, key=lambda one: (one.chance <= line, one.excess))
        if len(best.units) >= state.context.limits(DETECTOR.id)["fewest"]:
            yield _signal(best, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """The last report of each day whose week holds this one, and the others of its own day."""
    if not counts(focus, state):
        return []
    day = day_of(focus.case.occurred_from)
    end = midnight(day + WEEK) - timedelta(microseconds=1)
    rows = state.rows(state.lookup.serious_violence(midnight(day), end))
    last = {day_of(row.case.occurred_from): row.id for row in rows if row.id != focus.id}
    return list(last.values())


def history(signal: Signal, state: AreaState) -> History | None:
    """Weeks of the place that a signal is about, observed and usual."""
    if not signal.places:
        return None
    end = day_of(signal.end)
    weeks = by_week(state.days, violence.STREAM, signal.places, end, SHOWN_WEEKS + LONGEST_BACK)
    known = known_weeks(state, end)
    shown = max(1, min(SHOWN_WEEKS, known))

    def expected_at(back: int) -> float:
        return usual_week(state, weeks, back, known - back - 1, signal.places).mean

    return weekly(end, weeks, expected_at, shown)


def _signal(surge: Surge, state: AreaState) -> Signal:
    limits, units, mean = state.context.limits(DETECTOR.id), surge.units, surge.usual.mean
    whole = state.context.area.name if surge.places == (WHOLE_AREA,) else None
    place = whole or state.context.place_of(units[-1].case)
    line = limits["chance_amber"]
    return Signal(
        kind=DETECTOR.id,
        tier="amber" if surge.chance <= line else "below",
        members=tuple(row.id for row in units),
        title=f"{len(units)} reports of serious violence in {WEEK} days, {place}",
        why=f"{number_word(len(units)).capitalize()} reports of serious violence in {WEEK} days "
        f"in {place}, where {mean:.1f} are usual.{_weapons(units)}",
        observed=len(units),
        start=midnight(surge.first),
        end=midnight(surge.first + WEEK),
        expected=mean,
        score=nats(surge.chance),
        line_amber=nats(line),
        window_days=WEEK,
        places=surge.places,
        features={row.id: _features(row.case) for row in units},
    )


def _weapons(units: Sequence[CaseRow]) -> str:
    """Say how many were with a knife or a firearm, if some were."""
    used = Counter(row.case.weapon for row in units if row.case.weapon in NAMED_WEAPONS)
    said = [f"{number_word(used[weapon])} with {words}"
            for weapon, words in NAMED_WEAPONS.items() if used[weapon]]  # fmt: skip
    return f" Of these {oxford(said)}." if said else ""


def _features(case: Case) -> dict[str, str | float | int | bool]:
    given = {"offence": case.offence, "injury": case.injury, "weapon": case.weapon}
    return {name: value for name, value in given.items() if value is not None}
