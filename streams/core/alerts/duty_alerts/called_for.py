"""Duties that an alert itself calls for, such as a meeting about a suicide cluster.

They stand on that alert, and end with it. Source: regimes' file, ``trigger.alert``.
"""

from __future__ import annotations

from dataclasses import replace

from streams.core.alerts.row import AlertRow, Lines
from streams.core.duties.duty import LIVE, Duty, DutyState, by_duty
from streams.core.duties.occasioned import raised_by_alert
from streams.core.duties.orders import withdraw
from streams.core.state import AreaState

OF_ALERT = ""  # in place of the member that carries a duty


def with_called_for(state: AreaState, alert: AlertRow) -> AlertRow:
    """Give an alert, as it is told, the duties that it calls for and has not yet."""
    if alert.klass != "cluster":
        return alert
    lines = _lines(alert)
    have = {line.duty for line in lines if line.state is not DutyState.VOID}
    fresh: list[Duty] = []
    for kind in dict.fromkeys((alert.kind, *(part.kind for part in alert.parts))):
        if state.context.detectors[kind].status == "live":
            for line in raised_by_alert(
                state.context.book, kind, state.context.area.code, state.now.clock
            ):
                if line.duty not in have:
                    fresh.append(line)
        have |= {line.duty for line in fresh}
    if not fresh:
        return alert
    raised = {line.duty for line in fresh}
    kept = tuple(line for line in lines if line.duty not in raised)
    return replace(alert, duties=((OF_ALERT, (*kept, *fresh)),))


def joined(alert: AlertRow, ended: AlertRow) -> AlertRow:
    """Give an alert the duties of one that is merged into it: no clock begins again."""
    lines, have = _lines(alert), {line.duty for line in _lines(alert)}
    more = tuple(line for line in _lines(ended) if line.duty not in have)
    return replace(alert, duties=((OF_ALERT, (*lines, *more)),)) if more else alert


def without_support(alert: AlertRow) -> AlertRow:
    """End the duties that an alert called for, now that nothing supports it; done stays done."""
    lines: list[Duty] = []
    for mine in by_duty(_lines(alert)).values():
        is_live = any(line.state in LIVE for line in mine)
        lines += withdraw(mine, "nothing supports the alert any more") if is_live else mine
    return replace(alert, duties=((OF_ALERT, tuple(lines)),)) if lines else alert


def _lines(alert: AlertRow) -> Lines:
    return tuple(line for _, mine in alert.duties for line in mine)
