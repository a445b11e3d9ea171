"""What the desk holds of one record: headlines, orders, openings, shifts, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.alerts import AlertDuty, Family, State, Tier, Verdict
from schemas.area_summaries import FeedStanding
from schemas.decisions import Decision


@dataclass(frozen=True, slots=True)
class Record:
    """One record of one topic. ``topic`` is the logical name, ``at`` when the broker had it.

    ``id`` is the event's (``ce_id``), empty where it has none. ``value`` None is a tombstone.
    """

    topic: str
    key: str
    value: bytes | None
    at: datetime
    id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one record changed: ``parts`` of pages, for whom, and whether it cannot wait.

    Parts: ``alerts decisions orders reviews deliveries openings areas shifts``.
    """

    parts: frozenset[str]
    areas: frozenset[str]
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An alert at its newest revision, as lists need it; ``DeskView.alert`` gives all of it."""

    alert_id: str
    revision: int
    kind: str
    family: Family
    tier: Tier
    state: State
    areas: tuple[str, ...]
    title: str
    why: str
    recipients: tuple[str, ...]
    duties: tuple[AlertDuty, ...]
    score: float | None
    ack_by: datetime | None
    raised_at: datetime
    updated_at: datetime
    assigned_to: str | None
    verdict: Verdict | None
    merged_into: str | None
    shadow: bool

    @property
    def is_live(self) -> bool:
        """Whether somebody has it, or should."""
        return self.state in ("open", "acknowledged")

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody has answered it; information needs nobody."""
        return self.state == "open" and self.tier != "info" and not self.shadow


@dataclass(frozen=True, slots=True)
class Told:
    """A decision with the id of its event, which deliveries name."""

    id: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Order:
    """A command and, once it came, its answer.

    ``fields`` are the command's own, such as ``reason`` and ``until``. ``sent_at``: when the
    broker had it; ``confirmed_at``: when it had the answer.
    """

    command_id: str
    action: str
    area: str
    alert_id: str | None
    by: str
    role: str
    sent_at: datetime
    fields: Mapping[str, Any]
    answer: Decision | None = None
    confirmed_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether the service did it."""
        return self.answer is not None and self.answer.decision == "command_done"

    @property
    def is_refused(self) -> bool:
        """Whether the service refused it."""
        return self.answer is not None and self.answer.decision == "command_refused"


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened an alert: who, in which role, which revision, when."""

    user: str
    role: str
    action: str
    revision: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody took over an area."""

    area: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class DutyDue:
    """A step of a review that is due, of one alert."""

    headline: Headline
    duty: AlertDuty


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the console and the service have come, as this viewer may know.

    ``position``: how far the service's clock is known to be. ``unread``: records that the console
    has still to read before it has caught up. ``red``, ``amber``: unanswered ones; ``due``:
    steps of reviews that are due within 72 hours or late.
    """

    is_caught_up: bool
    unread: int
    position: datetime | None
    last_report: datetime | None
    feeds: tuple[FeedStanding, ...]
    red: int
    amber: int
    due: int
