"""What a backup holds of each topic, and what of it goes back onto a broker."""

from __future__ import annotations

from enum import StrEnum

from schemas.topics import (
    ALERT_REVISIONS,
    AREA_EVENTS,
    AUDIT,
    CALIBRATIONS,
    DECISIONS,
    DELIVERIES,
    INPUTS,
    MENTIONS,
    MISPLACED,
    QUARANTINE,
    Topic,
)
from streams.broker.plan import Plan

_GOES_BACK = frozenset({*INPUTS, CALIBRATIONS, DELIVERIES, AUDIT})
_EVIDENCE = frozenset({ALERT_REVISIONS, DECISIONS})
_MADE_AGAIN = frozenset({AREA_EVENTS, MENTIONS, MISPLACED, QUARANTINE})
OWN_KEYS = frozenset({b"@", b"!"})
"""Keys of a stage's journal: offsets of the cluster it was written on, no use on another."""


class Use(StrEnum):
    """What a restore does with a topic of a backup."""

    WRITTEN = "written"
    """Goes back as it was."""
    COMPARED = "compared"
    """Made again by the worker; `restore --verify` compares it with the backup."""
    KEPT = "kept"
    """Evidence of what was told then. The worker tells it again; both would stand twice."""


def use_of(topic: Topic) -> Use | None:
    """Say what a restore does with a topic; None where no backup holds it.

    Left out: what the worker makes again, record for record, from what goes back.

    Raises:
        KeyError: a topic that keeps a log is new, and nobody decided about it.
    """
    if topic.name in _MADE_AGAIN:
        return None
    if topic.is_compacted:
        return Use.COMPARED if topic.name.endswith(".state") else Use.WRITTEN
    if topic.name in _GOES_BACK:
        return Use.WRITTEN
    if topic.name in _EVIDENCE:
        return Use.KEPT
    raise KeyError(topic.name)


def held(plan: Plan) -> dict[str, Topic]:
    """Map the logical name of each topic that a backup holds to its plan."""
    return {topic.name: topic for topic in plan.topics().values() if use_of(topic) is not None}
