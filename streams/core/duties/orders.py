"""What people do to duties: complete, pause, extend, decide, open, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from streams.core.duties.book import Book
from streams.core.duties.calendar import end_of, local_date
from streams.core.duties.clocks import first_steps, is_day_unit, started, whole
from streams.core.duties.duty import LIVE, RUNNING, Duty, DutyState, Order, by_duty
from streams.core.duties.regimes import Start, StartKind
from streams.core.duties.standing import Standing, locate, standing

Lines = tuple[Duty, ...]


def complete(book: Book, duties: Lines, duty: str, step: str, at: datetime) -> Lines:
    """Mark a step done and start the steps that waited for it.

    Errors: gives ``duties`` back unchanged where there is no such live step (or it is done).
    """
    if not any(line.duty == duty and line.step == step and line.state in LIVE for line in duties):
        return duties
    done = tuple(
        replace(line, state=DutyState.DONE, until=None)
        if line.duty == duty and line.step == step
        else line
        for line in duties
    )
    return _start_waiting(book, done, duty, Start(StartKind.STEP, step), at)


def with_external(book: Book, duties: Lines, name: str, at: date) -> Lines:
    """Start the steps that waited for a fact from outside, such as ``first_court_appearance``."""
    after = duties
    for duty in by_duty(duties):
        after = _start_waiting(book, after, duty, Start(StartKind.EXTERNAL, name), at)
    return after


def _start_waiting(book: Book, duties: Lines, duty: str, start: Start, at: date) -> Lines:
    regime = book.regimes.get(duty)
    waiting = {step.id for step in regime.steps if step.start == start} if regime else set()
    return _changed(
        duties,
        lambda line: line.duty == duty and line.step in waiting and line.state is DutyState.WAITING,
        lambda line: started(book, line, at),
    )


def extend(duties: Lines, duty: str, until: datetime, reason: str) -> Lines:
    """Give the running steps of a duty until a later time, by order of a person.

    Errors: gives ``duties`` back unchanged where no clock of the duty runs.
    """
    return _changed(
        duties,
        lambda line: line.duty == duty and line.is_clocked,
        lambda line: replace(
            line, state=DutyState.EXTENDED, due_at=until, until=until, reason=reason
        ),
    )


def pause(duties: Lines, duty: str, at: datetime, until: datetime, reason: str) -> Lines:
    """Stop the running clocks of a duty from ``at`` to ``until``; they end that much later.

    Units: elapsed time is added; a clock in days still ends at the last second of a London day.
    Errors: gives ``duties`` back unchanged where no clock of the duty runs.
    """

    def stop(line: Duty) -> Duty:
        if line.due_at is None:
            return line
        due = line.due_at + max(until - at, timedelta())
        if is_day_unit(line.unit):
            due = end_of(local_date(due))
        return replace(line, state=DutyState.PAUSED, due_at=due, until=until, reason=reason)

    return _changed(duties, lambda line: line.duty == duty and line.is_clocked, stop)


def resume(duties: Lines, now: datetime) -> Lines:
    """Let the clocks run on whose pause is over."""
    return _changed(
        duties,
        lambda line: (
            line.state is DutyState.PAUSED and line.until is not None and line.until <= now
        ),
        lambda line: replace(line, state=DutyState.OPEN, until=None),
    )


def decide(book: Book, duties: Lines, duty: str, outcome: str, reason: str) -> Lines:
    """Apply a person's decision: 'required' opens what was excluded or asked, 'not_required' ends.

    Source: ``contract.md`` section 4, decide_duty; 'undecided' changes nothing: the clock runs on.
    """
    mine = tuple(line for line in duties if line.duty == duty)
    regime = book.regimes.get(duty)
    if not mine or regime is None:
        return duties
    aware_at = min(line.aware_at for line in mine)
    words = f"decided {outcome.replace('_', ' ')}: {reason}"
    if outcome == Order.NOT_REQUIRED:
        order = Order.NOT_REQUIRED
        return _instead(
            duties, duty, (whole(regime, DutyState.VOID, aware_at, words, order=order),)
        )
    if outcome == Order.REQUIRED and all(line.is_whole for line in mine):
        steps = first_steps(book, regime, aware_at, None, reason=words)
        return _instead(duties, duty, tuple(replace(s, order=Order.REQUIRED) for s in steps))
    return duties


def open_duty(
    book: Book,
    duty: str,
    aware_at: datetime,
    *,
    external: Mapping[str, date] | None = None,
    occurred: date | None = None,
    reason: str = "",
) -> Lines:
    """Raise by hand what no report carries, such as the reply to a coroner's report.

    Errors: none are raised; ask ``may_open`` first whether the regime is law there and then.
    """
    steps = first_steps(book, book.regimes[duty], aware_at, occurred, external, reason)
    return tuple(replace(step, order=Order.OPENED) for step in steps)


def may_open(
    book: Book, duty: str, area: str, aware_at: datetime, occurred: date
) -> Standing | None:
    """Say whether a duty may be raised by hand in an area; none if there is no such duty."""
    regime = book.regimes.get(duty)
    if regime is None:
        return None
    return standing(book, regime, locate(book, area), local_date(occurred), local_date(aware_at))


def withdraw(duties: Lines, reason: str = "report withdrawn") -> Lines:
    """Void every duty of a report that was taken back."""
    return tuple(
        Duty(
            duty=duty,
            step=None,
            state=DutyState.VOID,
            aware_at=min(line.aware_at for line in lines),
            confidence=lines[0].confidence,
            reason=reason,
        )
        for duty, lines in by_duty(duties).items()
    )


def _changed(
    duties: Iterable[Duty], is_meant: Callable[[Duty], bool], change: Callable[[Duty], Duty]
) -> Lines:
    return tuple(change(line) if is_meant(line) else line for line in duties)


def _instead(duties: Iterable[Duty], duty: str, lines: Lines) -> Lines:
    """Put new lines where the first line of a duty stood."""
    after: list[Duty] = []
    for line in duties:
        if line.duty != duty:
            after.append(line)
        elif lines:
            after.extend(lines)
            lines = ()
    return tuple(after)


def running(duties: Iterable[Duty]) -> Lines:
    """Give the lines on which a clock runs, soonest first."""
    lines = [line for line in duties if line.state in RUNNING and line.due_at is not None]
    return tuple(sorted(lines, key=lambda line: (line.due_at, line.duty, line.step or "")))
