"""The daily digest of an area for a role: what did not have to be told at once.

The same topics give the same words. Source: domain brief, section 6 (what is under no alarm goes
to a daily digest; 72 hours ahead); the surplus over the budget for amber stands in it openly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from streams.core.alerts.published.titles import local
from streams.core.duties.calendar import LONDON
from streams.notify.inputs.bodies import Bodies
from streams.notify.inputs.records import Body, Told
from streams.notify.message import Content

MOST_LINES = 20  # of one heading; the rest is counted
REASONS = {
    "inhibited": "part of a series that was told",
    "silenced": "silenced",
    "over_budget": "over the budget for amber",
    "below_line": "below the line",
    "other_area": "told by another area",
    "shadow": "from rules on trial",
    "batch_burst": "from a batch of old reports",
    "late": "too late to matter",
}


@dataclass(frozen=True, slots=True)
class Span:
    """The day that a digest is about: from the digest before it up to its own hour (UTC)."""

    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        """The local day on whose morning it is told."""
        return self.end.astimezone(LONDON).date()


def last_span(now: datetime, hour: int) -> Span:
    """The newest day that has ended, by the local hour, through summer time and winter time."""
    there = now.astimezone(LONDON)
    end = there.replace(hour=hour, minute=0, second=0, microsecond=0)
    if end > there:
        end = end - timedelta(days=1)
    before = end - timedelta(days=1)  # the same hour by the clock on the wall
    return Span(before.astimezone(UTC), end.astimezone(UTC))


def decision_id(area: str, span: Span) -> str:
    """What a digest is known by; told once for each role and channel."""
    return f"digest/{area}/{span.day.isoformat()}"


def compose(
    area: str,
    place: str,
    role: str,
    span: Span,
    decided: Sequence[Told],
    bodies: Bodies,
    ahead: timedelta,
    link: str,
) -> Content:
    """Write a digest. ``decided``: the area's decisions of the day, in order."""
    info = list(_information(role, decided, bodies))
    held = Counter(one.reason for one in decided if one.decision == "withheld")
    surplus = list(_surplus(decided, bodies))
    due = list(_due(area, role, span.end, ahead, bodies.newest()))
    silences = list(dict.fromkeys(_silences(decided)))
    hours = int(ahead.total_seconds() // 3600)
    line = (
        f"Daily digest, {place}, {local(span.end)}: {len(info)} for information, "
        f"{held.total()} not told, {len(due)} due in {hours} hours, "
        f"{len(silences)} silences to look at."
    )
    return Content(
        name="digest",
        family=None,
        tier="info",
        status="firing",
        line=line,
        title=f"Daily digest, {place}, {local(span.end)}",
        sentences=(
            *_part("For information", info),
            *_part("Not told", [f"{n} {REASONS.get(why, why)}" for why, n in sorted(held.items())]),
            *_part("Over the budget for amber", surplus),
            *_part(f"Due in {hours} hours", due),
            *_part("Silences to look at", silences),
        ),
        link=link,
        decision="digest",
        reason="daily",
        starts_at=span.start,
        ends_at=None,
        answer_by=None,
    )


def _information(role: str, decided: Sequence[Told], bodies: Bodies) -> Iterator[str]:
    told = (one for one in decided if role in one.to)
    for alert_id in dict.fromkeys(one.alert_id for one in told):
        body = bodies.newest_of(alert_id)
        if body is not None and body.tier == "info":
            yield f"{body.title} ({body.alert_id})"


def _surplus(decided: Sequence[Told], bodies: Bodies) -> Iterator[str]:
    held = (one for one in decided if one.reason == "over_budget")
    for alert_id in dict.fromkeys(one.alert_id for one in held):
        body = bodies.newest_of(alert_id)
        if body is not None:
            yield f"{body.title} ({body.alert_id})"


def _due(
    area: str, role: str, now: datetime, ahead: timedelta, bodies: Iterable[Body]
) -> Iterator[str]:
    mine = [
        (due.due_at, body.alert_id, f"{due.duty}, {due.step}")
        for body in bodies
        if body.alert_id.rpartition("-")[0] == area
        and role in body.recipients
        and not body.has_ended
        for due in body.due
        if due.due_at <= now + ahead
    ]
    for at, alert_id, what in sorted(mine):
        late = ", late" if at < now else ""
        yield f"{what}: {local(at)}{late} ({alert_id})"


def _silences(decided: Sequence[Told]) -> Iterator[str]:
    for one in decided:
        if one.decision == "reminded" and one.silence_id is not None:
            idle = one.reason == "silenced"
            yield f"{one.silence_id} {'hides nothing' if idle else 'ends soon'}"


def _part(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        yield f"{heading}: nothing."
        return
    more = len(lines) - MOST_LINES
    shown = "\n".join(f"- {line}" for line in lines[:MOST_LINES])
    yield f"{heading}:\n{shown}" + (f"\n- and {more} more" if more > 0 else "")
