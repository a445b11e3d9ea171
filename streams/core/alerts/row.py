"""What the area remembers of an alert: enough to publish it again, whole, at any revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.alerts import Family, State, Tier, Verdict
from streams.core.duties.duty import Duty
from streams.core.signals import Signal

AlertClass = Literal["cluster", "duties", "single", "data", "lessons"]
Lines = tuple[Duty, ...]  # of one duty or of several
Held = Literal["silenced", "inhibited", "over_budget"]  # why nobody was told of an alert yet


@dataclass(frozen=True, slots=True)
class Escalated:
    """How often, and when last, an alert was escalated that was to be answered by ``ack_by``."""

    ack_by: datetime | None = None
    times: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert as state. ``members`` are row ids by arrival; times are UTC.

    ``categories``: of the members, as last published. ``duties``: by member, every line of every
    duty; of an alert that calls for one itself, by no member. ``about``: the silent sender, last
    heard at ``since``; or the tag of a lesson that came back, ``recorded`` at so many reviews.
    ``watch_until``: when its watch ends and it waits for an answer again. ``held``: why nobody was
    told of it yet; ``hidden_by``: the silence that hid news of it, to be told at its end.
    ``told_tier``: the highest at which it was told.
    """

    alert_id: str
    klass: AlertClass
    kind: str
    family: Family
    tier: Tier
    state: State
    revision: int
    order: int
    members: tuple[str, ...]
    parts: tuple[Signal, ...] = ()
    categories: tuple[str | None, ...] = ()
    duties: tuple[tuple[str, Lines], ...] = ()
    about: str | None = None
    since: datetime | None = None
    recorded: int = 0
    raised_at: datetime
    updated_at: datetime
    ack_by: datetime | None = None
    assigned_to: str | None = None
    verdict: Verdict | None = None
    merged_into: str | None = None
    shadow: bool = False
    watch_until: datetime | None = None
    escalated: Escalated = Escalated()
    held: Held | None = None
    hidden_by: str | None = None
    told_tier: Tier | None = None

    @property
    def detectors(self) -> tuple[str, ...]:
        """The detectors that found it, each once; of an alert without parts, its kind."""
        return tuple(dict.fromkeys(part.kind for part in self.parts)) or (self.kind,)

    @property
    def score(self) -> float:
        """Score of the strongest part, in nats."""
        return max((part.score or 0.0 for part in self.parts), default=0.0)
