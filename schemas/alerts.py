"""Alerts: what Tocsin tells, whole at every revision. Source: contract, section 4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict  # pydantic cannot read the one of Python 3.11

Family = Literal["linked_series", "surge", "review_due", "data_quality"]
Tier = Literal["red", "amber", "info"]
State = Literal["open", "acknowledged", "closed", "resolved"]
Verdict = Literal[
    "linked_series", "same_incident", "explained", "duplicate", "data_error", "escalated"
]
DutyState = Literal[
    "open", "waiting", "done", "excluded", "void", "needs_fact", "paused", "extended"
]

ALERT_TYPE = "tocsin.alert.v1"


# Half-open span of time that the finding is about, UTC ("from" is no name for a dataclass field).
Window = TypedDict("Window", {"from": datetime, "to": datetime})

# Observed and expected counts for the months before, oldest first.
History = TypedDict(
    "History",
    {
        "from": datetime,
        "step_days": int,
        "observed": tuple[int, ...],
        "expected": tuple[float, ...],
    },
)


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """Where a case was; WGS 84 degrees, precision in metres."""

    lat: float | None
    lon: float | None
    precision_m: float
    kind: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One case that the alert rests on. People are codes valid in this alert only."""

    report_id: str
    source: str
    area: str
    occurred_from: datetime
    place: EvidencePlace
    category_first: str | None
    category_now: str | None
    features: dict[str, str | float | int | bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One reason and its weight in nats; the terms of a part add up to its score."""

    name: str
    words: str
    reports: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one detector found in this cluster."""

    kind: str
    tier: Tier
    observed: int
    expected: float | None
    score: float | None
    window_days: int | None
    report_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """How unusual it is. ``alerts_per_year``: how often one as strong comes by chance here."""

    observed: int | None = None
    expected: float | None = None
    score: float | None = None
    alerts_per_year: float | None = None
    line_amber: float | None = None
    line_red: float | None = None
    terms: tuple[Term, ...] = ()
    history: History | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertDuty:
    """One step of one review duty, with its clock."""

    duty: str
    step: str
    basis: str | None
    confidence: str | None
    aware_at: datetime
    starts_at: datetime | None
    length: int | None
    unit: str | None
    due_at: datetime | None
    state: DutyState
    excluded_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The record that led to this revision: topic, partition and offset, or a file's line."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert at one revision. Times are UTC; numbers carry six significant digits."""

    alert_id: str
    revision: int
    kind: str
    family: Family
    tier: Tier
    state: State
    areas: tuple[str, ...]
    title: str
    why: str
    evidence: tuple[Evidence, ...]
    measures: Measures
    window: Window | None
    data_gaps: tuple[str, ...]
    explanations: tuple[str, ...]
    next_steps: tuple[str, ...]
    recipients: tuple[str, ...]
    duties: tuple[AlertDuty, ...]
    ack_by: datetime | None
    raised_at: datetime
    updated_at: datetime
    as_of: Origin | None
    assigned_to: str | None
    verdict: Verdict | None
    merged_into: str | None
    service_version: str
    config_digest: str
    shadow: bool
