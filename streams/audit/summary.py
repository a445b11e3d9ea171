"""Who did how much: what an auditor looks at first. It flags, and decides nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.audit import AuditRecord

MANY_ALERTS: Final = 100
"""Different alerts opened in an hour from which a reader is flagged. Source: our choice."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What one user did. ``busiest`` is the most alerts opened in one hour of the clock (UTC)."""

    user: str
    roles: tuple[str, ...]
    actions: dict[str, int]
    alerts: int
    busiest: int
    busiest_at: datetime | None
    is_flagged: bool


def summarise(records: Iterable[AuditRecord]) -> list[Reader]:
    """Sum up records by user; those who opened most come first."""
    of_user: dict[str, list[AuditRecord]] = defaultdict(list)
    for record in records:
        of_user[record.user].append(record)
    readers = [_reader(user, listed) for user, listed in of_user.items()]
    return sorted(readers, key=lambda one: (-one.busiest, -one.alerts, one.user))


def _reader(user: str, records: list[AuditRecord]) -> Reader:
    hours: dict[datetime, set[str]] = defaultdict(set)
    for one in records:
        if one.alert_id is not None:
            hours[one.at.replace(minute=0, second=0, microsecond=0)].add(one.alert_id)
    at = max(hours, key=lambda hour: (len(hours[hour]), hour), default=None)
    busiest = len(hours[at]) if at is not None else 0
    return Reader(
        user=user,
        roles=tuple(sorted({one.role for one in records})),
        actions=dict(Counter(one.action for one in records)),
        alerts=len(set().union(*hours.values())),
        busiest=busiest,
        busiest_at=at,
        is_flagged=busiest >= MANY_ALERTS,
    )
