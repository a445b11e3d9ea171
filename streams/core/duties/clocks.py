"""How the steps of a duty start: at awareness, at the event, after a step, at an outside fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from streams.core.duties.book import Book
from streams.core.duties.calendar import Unit, due_at
from streams.core.duties.duty import Duty, DutyState, Order
from streams.core.duties.regimes import Regime, StartKind, Step
from streams.core.duties.wording import day


def first_steps(
    book: Book,
    regime: Regime,
    aware_at: datetime,
    occurred: date | None,
    external: Mapping[str, date] | None = None,
    reason: str = "",
) -> tuple[Duty, ...]:
    """Lay out all steps of a duty just raised: those with a start are open, the rest wait."""
    known = external or {}
    starts: dict[StartKind, date | None] = {
        StartKind.AWARE: aware_at,
        StartKind.OCCURRED: occurred,
    }
    return tuple(
        started(
            book,
            _waiting(regime, step, aware_at, reason),
            known.get(step.start.name)
            if step.start.kind is StartKind.EXTERNAL
            else starts.get(step.start.kind),
        )
        for step in regime.steps
    )


def _waiting(regime: Regime, step: Step, aware_at: datetime, reason: str) -> Duty:
    return Duty(
        duty=regime.id,
        step=step.id,
        state=DutyState.WAITING,
        aware_at=aware_at,
        basis=step.basis,
        confidence=step.confidence,
        length=step.length,
        unit=step.unit,
        reason=reason,
    )


def started(book: Book, duty: Duty, start: date | None) -> Duty:
    """Start the clock of a step; without the bank holidays of its years it has no due time."""
    if start is None or duty.length is None or duty.unit is None:
        return duty
    due = due_at(start, duty.length, duty.unit, book.holidays)
    if due is None:
        reason = f"bank holidays not known for {duty.length} working days from {day(start)}"
        return replace(
            duty, state=DutyState.NEEDS_FACT, starts_at=start, due_at=None, reason=reason
        )
    return replace(duty, state=DutyState.OPEN, starts_at=start, due_at=due)


def renewed(book: Book, earlier: Duty, fresh: Duty) -> Duty:
    """Carry a step of an earlier version on: never more time, and what was done stays done."""
    if earlier.state is DutyState.NEEDS_FACT:
        if earlier.due_at is None:
            return started(book, fresh, earlier.starts_at)
        state = DutyState.OPEN if earlier.until is None else DutyState.EXTENDED
        return replace(earlier, state=state, reason=fresh.reason)
    if earlier.state is DutyState.OPEN and fresh.due_at is not None and earlier.due_at is not None:
        return fresh if fresh.due_at < earlier.due_at else replace(earlier, reason=fresh.reason)
    return earlier


def whole(
    regime: Regime,
    state: DutyState,
    aware_at: datetime,
    reason: str,
    by: str | None = None,
    order: Order | None = None,
) -> Duty:
    """Say one thing of a duty as a whole: excluded, void, or a fact is missing."""
    return Duty(
        duty=regime.id,
        step=None,
        state=state,
        aware_at=aware_at,
        confidence=regime.confidence,
        excluded_by=by,
        reason=reason,
        order=order,
    )


def is_day_unit(unit: Unit | None) -> bool:
    """Say whether a unit ends at the last second of a day."""
    return unit is not None and unit is not Unit.HOURS
