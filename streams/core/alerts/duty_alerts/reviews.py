"""All duties of one death or incident are one alert, and follow every version of its reports.

Source: contract, section 4 (kind ``review_due``); ``[conventions]`` of the regimes' file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from schemas.alerts import Family, Tier
from schemas.decisions import Reason
from streams.core.alerts.changes import Change, Revised, answer_by, new_row, raise_new, revise
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import Move, moved
from streams.core.alerts.row import AlertRow, Lines
from streams.core.alerts.surroundings import together
from streams.core.detectors.review_due import DETECTOR
from streams.core.duties import review
from streams.core.duties.duty import LIVE
from streams.core.duties.evaluate import assess
from streams.core.lookup import CaseRow
from streams.core.signals import RANK
from streams.core.state import AreaState

Held = tuple[tuple[str, Lines], ...]


def follow(state: AreaState, row: CaseRow, before: CaseRow | None) -> Iterator[Change]:
    """Judge a version of a report afresh, and tell what falls due or no longer does."""
    alert = _alert_of(state, row)
    held = dict(alert.duties) if alert is not None else {}
    lines = assess(state.context.book, row.case, held.get(row.id, ()), row.case.recorded_at)
    if alert is None:
        if any(line.state in LIVE for line in lines) and not _is_history(state, row):
            yield _raise(state, row, lines)
        return
    if _as_told(held.get(row.id, ())) == _as_told(lines):
        return
    reason: Reason = "new_evidence"
    if row.id not in held:
        reason = "new_member"
    elif before is not None and before.case.category != row.case.category:
        reason = "reclassified"
    yield _revised(state, alert, {**held, row.id: lines}, reason)


def withdraw(state: AreaState, row_id: str) -> Iterator[Change]:
    """Void what a report raised that was taken back."""
    for alert in [one for one in state.alerts_of(row_id) if one.klass == "duties"]:
        held = {member: lines for member, lines in alert.duties if member != row_id}
        yield _revised(state, alert, held, "report_withdrawn")


def take_apart(state: AreaState, alert: AlertRow, leaving: Sequence[str]) -> Iterator[Change]:
    """Give reports that are another death's an alert of their own; every clock goes on."""
    held = dict(alert.duties)
    stay = {member: lines for member, lines in held.items() if member not in leaving}
    yield _revised(state, alert, stay, "command")
    gone = tuple((member, held[member]) for member in leaving if member in held)
    if not any(line.state in LIVE for _, lines in gone for line in lines):
        return
    name = alert_id(state.context.area.code, "duties", [gone[0][0]])
    while name in state.alerts:  # That alert was named by a report that left it.
        name = alert_id(state.context.area.code, "duties", [name, gone[0][0]])
    rows = sorted(state.rows(member for member, _ in gone), key=lambda row: row.seq)
    yield new_alert(state, name, rows, gone)


def tier_of(state: AreaState, duties: Held, otherwise: Tier) -> Tier:
    """Tier of the loudest duty that is live; as it was where none is."""
    found = review.tier(state.context.book, [line for _, lines in duties for line in lines])
    return found.value if found is not None else otherwise


def _alert_of(state: AreaState, row: CaseRow) -> AlertRow | None:
    """The duties' alert of this report, or of another report of the same death or incident."""
    rows = [row, *together(state, row)]
    alerts = (a for one in rows for a in state.alerts_of(one.id) if a.klass == "duties")
    return min(alerts, key=lambda alert: alert.order, default=None)


def _as_told(lines: Lines) -> Lines:
    """Duties less the words why: other words alone are no news."""
    return tuple(replace(line, reason="") for line in lines)


def _is_history(state: AreaState, row: CaseRow) -> bool:
    late = timedelta(days=state.context.limits(DETECTOR.id)["late_days"])
    return row.case.recorded_at < state.now.clock - late


def _raise(state: AreaState, row: CaseRow, lines: Lines) -> Change:
    """Raise an alert, or raise again the one that ended when the report was taken back.

    It is named by the first report of the death or incident, though another may raise it.
    """
    lead = min((row, *together(state, row)), key=lambda one: one.seq)
    name = alert_id(state.context.area.code, "duties", [lead.id])
    held: dict[str, Lines] = {lead.id: (), row.id: lines}
    before = state.alerts.get(name)
    while before is not None and not held.keys() >= set(before.members):
        name = alert_id(state.context.area.code, "duties", [name, lead.id])  # Another's by now.
        before = state.alerts.get(name)
    if before is None:
        rows = [lead] if lead.id == row.id else [lead, row]
        return new_alert(state, name, rows, tuple(held.items()))
    return _revised(state, replace(before, verdict=None), held, "new_evidence")


def new_alert(
    state: AreaState,
    name: str,
    rows: Sequence[CaseRow],
    duties: Held,
    *,
    kind: str = DETECTOR.id,
    family: Family = "review_due",
) -> Revised:
    """Raise an alert for duties: of a report, opened by a person, or due by the calendar."""
    row = new_row(
        state,
        name,
        klass="duties",
        kind=kind,
        family=family,
        tier=tier_of(state, duties, "info"),
        members=tuple(row.id for row in rows),
    )
    return raise_new(state, replace(row, duties=duties))


def _revised(state: AreaState, alert: AlertRow, held: dict[str, Lines], reason: Reason) -> Change:
    rows = sorted(state.rows(held), key=lambda row: row.seq)
    duties = tuple((row.id, held[row.id]) for row in rows)
    live = any(line.state in LIVE for _, lines in duties for line in lines)
    more = bool(_raised_of(state, duties) - _raised_of(state, alert.duties))
    now, tier = state.now.clock, tier_of(state, duties, alert.tier)
    if reason == "new_evidence" and RANK[tier] > RANK[alert.tier]:
        reason = "higher_tier"
    move: Move = ("loud_news" if more else "quiet_news") if live else "support_gone"
    return revise(
        state,
        replace(
            moved(alert, move, answer_by(state, DETECTOR.id, tier, now)),
            members=tuple(row.id for row in rows),
            duties=duties,
            categories=tuple(row.case.category for row in rows),
            tier=tier,
        ),
        reason,
    )


def _raised_of(state: AreaState, duties: Held) -> set[str]:
    """Name the duties that are known to apply and not done."""
    lines = [line for _, mine in duties for line in mine]
    return {regime.id for regime in review.raised(state.context.book, lines)}
