"""Q3, batch burst: a sender sends old reports by the dozen; what they seem to show waits."""

from __future__ import annotations

from streams.core.signals import Detector

DETECTOR = Detector(
    id="batch_burst",
    number="Q3",
    family="data_quality",
    title="Old reports by the dozen",
    looks_for="reports of one sender whose events are over 14 days old, at more than five times "
    "its usual rate of arrivals within an hour, and at least twenty",
    blind_to="an upload slower than its limit; a sender's first hour, when nothing is usual yet; "
    "a batch of reports that are a few days old",
    source="Domain brief, section 7, Q3; detection specification, section 2, Late",
    limits=("hour_factor", "fewest", "old_days", "fade_days"),
    explanations=(
        "A force or a hospital loads its history",
        "A system was down for weeks and sends what it owes",
        "Old records were given new numbers and sent again",
    ),
    next_steps=(
        "Ask the sender what it loaded, and whether more will come",
        "Look through the findings that wait: a real pair of deaths may be among them",
        "Load history by replay, with the clock of the events, where that can be planned",
    ),
)
