"""R14, clocks that have run out: one line a day for the head of crime, for each area."""

from __future__ import annotations

from streams.core.signals import Detector

DETECTOR = Detector(
    id="deadline_breach",
    number="R14",
    family="review_due",
    title="Steps of reviews are overdue",
    looks_for="steps of reviews whose clock has run out and that nobody has marked as done: once a "
    "day all of an area together, until none is left",
    blind_to="steps that were done and not marked; duties of tier info, which are said once when "
    "their time is over",
    source="Domain brief, section 7, R14: daily, to the head of crime. That it is one alert for "
    "each area is our own, so that what nobody does buries nothing",
    limits=(),
    explanations=("The steps may have been done and only not marked",),
    next_steps=(
        "Ask each review officer which steps were done, and have them marked",
        "For what is not done: who does it by when, or the decision that it is not required",
    ),
)
