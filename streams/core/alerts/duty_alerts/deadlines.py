"""Clocks of duties as they run: who is reminded, who hears of a missed one, when a pause ends.

Source: ``[conventions]`` of the regimes' file; trigger table R11 (reminders), R14 (missed).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from streams.core.alerts.changes import Change, Noted, revise
from streams.core.alerts.row import AlertRow
from streams.core.duties import review
from streams.core.duties.duty import Duty, DutyState
from streams.core.duties.orders import resume
from streams.core.duties.regimes import Tier
from streams.core.duties.reminders import reminder_times
from streams.core.state import AreaState


def next_moment(state: AreaState, alert: AlertRow, after: datetime) -> datetime | None:
    """When this alert next reminds of a clock, tells of a missed one, or ends a pause.

    A closed alert still does: a verdict ends no duty.
    """
    lines = _lines(alert)
    reminders = [at for line in lines for at in _moments(state, line)]
    every = (line for _, mine in alert.duties for line in mine)
    pauses = [line.until for line in every if line.state is DutyState.PAUSED and line.until]
    return min((moment for moment in (*reminders, *pauses) if moment > after), default=None)


def fall_due(state: AreaState, alert: AlertRow, at: datetime) -> Iterator[Change]:
    """Let paused clocks run on, then remind of each that has a moment now.

    A clock that has run out is escalated once; each day after that ``overdue`` lists it (R14).
    One of tier info is only said to have run out.
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
    if missed:
        roles = (*_roles(state, missed), *state.context.alerting.overdue.roles)
        yield Noted(alert, "escalated", "deadline_missed", at, tuple(dict.fromkeys(roles)))
    if quiet := [line for line in over if line not in missed]:
        yield Noted(alert, "reminded", "deadline_missed", at, _roles(state, quiet))
    if near:
        yield Noted(alert, "reminded", "deadline_near", at, _roles(state, near))


def overdue(state: AreaState, alert: AlertRow, at: datetime) -> tuple[Duty, ...]:
    """Steps of an alert whose clock has run out, but those of tier info."""
    every = (line for _, mine in alert.duties for line in mine)
    if not any(_is_overdue(state, line, at) for line in every):
        return ()
    return tuple(line for line in _lines(alert) if _is_overdue(state, line, at))


def _lines(alert: AlertRow) -> tuple[Duty, ...]:
    """Every duty once, as the alert lists them: many dead of one incident are one reminder."""
    return review.merged(mine for _, mine in alert.duties)


def _tier(state: AreaState, line: Duty) -> Tier:
    regime = state.context.book.regimes.get(line.duty)
    return Tier.INFO if regime is None else regime.tier


def _is_quiet(state: AreaState, line: Duty) -> bool:
    return _tier(state, line) is Tier.INFO


def _is_overdue(state: AreaState, line: Duty, at: datetime) -> bool:
    """Tell whether a clock of which people are told has run out."""
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


def _roles(state: AreaState, lines: Sequence[Duty]) -> tuple[str, ...]:
    """Roles of the duties whose clocks these are; no others of the same death."""
    return review.roles(state.context.book, {line.duty for line in lines})
