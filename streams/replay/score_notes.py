"""What a reader of a score must know about how it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from streams.replay.scoring import LEAST_MEMBERS, Score, Series

FROM_EVENTS = (
    "no --reports were given, so delays count from the earliest occurred_from of the members "
    "seen in evidence, and members at which a series was found are those that had happened by then"
)


def notes_on(
    series: Sequence[Series],
    scores: Mapping[str, Score],
    arrivals: Mapping[str, datetime],
    *,
    has_reports: bool,
) -> tuple[str, ...]:
    """Say on what the figures rest, and what of the labels cannot be right."""
    notes = []
    if not has_reports:
        notes.append(FROM_EVENTS)
    for one in series:
        lacking = sum(member not in arrivals for member in one.members)
        if has_reports and lacking:
            notes.append(f"{one.id}: {lacking} of its {len(one.members)} members are in no report")
        if len(one.members) < LEAST_MEMBERS:
            notes.append(f"{one.id}: one member alone, so it cannot be found")
    shadowed = [
        one.series.id
        for one in scores["red_and_amber"].results
        if one.found is not None and one.found.shadow
    ]
    if shadowed:
        notes.append(f"found first by an alert in shadow, told to no one: {', '.join(shadowed)}")
    notes.append(
        "areas are those with an alert of any family in the file; months are in UTC; an alert "
        "in shadow is never false"
    )
    return tuple(notes)
