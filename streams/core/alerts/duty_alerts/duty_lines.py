"""Duties as an alert lists them, live ones first. Source: contract, section 4, ``duties``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from schemas.alerts import AlertDuty, DutyState
from streams.core.alerts.row import AlertRow
from streams.core.duties import review
from streams.core.duties.calendar import LONDON
from streams.core.duties.duty import LIVE, Duty

FAR = datetime.max.replace(tzinfo=UTC)


def merged(alert: AlertRow) -> tuple[Duty, ...]:
    """Every duty of the alert once, of several victims the most pressing; live ones first."""
    lines = review.merged(lines for _, lines in alert.duties)
    return tuple(sorted(lines, key=lambda line: (line.state not in LIVE, line.due_at or FAR)))


def published(lines: tuple[Duty, ...]) -> tuple[AlertDuty, ...]:
    """Write duties as the contract has them."""
    return tuple(_line(line) for line in lines)


def _line(line: Duty) -> AlertDuty:
    state: DutyState = line.state.value
    return AlertDuty(
        duty=line.duty,
        step=line.step or "",
        basis=line.basis,
        confidence=line.confidence,
        aware_at=line.aware_at,
        starts_at=_instant(line.starts_at),
        length=line.length,
        unit=line.unit.value if line.unit is not None else None,
        due_at=line.due_at,
        state=state,
        excluded_by=line.excluded_by,
        reason=line.reason or None,
    )


def _instant(start: date | None) -> datetime | None:
    """A start known to the day only is the local midnight that begins it."""
    if start is None or isinstance(start, datetime):
        return start
    return datetime.combine(start, time(), LONDON).astimezone(UTC)
