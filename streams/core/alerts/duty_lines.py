"""Duties as an alert lists them: each step once, the most pressing of several victims."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from schemas.alerts import AlertDuty, DutyState
from streams.core.alerts.row import AlertRow
from streams.core.duties.calendar import LONDON
from streams.core.duties.duty import LIVE, Duty
from streams.core.state import AreaState

FAR = datetime.max.replace(tzinfo=UTC)


def of(state: AreaState, alert: AlertRow) -> tuple[AlertDuty, ...]:
    """List the duties of an alert, live ones first, each step once."""
    chosen: dict[tuple[str, str | None], Duty] = {}
    for _, lines in alert.duties:
        for line in lines:
            before = chosen.get((line.duty, line.step))
            if before is None or _pressing(line) < _pressing(before):
                chosen[line.duty, line.step] = line
    return tuple(_line(line) for line in sorted(chosen.values(), key=_pressing))


def live(alert: AlertRow) -> list[Duty]:
    """The lines that somebody must still act on, most pressing first."""
    lines = [line for _, some in alert.duties for line in some if line.state in LIVE]
    return sorted(lines, key=_pressing)


def _pressing(line: Duty) -> tuple[bool, datetime, str]:
    return line.state not in LIVE, line.due_at or FAR, line.duty


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
