"""L14, body release risk: a body is about to go while an alert about the death is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.alerts.life import ENDED
from streams.core.alerts.row import AlertRow
from streams.core.detectors.wording import local
from streams.core.lookup import CaseRow
from streams.core.signals import DEATHS, Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="body_release_risk",
    number="L14",
    family="review_due",
    about=DEATHS,
    title="A body is about to be released",
    looks_for="a death in an open alert (a series, a reclassification, a concern) whose body is to "
    "be released within 48 hours, or was released in the last 3 days; red where that alert is red, "
    "amber where it is amber",
    blind_to="releases that nobody reports; alerts that are for the digest only, silenced, or "
    "about a surge or a duty alone",
    source="Detection specification, section 8, L14; domain brief, sections 6 and 7. The days "
    "after a release, in which burial or cremation may still wait, are our own; so is the tier, "
    "which the table has as red (deploy/decisions/0009-what-wakes-a-duty-inspector.md)",
    limits=("hours_before", "hours_after"),
    explanations=(
        "The release may have been moved and the report not changed",
        "A forensic post-mortem may have been done, and all that is needed kept",
    ),
    next_steps=(
        "Call the coroner's officer now: can the release, burial or cremation wait",
        "Ask whether a forensic post-mortem was done, and whether samples are kept",
        "If the alert proves to be nothing, close it with its reason: this one then ends by itself",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal a death in an open alert whose body is about to go or has just gone.

    Units: hours.
    Source: detection specification, section 8, L14.
    Blind to: see DETECTOR.
    """
    if not reads_alerts(focus) or not _is_soon(focus, state):
        return
    tiers = [alert.tier for alert in state.alerts_of(focus.id) if _matters(alert, state)]
    if not tiers:
        return
    case = focus.case
    place = state.context.place_of(case)
    at = local(_release(focus))
    yield Signal(
        kind=DETECTOR.id,
        tier="red" if "red" in tiers else "amber",
        members=(focus.id,),
        title=f"Body to be released while an alert is open, {place}",
        why=f"The body of a death near {place} that is in an open alert is to be released at {at}.",
        observed=1,
        start=case.occurred_from,
        end=case.occurred_from,
        until=_over(focus, state),
        features={focus.id: {"release_at": at}},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """No other case: what matters are the alerts that hold it."""
    return []


def moments(row: CaseRow, state: AreaState) -> Iterator[datetime]:
    """When a release comes near, and when it is past help."""
    if reads_alerts(row):
        before = timedelta(hours=state.context.limits(DETECTOR.id)["hours_before"])
        yield _release(row) - before
        yield _over(row, state)


def reads_alerts(row: CaseRow) -> bool:
    """Tell a death whose release is known."""
    return row.case.body_release_at is not None and not row.border


def _release(row: CaseRow) -> datetime:
    return row.case.body_release_at or row.case.recorded_at


def _over(row: CaseRow, state: AreaState) -> datetime:
    return _release(row) + timedelta(hours=state.context.limits(DETECTOR.id)["hours_after"])


def _is_soon(row: CaseRow, state: AreaState) -> bool:
    before = timedelta(hours=state.context.limits(DETECTOR.id)["hours_before"])
    return _release(row) - before <= state.now.clock < _over(row, state)


def _matters(alert: AlertRow, state: AreaState) -> bool:
    """Tell an alert that is open, that asks how somebody died, and that people know of."""
    if alert.state in ENDED or alert.shadow or alert.tier == "info" or alert.held == "silenced":
        return False
    doubts = alert.klass == "single" and alert.kind not in (DETECTOR.id, "retaliation_window")
    return doubts or alert.family == "linked_series"
