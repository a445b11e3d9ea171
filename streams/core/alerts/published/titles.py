"""Titles and the one sentence that a duty officer reads aloud."""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.alerts.duty_alerts import duty_lines
from streams.core.alerts.published.both_areas import with_areas
from streams.core.alerts.row import AlertRow
from streams.core.detectors import deadline_breach, report_due
from streams.core.detectors.wording import local as local
from streams.core.detectors.wording import number_word
from streams.core.duties import review
from streams.core.duties.duty import Duty, DutyState
from streams.core.duties.regimes import Tier
from streams.core.lookup import CaseRow
from streams.core.state import AreaState

LONGEST = 90  # characters of a title
LONGEST_SENDER = 50  # characters of a sender's name in it
EVENT_WORDS = {"death": "A death", "violence": "Serious violence", "missing": "A missing person"}


def of(state: AreaState, alert: AlertRow, rows: Sequence[CaseRow]) -> tuple[str, str]:
    """Title and sentence of an alert."""
    if alert.state == "resolved":
        return _ended(state, alert)
    if alert.klass == "duties":
        return _review(state, alert, rows)
    if alert.klass == "data" and not alert.parts:
        return _silent(alert)
    if alert.klass == "lessons":
        return _lessons(state, alert)
    strongest = alert.parts[0]
    why = strongest.why
    if len(rows) > strongest.observed:
        number = number_word(len(rows)).capitalize()
        why += f" {number} {_reports(rows)} in all are tied together here."
    return with_areas(state, strongest.title, why, rows, LONGEST)


def _reports(rows: Sequence[CaseRow]) -> str:
    return "deaths" if all(row.case.kind == "death" for row in rows) else "reports"


def _ended(state: AreaState, alert: AlertRow) -> tuple[str, str]:
    if alert.klass == "data" and not alert.parts:
        return "A sender is reporting again", f"Reports from {alert.about} arrive again."
    if alert.kind == deadline_breach.DETECTOR.id:
        return "Nothing is overdue any more", "Every step that was overdue is done or decided."
    if alert.merged_into is not None:
        return "Joined with an older alert", f"This alert goes on as {alert.merged_into}."
    until = alert.parts[0].until if alert.parts else None
    if until is not None and alert.updated_at >= until:
        return (
            "The time of this alert is over",
            f"It was for a time only, which ended {local(until)}.",
        )
    if alert.klass == "duties" and any(
        line.state is DutyState.DONE for line in duty_lines.merged(alert)
    ):
        return "Done: nothing is due any more", "Every step that was due is done."
    return (
        "Nothing supports this alert any more",
        "After corrections or withdrawals by the sender, nothing supports this alert any more.",
    )


def _review(state: AreaState, alert: AlertRow, rows: Sequence[CaseRow]) -> tuple[str, str]:
    book, lines = state.context.book, duty_lines.merged(alert)
    case = rows[0].case if rows else None
    place = state.context.area.name
    why = review.why(book, lines)
    if case is not None:
        place = state.context.place_of(case)
        why = f"{EVENT_WORDS[case.kind]} near {place}. {why}"
    first = _first(state, lines)
    if first is not None and first.due_at is not None:
        step = book.regimes[first.duty].step(first.step)
        why += f" First: {step.say if step else first.duty}, by {local(first.due_at)}."
    title = review.title(book, lines)
    if alert.kind == report_due.DETECTOR.id:
        title = title.replace("Review due", "Report due")
    longer = f"{title}, {place}"
    return (longer if len(longer) <= LONGEST else title), why


def _first(state: AreaState, lines: Sequence[Duty]) -> Duty | None:
    """Find the clock that ends first; one of tier info only where no other runs."""
    clocks = [line for line in lines if line.is_clocked]
    regimes = state.context.book.regimes
    loud = [x for x in clocks if x.duty in regimes and regimes[x.duty].tier is not Tier.INFO]
    return next(iter(loud or clocks), None)


def _lessons(state: AreaState, alert: AlertRow) -> tuple[str, str]:
    days = state.context.limits(alert.kind)["days"]
    return (
        f"A lesson has come back {alert.recorded} times: {alert.about}"[:LONGEST],
        f"The lesson '{alert.about}' was recorded at {alert.recorded} reviews within {days:.0f} "
        f"days, last on {local(alert.updated_at)}: it may not have reached those who need it.",
    )


def _silent(alert: AlertRow) -> tuple[str, str]:
    since = local(alert.since) if alert.since is not None else "long ago"
    hours = round((alert.raised_at - (alert.since or alert.raised_at)).total_seconds() / 3600)
    sender = alert.about or ""
    short = sender if len(sender) <= LONGEST_SENDER else f"{sender[:LONGEST_SENDER]}..."
    return (
        f"No reports for {hours} hours from {short}",
        f"Nothing has come from {alert.about} since {since}. "
        "Until it is back, no alerts does not mean that nothing happened.",
    )
