"""L5, institution excess: deaths at one site come faster than that site is used to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.alerts import History
from streams.core.classes import is_unexpected
from streams.core.detectors.wording import categories, number_word, oxford, span
from streams.core.incidents import same_incident
from streams.core.lookup import CaseRow
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState
from streams.core.windows import cusum, sites
from streams.core.windows.days import day_of
from streams.core.windows.history import midnight, stepped

DETECTOR = Detector(
    id="institution_excess",
    number="L5",
    family="surge",
    about=UNEXPECTED,
    part="counter",
    title="More deaths at an institution than it is used to",
    looks_for="unexpected deaths at one care home, hospital or prison that come twice as fast as "
    "its own past and size make usual, gathered over any length of time (Poisson CUSUM)",
    blind_to="the first year of an area's data; sites where less than one such death a year is "
    "expected; deaths that were recorded as expected; a rise that was there from the start",
    source="Detection specification, section 7, Institutions; domain brief, sections 4 and 7",
    limits=(
        "ratio", "line", "fewest", "least_a_year", "learn_days", "prior_events", "guard_days",
        "care_home_a_year", "care_home_beds", "hospital_a_year", "hospital_beds",
        "prison_a_year", "prison_beds",
    ),
    explanations=(
        "More residents or sicker ones: a new wing, an end-of-life unit, a closed home nearby",
        "A new rule on which deaths are reported, or on how they are recorded",
        "A wave of influenza, heat or another infection in the area",
        "Coincidence: the line says how often chance alone does this",
    ),
    next_steps=(
        "Compare with the site's beds, admissions and registered deaths of the same months",
        "Ask the regulator and the commissioner what they know; ask for notifications of deaths",
        "Read the deaths side by side: hour, ward, cause given, who certified",
        "Before a body is released, ask whether a post-mortem and toxicology are held",
    ),
)  # fmt: skip
WORDS = {"care_home": "care home", "hospital": "hospital", "prison": "prison"}
NEAR = 1.0  # nats below the line from which it is published as withheld
CHART_DAYS, CHART_STEPS = 28, 39  # three years


@dataclass(frozen=True, slots=True)
class Run:
    """Deaths since the CUSUM last stood at nothing: who, how many were usual, where it stands."""

    members: list[CaseRow]
    expected: float
    value: float
    crossed: bool


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the run of deaths at a site that took its CUSUM to the line.

    After a crossing the sum begins again from nothing, so that a rise that goes on is told again.

    Units: score and line in nats; expected in deaths over the run.
    Source: detection specification, section 7, *Institutions*.
    Blind to: see DETECTOR.
    """
    if not _counts(focus):
        return
    for run in _runs(focus, state):
        if focus in run.members and len(run.members) >= state.context.limits(DETECTOR.id)["fewest"]:
            yield _signal(run, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Deaths at the same site just after, whose sums change."""
    if not _counts(focus):
        return []
    rows = _deaths(focus, state)
    after = [row for row in rows if row.case.occurred_from >= focus.case.occurred_from]
    return [row.id for row in after if row.id != focus.id][: sites.ASKED_AFTER]


def history(signal: Signal, state: AreaState) -> History | None:
    """Four-week counts of the site that a signal is about, observed and usual."""
    if not signal.places:
        return None
    row = state.rows(signal.members)[-1]
    since, end = day_of(state.now.since), day_of(signal.end)
    days = [day_of(one.case.occurred_from) for one in _deaths(row, state)]
    rate = _rates(row, days, state)
    steps = max(1, min(CHART_STEPS, (end - since) // CHART_DAYS))
    starts = [end - CHART_DAYS * (step + 1) for step in range(steps)]
    counts = [bisect_left(days, day + CHART_DAYS) - bisect_left(days, day) for day in starts]
    expected = [rate.on(day) * CHART_DAYS for day in starts]
    return stepped(end, CHART_DAYS, counts, expected)


def _counts(row: CaseRow) -> bool:
    place = row.case.place
    known = place.institution is not None and place.kind in WORDS
    return known and not row.border and is_unexpected(row.case)


def _deaths(focus: CaseRow, state: AreaState) -> list[CaseRow]:
    """Deaths of the site since the area is watched, one of each incident, oldest first."""
    ids = state.lookup.at_site(focus.case.place.institution or "", state.now.since)
    rows = [row for row in state.rows(ids) if _counts(row) and not row.history]
    return [
        row
        for before, row in zip([None, *rows], rows, strict=False)
        if before is None or not same_incident(before.case, row.case)
    ]


def _rates(focus: CaseRow, days: list[int], state: AreaState) -> sites.Rate:
    limits, place = state.context.limits(DETECTOR.id), focus.case.place
    shipped = limits[f"{place.kind}_a_year"]
    beds = state.beds.of(place.institution or "")
    if beds is not None:
        shipped *= beds / limits[f"{place.kind}_beds"]
    return sites.Rate(
        days, day_of(state.now.since), shipped, limits["prior_events"], int(limits["guard_days"])
    )


def _runs(focus: CaseRow, state: AreaState) -> Iterator[Run]:
    """Follow the site's CUSUM; each crossing, and where it stands at last."""
    limits, rows = state.context.limits(DETECTOR.id), _deaths(focus, state)
    days = [day_of(row.case.occurred_from) for row in rows]
    rate = _rates(focus, days, state)
    begin = day_of(state.now.since) + int(limits["learn_days"])
    first = bisect_left(days, begin)
    steps: list[tuple[float, float]] = []
    for day, before in zip(days[first:], [begin, *days[first:]], strict=False):
        steps += [(0.0, rate.on(day) * (day - before)), (1.0, 0.0)]
    sums = cusum.path(steps, limits["ratio"], limits["line"])
    for number in range(1, len(sums), 2):
        one = sums[number]
        near = number == len(sums) - 1 and one.value >= limits["line"] - NEAR
        end = first + number // 2
        if (one.crossed or near) and rate.on(days[end]) * sites.DAYS_A_YEAR >= (
            limits["least_a_year"]
        ):
            start = first + one.begun // 2
            usual = sum(expected for _, expected in steps[one.begun + 1 : number + 1])
            yield Run(rows[start : end + 1], max(usual, rate.on(days[end])), one.value, one.crossed)


def _signal(run: Run, state: AreaState) -> Signal:
    members = sorted(run.members, key=lambda row: row.seq)
    start, end = run.members[0].case.occurred_from, run.members[-1].case.occurred_from
    place = members[0].case.place
    name, site = state.context.place_of(members[0].case), WORDS[place.kind]
    number, time = len(members), span(start, end)
    return Signal(
        kind=DETECTOR.id,
        tier="amber" if run.crossed else "below",
        members=tuple(row.id for row in members),
        title=f"{number} deaths at one {site} in {time}, {name}",
        why=f"{number_word(number).capitalize()} unexpected deaths at one {site} in {name} in "
        f"{time}, where {run.expected:.1f} are usual; recorded as {oxford(categories(members))}.",
        observed=number,
        start=midnight(day_of(start)),
        end=midnight(day_of(end) + 1),
        expected=run.expected,
        score=round(run.value, 6),
        line_amber=state.context.limits(DETECTOR.id)["line"],
        window_days=(end.date() - start.date()).days + 1,
        places=(place.institution or "",),
        features={
            row.id: {"institution": place.institution or "", "ward": row.case.place.ward or ""}
            for row in members
        },
    )
