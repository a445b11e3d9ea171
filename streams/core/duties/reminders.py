"""When people are reminded of a running clock, and again each day once it is past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.core.duties.book import Book
from streams.core.duties.calendar import due_at, instant
from streams.core.duties.duty import Duty, DutyState

PER_CENT = (50, 80, 100)  # of the time from start to due; trigger table R11, regime lessons
EVERY_DAY = timedelta(days=1)  # past due; trigger table R14


@dataclass(frozen=True, slots=True)
class Reminder:
    """One moment at which somebody is reminded of one step."""

    at: datetime
    duty: str
    step: str | None
    due_at: datetime

    @property
    def is_missed(self) -> bool:
        """Say whether the clock has run out: the deadline is missed, no longer near."""
        return self.at >= self.due_at


def reminder_times(book: Book, line: Duty) -> tuple[datetime, ...]:
    """Give the moments for one running clock, the last of them the due time; else nothing.

    Units: the lengths a step names in ``remind``, in its own unit; else 50, 80, 100 per cent of
    the elapsed time, to the second.
    """
    if not line.is_clocked or line.due_at is None or line.starts_at is None:
        return ()
    start, due = instant(line.starts_at), line.due_at
    regime = book.regimes.get(line.duty)
    step = regime.step(line.step) if regime is not None else None
    if step is not None and step.remind and line.state is DutyState.OPEN:
        named = [due_at(line.starts_at, n, step.unit, book.holidays) for n in step.remind]
        times = {moment for moment in named if moment is not None and moment < due}
    else:
        seconds = int((due - start).total_seconds())
        times = {start + timedelta(seconds=seconds * part // 100) for part in PER_CENT}
    return tuple(sorted({moment for moment in times if moment < due} | {due}))


def reminders_between(
    book: Book, duties: Iterable[Duty], after: datetime, until: datetime
) -> tuple[Reminder, ...]:
    """Give all reminders later than ``after`` and not later than ``until``, soonest first."""
    found = [
        Reminder(moment, line.duty, line.step, line.due_at)
        for line in duties
        if line.due_at is not None
        for moment in (*reminder_times(book, line), *_daily(line, after, until))
        if after < moment <= until
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.duty, one.step or "")))


def _daily(line: Duty, after: datetime, until: datetime) -> list[datetime]:
    """Give the daily moments after a missed due time, by elapsed days."""
    if not line.is_clocked or line.due_at is None:
        return []
    times: list[datetime] = []
    moment = line.due_at + EVERY_DAY * max(1, (after - line.due_at) // EVERY_DAY + 1)
    while moment <= until:
        times.append(moment)
        moment += EVERY_DAY
    return times
