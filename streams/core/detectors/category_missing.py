"""Q2, category missing: a day later nobody has said what a death is, or a field is still wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.case import Case
from streams.core.lookup import CaseRow
from streams.core.signals import DEATHS, Detector
from streams.core.state import AreaState

DETECTOR = Detector(
    id="category_missing",
    number="Q2",
    family="data_quality",
    about=DEATHS,
    title="Deaths that nobody has decided a day later",
    looks_for="deaths that 24 hours after they were recorded are still under investigation with "
    "nobody named who said so, or of which a field was wrong and has not been sent again",
    blind_to="categories that are wrong; reports that came more than 28 days after they were "
    "recorded",
    source="Domain brief, section 7, Q2; what counts as missing, and one alert for each sender "
    "and month, are our own",
    limits=("hours", "days"),
    explanations=(
        "A sender that does not pass on who decided",
        "A death whose post-mortem takes its time",
    ),
    next_steps=(
        "Ask the supervisor of each to decide, and to say so in the record",
        "Ask the sender to correct the fields that were left out: tocsin quarantine lists them",
    ),
)
OPEN = "unexpected_under_investigation"


def due(row: CaseRow, state: AreaState) -> datetime:
    """When a death should have been decided."""
    return row.case.recorded_at + timedelta(hours=state.context.limits(DETECTOR.id)["hours"])


def is_unfinished(row: CaseRow, state: AreaState) -> bool:
    """Tell a death of these weeks that is past its time and still lacks what it should have."""
    now = state.now.clock
    if row.border or row.case.kind != "death" or now < due(row, state):
        return False
    longest = timedelta(days=state.context.limits(DETECTOR.id)["days"])
    return now - row.case.recorded_at <= longest and (_is_undecided(row.case) or not row.whole)


def moments(row: CaseRow, state: AreaState) -> Iterator[datetime]:
    """When a death should have been decided."""
    if row.case.kind == "death" and not row.border:
        yield due(row, state)


def _is_undecided(case: Case) -> bool:
    said = case.category_source
    return case.category == OPEN and (said is None or said.asserted_by is None)
