"""A moment as people read it here, and how long is left: every clock is both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.core.duties.calendar import LONDON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = timedelta(hours=1)  # a clock that ends by then is drawn as urgent
WHOLE_DAYS = 4  # from so many days on, hours say nothing


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: ``at`` in words with its zone, and what is left or how late it is."""

    due_at: datetime
    at: str
    left: str
    is_late: bool
    is_urgent: bool


def clock(due_at: datetime, now: datetime) -> Clock:
    """Say a deadline as people read it."""
    return Clock(
        due_at,
        f"{short(due_at, now)} {zone(due_at)}",
        remainder(due_at, now),
        due_at <= now,
        due_at - now <= SOON,
    )


def remainder(due_at: datetime, now: datetime) -> str:
    """Say how long is left, or how late it is: 57 minutes left; 2 days late."""
    if due_at > now:
        return f"{span(due_at - now)} left"
    return f"{span(now - due_at)} late"


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    past = now - moment
    return "under a minute ago" if past < MINUTE else f"{span(past)} ago"


def span(length: timedelta) -> str:
    """Say a length of time in at most two units."""
    if length < MINUTE:
        return "under a minute"
    if length < HOUR:
        return counted(length // MINUTE, "minute")
    if length < DAY:
        hours, rest = divmod(length, HOUR)
        minutes = rest // MINUTE
        return f"{hours} h {minutes} min" if minutes else counted(hours, "hour")
    days, rest = divmod(length, DAY)
    hours = rest // HOUR
    return (
        f"{counted(days, 'day')} {hours} h" if hours and days < WHOLE_DAYS else counted(days, "day")
    )


def counted(number: int, noun: str) -> str:
    """Say a number of things: 1 minute, 2 minutes."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def short(moment: datetime, now: datetime) -> str:
    """Write a moment as briefly as is clear: 04:11 today, else Sun 22 Nov, 23:59."""
    there, today = moment.astimezone(LONDON), now.astimezone(LONDON)
    if there.date() == today.date():
        return f"{there:%H:%M}"
    if there.year == today.year:
        return f"{there:%a} {there.day} {there:%b, %H:%M}"
    return f"{there.day} {there:%b %Y, %H:%M}"


def dated(moment: datetime) -> str:
    """Write a moment with its date: 18 Aug 2026, 05:50."""
    there = moment.astimezone(LONDON)
    return f"{there.day} {there:%b %Y, %H:%M}"


def day(moment: datetime) -> str:
    """Write a local day: 18 Aug 2026."""
    there = moment.astimezone(LONDON)
    return f"{there.day} {there:%b %Y}"


def long_now(now: datetime) -> str:
    """Write the moment of a page: Saturday 21 November 2026, 03:14 GMT."""
    there = now.astimezone(LONDON)
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M %Z}"


def zone(moment: datetime) -> str:
    """Name the local time zone of a moment: GMT or BST."""
    return moment.astimezone(LONDON).strftime("%Z")
