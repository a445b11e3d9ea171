"""What is read of the topics in order to tell: a decision, and the alert that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

EPOCH = datetime.fromtimestamp(0, UTC)
SILENCE_AUTHOR = "silence author"  # stands for the one user to whom a decision is addressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decision. ``id`` is the id of its event, the same after every restart.

    ``kept_at``: when Kafka had it (UTC); ``to``: roles, never the name of a user. ``others``: areas
    beside the one that decided, which have cases in the alert and are told as it is.
    """

    id: str
    alert_id: str | None
    revision: int | None
    decision: str
    reason: str
    at: datetime
    kept_at: datetime
    to: tuple[str, ...]
    silence_id: str | None
    kind: str | None
    area: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One step of a duty that has a clock and is not done."""

    duty: str
    step: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is told of an alert at one revision: no case, no person, no place but its title's."""

    alert_id: str
    revision: int
    kind: str
    family: str
    tier: str
    state: str
    title: str
    why: str
    recipients: tuple[str, ...]
    ack_by: datetime | None
    raised_at: datetime
    updated_at: datetime
    due: tuple[Due, ...]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in ("closed", "resolved")


RUNNING = frozenset({"open", "needs_fact", "extended"})


def read_told(value: bytes, headers: Iterable[tuple[str, bytes]], kept_ms: int) -> Told:
    """Read a decision as it stands on its topic; ``kept_ms``: Kafka's time, since 1970."""
    named = dict(headers)
    row: dict[str, Any] = orjson.loads(value)
    area = named["ce_subject"].decode()
    is_for_one = row["decision"] == "reminded" and row["silence_id"] is not None
    return Told(
        id=named["ce_id"].decode(),
        alert_id=row["alert_id"],
        revision=row["revision"],
        decision=row["decision"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
        kept_at=EPOCH + timedelta(milliseconds=kept_ms),
        to=(SILENCE_AUTHOR,) if is_for_one else tuple(row["to"]),
        silence_id=row["silence_id"],
        kind=row["kind"],
        area=area,
        others=tuple(one for one in row["areas"] if one != area),
    )


def read_body(value: bytes) -> Body:
    """Read an alert as it stands on its topic."""
    row: dict[str, Any] = orjson.loads(value)
    return Body(
        alert_id=row["alert_id"],
        revision=row["revision"],
        kind=row["kind"],
        family=row["family"],
        tier=row["tier"],
        state=row["state"],
        title=row["title"],
        why=row["why"],
        recipients=tuple(row["recipients"]),
        ack_by=_moment(row["ack_by"]),
        raised_at=datetime.fromisoformat(row["raised_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        due=tuple(_due(duty) for duty in row["duties"] if _is_running(duty)),
    )


def _is_running(duty: Mapping[str, Any]) -> bool:
    return duty["state"] in RUNNING and duty["due_at"] is not None


def _due(duty: Mapping[str, Any]) -> Due:
    at = datetime.fromisoformat(duty["due_at"])
    return Due(duty=duty["duty"], step=duty["step"], due_at=at)


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
