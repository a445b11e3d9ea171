"""The class scan: more of one kind of report in one place than the area's own past makes usual."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.alerts import History
from streams.core.lookup import CaseRow
from streams.core.series.scan import excess_words, past, scanning
from streams.core.series.scan.excess import Excess
from streams.core.series.thresholds import alerts_a_year, is_learning, lines
from streams.core.series.unit import unit_of
from streams.core.signals import Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="local_excess",
    number="SCAN",
    family="linked_series",
    part="scan",
    title="More of one kind in one place than usual",
    looks_for="more suicides, drug deaths, suspicious deaths or assaults by strangers near each "
    "other than usual, or more deaths on a ward, in a care home, of a practice's patients, or tied "
    "to one person, venue, phone or account; in days to a year (tokens: three years), and among "
    "people alike in age, sex, method, kind of place or hour",
    blind_to="few among many alike; reports without coordinates, site or token; a rise over years; "
    "sites in their first year; series that cross into another area",
    source="Detection specification, sections 3, 5 and 6",
    limits=(),
    explanations=(
        "More people at the site or in the place than before",
        "A change in what is reported, or several reports sent at once",
        excess_words.CHANCE,
    ),
    next_steps=(
        "Open the records side by side: what do they share beyond place and kind?",
        "Ask who knows the place well whether this is usual there",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
    ),
)
absorb = scanning.absorb


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal what the scan of this report found, at the lines that hold now.

    Units: days, kilometres; score = ln of a mean of terms that each have mean 1 by chance, nats.
    Source: detection specification, section 5.
    Blind to: see DETECTOR.
    """
    for found in state.scans.of(focus.id):
        if found.unit != focus.id:
            continue
        seen = _as_seen(found, focus, state)
        if seen is not None:
            yield _signal(seen, focus, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Reports that a scan found together with this one."""
    found = state.scans.of(focus.id)
    named = dict.fromkeys(name for one in found for name in (*one.members, one.unit))
    return [name for name in named if name != focus.id]


def history(signal: Signal, state: AreaState) -> History | None:
    """The year of the place and kind that a signal is about, observed and usual."""
    for member in reversed(signal.members):
        for found in state.scans.of(member):
            if found.unit in signal.members and found.score == signal.score:
                return past.history(found, state)
    return None


def _as_seen(found: Excess, focus: CaseRow, state: AreaState) -> Excess | None:
    """A finding, made anew without what a person took apart from this report."""
    if not any(member in state.unseen for member in found.members):
        return found
    return scanning.scan(unit_of(focus), found.stream, state)


def _signal(found: Excess, focus: CaseRow, state: AreaState) -> Signal:
    line = lines(state, found.stream)
    rows = state.rows(found.members)
    place = state.context.place_of(focus.case)
    newest = max(row.case.occurred_from for row in rows)
    return Signal(
        kind=DETECTOR.id,
        tier=line.tier(found.score),
        members=tuple(row.id for row in rows),
        title=excess_words.title(found, rows, place),
        why=excess_words.why(found, rows, place),
        observed=found.observed,
        start=min(row.case.occurred_from for row in rows),
        end=newest,
        expected=found.expected,
        score=found.score,
        line_amber=line.amber,
        line_red=line.red,
        window_days=int(found.days),
        features={row.id: _features(row, (newest - row.case.occurred_from).days) for row in rows},
        explanations=excess_words.innocent(found),
        alerts_a_year=alerts_a_year(state, found.stream, found.score),
        shadow=is_learning(state, focus.arrived),
    )


def _features(row: CaseRow, days: int) -> dict[str, str | float | int | bool]:
    case = row.case
    known = {"sex": case.subject.sex, "age": case.subject.age, "method": case.method}
    return {
        **{name: value for name, value in known.items() if value is not None},
        "days_before_latest": days,
    }
