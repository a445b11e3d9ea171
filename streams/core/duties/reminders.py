"""When people are reminded of a running clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from streams.core.duties.book import Book
from streams.core.duties.calendar import due_at, instant
from streams.core.duties.duty import Duty, DutyState

PER_CENT = (50, 80, 100)  # of the time from start to due; trigger table R11, regime lessons


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
