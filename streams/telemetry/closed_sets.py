"""Labels are closed sets: what is in none of them becomes ``other``, so no report names a metric.

What a sender writes may hold a name. Values of ours (detectors, areas, topics) are let in as they
come, up to as many as there can be; what senders write, only if it was declared at start.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from schemas.alerts import Tier
from schemas.areas import CANARY_SOURCE
from schemas.decisions import DecisionKind, Reason
from schemas.envelope import USED
from schemas.reports import REPORTS
from streams.core.reading import Refusal

OTHER = "other"
MOST = 200  # more values than there are police areas, rules or topics is a leak

OUTCOMES = ("accepted", "partial", "repeat", "quarantined", "misplaced")
TIERS = get_args(Tier)
DECISIONS = get_args(DecisionKind)
REASONS = get_args(Reason)
REFUSALS = (*get_args(Refusal), "partial")
FIELDS = (*USED, *(name for report in REPORTS.values() for name in report.model_fields))


class Declared:
    """Values that are known from the start, or declared then; every other is ``other``."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = frozenset(values)

    def declare(self, values: Iterable[str]) -> None:
        """Let these in as well."""
        self._values |= frozenset(values)

    def __call__(self, value: str) -> str:
        """Return the value, or ``other``."""
        return value if value in self._values else OTHER


class Ours:
    """Values that this service makes itself, as they come, up to ``MOST``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, value: str) -> str:
        """Return the value, or ``other`` once there are too many."""
        if value in self._seen or len(self._seen) < MOST:
            self._seen.add(value)
            return value
        return OTHER


SENDERS = Declared((CANARY_SOURCE,))
"""Senders as their CloudEvents' ``source`` names them; declared from what is known at start."""
