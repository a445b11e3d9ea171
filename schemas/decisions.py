"""Decisions: each time the service told, withheld or ended something, and why.

Source: contract, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.alerts import Origin

DecisionKind = Literal[
    "told", "updated", "escalated", "reminded", "withheld", "resolved", "closed",
    "command_done", "command_refused",
]  # fmt: skip
Reason = Literal[
    "first", "first_in_group", "new_evidence", "higher_tier", "reclassified", "new_member",
    "report_withdrawn", "deadline_near", "deadline_missed", "unacknowledged", "inhibited",
    "silenced", "over_budget", "below_line", "other_area", "shadow", "batch_burst", "late",
    "command", "not_allowed", "no_such_alert", "no_such_report", "already_done", "merged",
    "canary",
]  # fmt: skip

DECISION_TYPE = "tocsin.decision.v1"


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that may have changed the decision, and who could supply it.

    ``gain``: what it would have added, in nats; None where no detector says.
    """

    field: str
    gain: float | None
    who: str


@dataclass(frozen=True, slots=True)
class Best:
    """The strongest finding about a report, with its line; score and line in nats."""

    kind: str
    score: float | None
    line: float | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one report; the answer to ``explain``."""

    received_at: datetime
    version: int
    used: Literal["whole", "partial"]
    areas: tuple[str, ...]
    compared: int
    best: Best | None
    missing: tuple[MissingFact, ...]
    alert_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was done about a finding or a command, with the reason. Times are UTC."""

    alert_id: str | None
    revision: int | None
    decision: DecisionKind
    reason: Reason
    at: datetime
    by: str = "tocsin"
    to: tuple[str, ...] = ()
    command_id: str | None = None
    silence_id: str | None = None
    merged_into: str | None = None
    kind: str | None = None
    areas: tuple[str, ...] = ()
    report_ids: tuple[str, ...] = ()
    score: float | None = None
    line: float | None = None
    missing: tuple[MissingFact, ...] = ()
    trace: Trace | None = None
    as_of: Origin | None = None
