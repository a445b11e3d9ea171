"""Duties that no report raises: by an alert, by a fact from outside, by the calendar."""

from __future__ import annotations

from datetime import date, datetime

from streams.core.duties.book import Book
from streams.core.duties.calendar import instant, local_date
from streams.core.duties.clocks import first_steps
from streams.core.duties.conditions import Truth
from streams.core.duties.duty import Duty
from streams.core.duties.occasions import occasions
from streams.core.duties.regimes import Regime
from streams.core.duties.standing import locate, standing


def raised_by_alert(book: Book, kind: str, area: str, aware_at: datetime) -> tuple[Duty, ...]:
    """Raise what an alert of a kind calls for, such as a meeting about a suicide cluster."""
    return tuple(
        line
        for regime in book.regimes.values()
        if kind in regime.trigger.alert and _is_law(book, regime, area, aware_at)
        for line in first_steps(book, regime, aware_at, None, reason=f"alert {kind}")
    )


def raised_by_external(
    book: Book, name: str, on: date, area: str, aware_at: datetime
) -> tuple[Duty, ...]:
    """Raise what a fact from outside calls for, such as a coroner's report: ``pfd_sent``."""
    return tuple(
        line
        for regime in book.regimes.values()
        if regime.trigger.external == name and _is_law(book, regime, area, aware_at)
        for line in first_steps(
            book, regime, aware_at, None, {name: on}, f"{name.replace('_', ' ')} {on.isoformat()}"
        )
    )


def raised_by_calendar(
    book: Book, area: str, after: date, until: date
) -> tuple[tuple[date, tuple[Duty, ...]], ...]:
    """Raise what the calendar calls for, day by day, later than ``after`` and up to ``until``."""
    raised = [
        (day, first_steps(book, regime, instant(day), None, {"calendar": day}, reason=phrase))
        for regime in book.regimes.values()
        if (phrase := regime.trigger.calendar) is not None
        for day in occasions(phrase, after, until)
        if _is_law(book, regime, area, instant(day))
    ]
    return tuple(sorted(raised, key=lambda one: (one[0], one[1][0].duty)))


def _is_law(book: Book, regime: Regime, area: str, aware_at: datetime) -> bool:
    where, aware = locate(book, area), local_date(aware_at)
    return standing(book, regime, where, aware, aware).truth is Truth.TRUE
