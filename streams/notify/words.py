"""What a person is told of a decision: a line with nothing of the case, or title and sentences."""

from __future__ import annotations

from streams.core.alerts.published.titles import local
from streams.notify.inputs.records import Body, Told
from streams.notify.message import Content

NEWS = {
    ("told", "first"): "New alert.",
    ("told", "first_in_group"): "New alert.",
    ("updated", "new_member"): "One more case joined this alert.",
    ("updated", "higher_tier"): "This alert has grown stronger.",
    ("updated", "reclassified"): "A case in this alert was reclassified.",
    ("updated", "report_withdrawn"): "A report in this alert was withdrawn.",
    ("updated", "command"): "Somebody changed this alert.",
    ("escalated", "unacknowledged"): "Nobody has answered this alert.",
    ("escalated", "deadline_missed"): "A deadline was missed.",
    ("reminded", "deadline_near"): "A deadline is near.",
    ("reminded", "deadline_missed"): "A deadline was missed.",
    ("resolved", "merged"): "This alert was joined with an older one.",
}
BY_DECISION = {
    "told": "New alert.",
    "updated": "There is news of this alert.",
    "escalated": "This alert was passed on.",
    "reminded": "This alert waits for you.",
    "resolved": "Nothing supports this alert any more.",
    "closed": "This alert was closed.",
}
FAMILY_WORDS = {
    "linked_series": "linked series",
    "surge": "surge",
    "review_due": "review due",
    "data_quality": "data quality",
}


def news(decision: str, reason: str) -> str:
    """Say in a sentence what is new."""
    return NEWS.get((decision, reason)) or BY_DECISION.get(decision, "There is news of this alert.")


def content(
    told: Told, body: Body | None, place: str, link: str, instead_of: str | None
) -> Content:
    """Write what is told of a decision; ``place`` is the name of its area.

    ``body`` is None where the alert is gone from its topic, or the decision is about none.
    """
    if body is None:
        return _without_alert(told, place, link, instead_of)
    ended = body.has_ended and told.decision in ("resolved", "closed")
    answer_by = None if body.has_ended else body.ack_by
    head = f"{body.tier.upper()} {FAMILY_WORDS.get(body.family, body.family)}"
    said = _of_silence(told) or news(told.decision, told.reason)
    answer = f" Answer by {local(answer_by)}." if answer_by is not None else ""
    return Content(
        name=body.kind,
        family=body.family,
        tier=body.tier,
        status="resolved" if ended else "firing",
        line=f"{head} {body.alert_id}, {place}. {said}{answer}",
        title=f"{body.tier.upper()} {body.title}",
        sentences=(
            said,
            body.why,
            *((answer.strip(),) if answer else ()),
            *_stand_in(instead_of),
        ),
        link=link,
        decision=told.decision,
        reason=told.reason,
        starts_at=body.raised_at,
        ends_at=body.updated_at if ended else None,
        answer_by=answer_by,
    )


def _without_alert(told: Told, place: str, link: str, instead_of: str | None) -> Content:
    said = _of_silence(told) or f"{news(told.decision, told.reason)} It can no longer be read."
    about = f" {told.alert_id}" if told.alert_id else ""
    title = f"Your silence, {place}" if told.silence_id else f"Alert{about}, {place}"
    return Content(
        name=told.kind or "silence",
        family=None,
        tier=None,
        status="resolved" if told.decision in ("resolved", "closed") else "firing",
        line=f"{title}. {said}",
        title=title,
        sentences=(said, *_stand_in(instead_of)),
        link=link,
        decision=told.decision,
        reason=told.reason,
        starts_at=told.at,
        ends_at=told.at if told.decision in ("resolved", "closed") else None,
        answer_by=None,
    )


def _of_silence(told: Told) -> str | None:
    """Say to its author what becomes of a silence; None if the news is not of a silence."""
    if told.silence_id is None or told.decision != "reminded":
        return None
    if told.reason == "silenced":
        return f"Silence {told.silence_id} has hidden nothing lately; lift it if it is not needed."
    return f"Silence {told.silence_id} ends soon; what it hides is told again after that."


def _stand_in(instead_of: str | None) -> tuple[str, ...]:
    if instead_of is None:
        return ()
    return (f"You are told because {instead_of} could not be reached.",)
