"""What one shift leaves to the next: who waits, what is watched, what ends, changed, is hidden.

Read from the topics alone, so that it says what people and partners have been told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from schemas.envelope import write_time
from schemas.topics import COMMANDS, DECISIONS
from streams.clients import alerts as reading
from streams.clients.kafka import read_to_end
from streams.clients.shift_changes import Changed, changed
from streams.core.detectors import body_release_risk
from streams.settings import Settings

SOON = timedelta(hours=72)  # domain brief, section 6, Handover
SHIFT = timedelta(hours=12)  # taken back, where nobody has taken the shift over
RUNNING = ("open", "extended", "needs_fact")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """One step of a review with a clock that has run out, or will soon."""

    alert_id: str
    title: str
    duty: str
    step: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Ends:
    """Something that a person set and that ends by itself: a watch or a silence.

    ``about``: an alert, or the kind that a silence hides.
    """

    name: str
    about: str
    until: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The handover of one area at one moment. Times are UTC; ``since``: when the shift began."""

    area: str
    at: datetime
    since: datetime
    shift: Row | None
    unanswered: tuple[Row, ...]
    in_hand: tuple[Row, ...]
    watched: tuple[Ends, ...]
    overdue: tuple[Clock, ...]
    due_soon: tuple[Clock, ...]
    silences: tuple[Ends, ...]
    silent: tuple[Row, ...]
    releases: tuple[Row, ...]
    changed: tuple[Changed, ...]


def handover(settings: Settings, area: str, now: datetime, since: datetime | None = None) -> Sheet:
    """Read what an area leaves to the next shift; ``since``: when the one that ends began.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    alerts = reading.standing(settings, area, None)
    return sheet(area, now, alerts, _of(settings, COMMANDS), _of(settings, DECISIONS), since)


def sheet(
    area: str,
    now: datetime,
    alerts: Iterable[Row],
    commands: Iterable[Row],
    decisions: Iterable[Row],
    since: datetime | None = None,
) -> Sheet:
    """Lay out the sheet from alerts as they stand, commands and decisions.

    The shift began at ``since``; else when it was last taken over; else twelve hours ago.
    """
    standing = [one for one in alerts if area in one["areas"] and not one["shadow"]]
    live = [one for one in standing if one["state"] in ("open", "acknowledged")]
    mine = [one for one in decisions if area in one["areas"]]
    answers = {one["command_id"]: one for one in mine if one["decision"] == "command_done"}
    orders = sorted((one for one in commands if one["command_id"] in answers), key=_when)
    clocks = sorted(_clocks(standing, now), key=lambda clock: clock.due_at)
    is_feed = {one["alert_id"] for one in live if one["kind"] == "feed_silent"}
    told = [one for one in live if one["alert_id"] not in is_feed]
    shift = next((one for one in reversed(orders) if one["action"] == "take_over"), None)
    begun = since or (datetime.fromisoformat(shift["at"]) if shift else now - SHIFT)
    return Sheet(
        area=area,
        at=now,
        since=begun,
        shift=shift,
        unanswered=tuple(one for one in told if one["state"] == "open" and one["ack_by"]),
        in_hand=tuple(one for one in told if one["state"] == "acknowledged"),
        watched=tuple(_watches(orders, live, now)),
        overdue=tuple(clock for clock in clocks if clock.due_at <= now),
        due_soon=tuple(clock for clock in clocks if clock.due_at > now),
        silences=tuple(_silences(orders, answers, now)),
        silent=tuple(one for one in live if one["alert_id"] in is_feed),
        releases=tuple(one for one in live if one["kind"] == body_release_risk.DETECTOR.id),
        changed=changed(mine, standing, begun),
    )


def as_json(found: Sheet) -> dict[str, Any]:
    """Write a sheet as one JSON object."""
    return {
        "area": found.area,
        "at": write_time(found.at),
        "since": write_time(found.since),
        "shift": found.shift and {name: found.shift[name] for name in ("by", "at", "note")},
        **{
            name: [one["alert_id"] for one in getattr(found, name)]
            for name in ("unanswered", "in_hand", "silent", "releases")
        },
        **{
            name: [_plain(one) for one in getattr(found, name)]
            for name in ("watched", "overdue", "due_soon", "silences", "changed")
        },
    }


def _plain(one: Clock | Ends | Changed) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in one.__slots__}
    return {
        name: write_time(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _clocks(alerts: Iterable[Row], now: datetime) -> Iterator[Clock]:
    """Clocks that end by 72 hours from now, also of closed alerts: a verdict ends no duty."""
    for alert in alerts:
        for duty in alert["duties"]:
            if duty["due_at"] is None or duty["state"] not in RUNNING:
                continue
            due = datetime.fromisoformat(duty["due_at"])
            if due <= now + SOON:
                yield Clock(alert["alert_id"], alert["title"], duty["duty"], duty["step"], due)


def _watches(orders: Iterable[Row], live: Iterable[Row], now: datetime) -> Iterator[Ends]:
    """Watches that still run: of each alert in hand, the newest."""
    in_hand = {one["alert_id"]: one for one in live if one["state"] == "acknowledged"}
    newest = {one["alert_id"]: one for one in orders if one["action"] == "watch"}
    for name, one in newest.items():
        until = datetime.fromisoformat(one["until"])
        if name in in_hand and now < until:
            yield Ends(name, in_hand[name]["title"], until, one["by"], one.get("reason") or "")


def _silences(orders: Iterable[Row], answers: Mapping[str, Row], now: datetime) -> Iterator[Ends]:
    """Silences that will end by 72 hours from now; one that was lifted is over."""
    orders = list(orders)
    lifted = {one.get("silence_id") for one in orders if one["action"] == "unsilence"}
    for one in orders:
        name = answers[one["command_id"]]["silence_id"]
        if one["action"] != "silence" or name in lifted:
            continue
        until = datetime.fromisoformat(one["until"])
        if now < until <= now + SOON:
            yield Ends(name or "", _hidden(one), until, one["by"], one.get("reason") or "")


def _hidden(command: Row) -> str:
    """Say what a silence hides."""
    match = command.get("match") or {"alert_id": command.get("alert_id")}
    words = (match.get("alert_id"), match.get("kind"), match.get("lsoa"), match.get("institution"))
    return ", ".join(word.replace("_", " ") for word in words if word) or "all"


def _when(command: Row) -> str:
    at: str = command["at"]
    return at


def _of(settings: Settings, topic: str) -> Iterator[Row]:
    for message in read_to_end(settings, topic):
        value = message.value()
        if value is not None:
            row = orjson.loads(value)
            yield row.get("data", row)
