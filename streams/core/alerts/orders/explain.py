"""What became of one report: never received, near nothing, and just below a line are told apart.

A report that never came raises ``Refused``. Source: contract, section 4, ``explain`` and its
``trace``.
"""

from __future__ import annotations

from schemas.commands import Command
from schemas.decisions import Best, MissingFact, Trace
from streams.core.alerts.changes import Done
from streams.core.alerts.life import Refused
from streams.core.alerts.orders.alert_orders import reports_of
from streams.core.alerts.published.both_areas import areas_of
from streams.core.alerts.published.compose import sig6
from streams.core.detectors import SERIES_DETECTORS
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState

WHO = {"method": "coroner's officer", "subject.age": "sender", "subject.sex": "sender"}
SENDER = "sender"


def explain(state: AreaState, command: Command) -> Done:
    """Answer what became of a report; nothing changes."""
    row = next(iter(reports_of(state, command)), None)
    if row is None:
        raise Refused("no_such_report")
    return Done(trace=_trace(state, row))


def _trace(state: AreaState, row: CaseRow) -> Trace:
    best = _best(state, row)
    return Trace(
        received_at=row.arrived,
        version=row.case.version,
        used="whole" if row.whole else "partial",
        areas=areas_of(state, [row.id]),
        compared=len(_compared(state, row)),
        best=None if best is None else Best(best.kind, sig6(best.score), sig6(best.line_amber)),
        missing=tuple(MissingFact(field, None, WHO.get(field, SENDER)) for field in _missing(row)),
        alert_ids=tuple(alert.alert_id for alert in state.alerts_of(row.id)),
    )


def _live(state: AreaState) -> list[str]:
    return [name for name in SERIES_DETECTORS if state.context.detectors[name].status != "retired"]


def _compared(state: AreaState, row: CaseRow) -> set[str]:
    """Find the cases with which any detector compared this one."""
    near = (one for name in _live(state) for one in SERIES_DETECTORS[name].neighbours(row, state))
    return set(near) - {row.id}


def _best(state: AreaState, row: CaseRow) -> Signal | None:
    """Find the strongest that any detector sees in it now, above its line or below."""
    seen = [s for name in _live(state) for s in SERIES_DETECTORS[name].evaluate(row, state)]
    return max(seen, key=lambda signal: signal.strength, default=None)


def _missing(row: CaseRow) -> tuple[str, ...]:
    """Name the facts whose want makes a case harder to link; never a value."""
    case, subject = row.case, row.case.subject
    wanted = [
        ("method", case.kind == "death" and case.method == "unknown"),
        ("place", case.place.lat is None),
        ("place.uprn", case.place.kind == "home" and case.place.uprn is None),
        ("subject.age", subject.age is None),
        ("subject.sex", subject.sex is None),
        ("people", not case.people),
    ]
    return tuple(dict.fromkeys([*case.gaps, *(field for field, is_wanted in wanted if is_wanted)]))
