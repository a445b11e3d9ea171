"""R1 to R14, review due: a death or violence for which a review falls due, with its clock."""

from __future__ import annotations

from streams.core.signals import Detector

DETECTOR = Detector(
    id="review_due",
    number="R1-R14",
    family="review_due",
    title="A review may be due",
    looks_for="deaths and violence that meet the conditions of a review regime in force",
    blind_to="facts that the report does not carry; a named person decides, never this program",
    source="streams/data/regimes.toml, each regime with its own source",
    limits=("late_days",),
    explanations=(
        "The record may be wrong about the relationship or the flag that raised it",
        "Another review may already cover it",
    ),
    next_steps=(
        "Read the facts beside the law, decide whether the duty applies, and record the reason",
        "Tell those named, in writing, before the clock ends",
    ),
)
