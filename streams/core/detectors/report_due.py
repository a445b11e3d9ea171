"""Q4, a report is due: the calendar raises it, and it ends when the report is out."""

from __future__ import annotations

from streams.core.signals import Detector

DETECTOR = Detector(
    id="report_due",
    number="Q4",
    family="data_quality",
    title="A report is due",
    looks_for="the end of each quarter, and the yearly day of the serious violence strategy",
    blind_to="whether a report that was made is any good",
    source="streams/data/regimes.toml, the regimes that the calendar raises",
    limits=(),
    explanations=("It may be out already, and only not marked as done",),
    next_steps=(
        "Make the report for the quarter, or say who will and by when",
        "When it is out, mark its step as done: the alert then ends by itself",
    ),
)
