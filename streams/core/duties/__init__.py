"""Which reviews a death or violence makes due, and by when. The law is data; this only reads it."""

from streams.core.duties.book import Book, build_book
from streams.core.duties.duty import Duty, DutyState
from streams.core.duties.evaluate import assess
from streams.core.duties.explain import why
from streams.core.duties.occasioned import (
    raised_by_alert,
    raised_by_calendar,
    raised_by_external,
)
from streams.core.duties.orders import (
    complete,
    decide,
    extend,
    open_duty,
    pause,
    resume,
    with_external,
    withdraw,
)
from streams.core.duties.reminders import reminder_times

__all__ = [
    "Book",
    "Duty",
    "DutyState",
    "assess",
    "build_book",
    "complete",
    "decide",
    "extend",
    "open_duty",
    "pause",
    "raised_by_alert",
    "raised_by_calendar",
    "raised_by_external",
    "reminder_times",
    "resume",
    "why",
    "with_external",
    "withdraw",
]
