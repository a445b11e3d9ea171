"""Clocks of duties as they run: who is reminded, what is called out, when a pause ends.

Source: ``[conventions]`` of the regimes' file; trigger table R11 (reminders), R14 (daily call).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from streams.core.alerts.changes import Change, Noted, revise
from streams.core.alerts.row import AlertRow
from streams.core.duties import review
from streams.core.duties.duty import Duty, DutyState
from streams.core.duties.orders import resume
from streams.core.duties.regimes import Tier
from streams.core.duties.reminders import EVERY_DAY, reminder_times
from streams.core.state import AreaState

JUST_BEFORE = timedelta(microseconds=1)


def next_moment(state: AreaState, alert: AlertRow, after: datetime) -> datetime | None:
    """When this alert next reminds of a clock, calls out a missed one, or ends a pause.

    A closed alert still does: a verdict ends no duty.
    """
    lines = _lines(alert)
    reminders = [at for line in lines for at in _moments(state, line)]
    every = (line for _, mine in alert.duties for line in mine)
    pauses = [line.until for line in every if line.state is DutyState.PAUSED and line.until]
    called = _called_out(state, lines, after)
    times = [*reminders, *pauses, *([] if called is None else [called])]
    return min((moment for moment in times if moment > after), default=None)


def fall_due(state: AreaState, alert: AlertRow, at: datetime) -> Iterator[Change]:
    """Let paused clocks run on, then remind of each that has a moment now.

    A clock that has run out is escalated, and again and again until the step is done (R14); one
    of tier info is only said to have run out, once.
    """
    duties = tuple((member, resume(lines, at)) for member, lines in alert.duties)
    if duties != alert.duties:
        change = revise(state, replace(alert, duties=duties), "command")
        alert = change.row
        yield change
    lines = _lines(alert)
    now = [line for line in lines if at in _moments(state, line)]
    over = [line for line in now if line.due_at is not None and at >= line.due_at]
    near = [line for line in now if line not in over]
    missed = [line for line in over if not _is_quiet(state, line)]
    if missed or _called_out(state, lines, at - JUST_BEFORE) == at:
        overdue = [line for line in lines if _is_overdue(state, line, at)]
        roles = (*_roles(state, overdue), *state.context.alerting.overdue.roles)
        yield Noted(alert, "escalated", "deadline_missed", at, tuple(dict.fromkeys(roles)))
    if quiet := [line for line in over if line not in missed]:
        yield Noted(alert, "reminded", "deadline_missed", at, _roles(state, quiet))
    if near:
        yield Noted(alert, "reminded", "deadline_near", at, _roles(state, near))


def _lines(alert: AlertRow) -> tuple[Duty, ...]:
    """Every duty once, as the alert lists them: many dead of one incident are one reminder."""
    return review.merged(mine for _, mine in alert.duties)


def _tier(state: AreaState, line: Duty) -> Tier:
    regime = state.context.book.regimes.get(line.duty)
    return Tier.INFO if regime is None else regime.tier


def _is_quiet(state: AreaState, line: Duty) -> bool:
    return _tier(state, line) is Tier.INFO


def _is_overdue(state: AreaState, line: Duty, at: datetime) -> bool:
    """Tell whether a clock that is called out has run out."""
    return (
        line.due_at is not None
        and line.is_clocked
        and line.due_at <= at
        and not _is_quiet(state, line)
    )


def _moments(state: AreaState, line: Duty) -> tuple[datetime, ...]:
    """When people hear of a clock, the last time at its end; not in the hours of quiet."""
    times = reminder_times(state.context.book, line)
    over, tier = state.context.alerting.quiet.over, _tier(state, line)
    return tuple(over(at, tier) for at in (times[-1:] if tier is Tier.INFO else times))


def _called_out(state: AreaState, lines: Iterable[Duty], after: datetime) -> datetime | None:
    """When the clock that ran out first is next called out, later than ``after`` (R14)."""
    clocks = [(x.due_at, x) for x in lines if x.due_at and x.is_clocked and not _is_quiet(state, x)]
    if not clocks:
        return None
    due, line = min(clocks, key=lambda one: one[0])
    alerting, tier = state.context.alerting, _tier(state, line)
    daily_until = due + alerting.overdue.daily_for
    at = due + EVERY_DAY * max(1, (after - due) // EVERY_DAY)
    if at >= daily_until:
        every = alerting.overdue.then_every
        at = daily_until + every * max(0, (after - daily_until) // every)
    while (told := alerting.quiet.over(at, tier)) <= after:
        at += EVERY_DAY if at < daily_until else alerting.overdue.then_every
    return told


def _roles(state: AreaState, lines: Sequence[Duty]) -> tuple[str, ...]:
    """Roles of the duties whose clocks these are; no others of the same death."""
    return review.roles(state.context.book, {line.duty for line in lines})
