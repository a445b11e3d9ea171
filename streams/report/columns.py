"""What the report keeps of what it read: one row a report, newest version, small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from streams.core.duties.calendar import LONDON

UNEXPECTED_NOT = ("expected_natural", "rtc", "out_of_scope")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
GRAVE = ("suspicious", "homicide")
Alert = Mapping[str, Any]


def month_of(moment: datetime) -> date:
    """Give the first day of the London month."""
    return moment.astimezone(LONDON).date().replace(day=1)


def next_month(month: date) -> date:
    """Give the first day of the month after."""
    return (month + timedelta(days=32)).replace(day=1)


def months_between(start: date, end: date) -> list[date]:
    """List the months that lie wholly in [start, end)."""
    month = start if start.day == 1 else next_month(start.replace(day=1))
    found = []
    while next_month(month) <= end:
        found.append(month)
        month = next_month(month)
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """London days [start, end)."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def holds(self, moment: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.start <= moment.astimezone(LONDON).date() < self.end

    def before(self, days: int) -> Period:
        """Give the days just before."""
        return Period(self.start - timedelta(days=days), self.start)

    def words(self) -> str:
        """Say it, the last day included."""
        last = self.end - timedelta(days=1)
        return f"{self.start.day} {self.start:%B %Y} to {last.day} {last:%B %Y}"


@dataclass(slots=True)
class Death:
    """A death, as it stands at the report's time. Times are UTC; ``changes``: (when, category)."""

    report_id: str
    source: str
    district: str | None
    occurred: datetime
    recorded: datetime
    arrived: datetime
    lat: float | None
    lon: float | None
    lsoa: str | None
    address: str | None
    place: str
    institution: str | None
    incident: str | None
    method: str
    substances: tuple[str, ...]
    flags: tuple[str, ...]
    token: str | None
    sex: str | None
    age: int | None
    ethnicity: str | None
    changes: tuple[tuple[datetime, str], ...]
    post_mortem: str | None
    toxicology_done: datetime | None
    gaps: tuple[str, ...]

    @property
    def category(self) -> str:
        """The newest category."""
        return self.changes[-1][1]

    @property
    def first(self) -> str:
        """The category of the first version."""
        return self.changes[0][1]

    @property
    def is_unexpected(self) -> bool:
        """All but expected deaths, road deaths that nobody flagged, and what is out of scope."""
        return self.category not in UNEXPECTED_NOT or (self.category == "rtc" and bool(self.flags))

    def known_in(self, categories: tuple[str, ...]) -> datetime:
        """Since when it has stood in these categories."""
        since = self.changes[-1][0]
        for when, category in reversed(self.changes):
            if category not in categories:
                break
            since = when
        return since


@dataclass(slots=True)
class Violence:
    """An act of grave violence or a near miss."""

    report_id: str
    source: str
    occurred: datetime
    arrived: datetime
    offence: str
    injury: str
    weapon: str
    method: str
    flags: tuple[str, ...]
    injured: int
    incident: str | None
    lat: float | None
    gaps: tuple[str, ...]


@dataclass(slots=True)
class Missing:
    """A missing-person episode."""

    report_id: str
    source: str
    since: datetime
    arrived: datetime
    status: str
    ended: datetime | None
    age: int | None
    risk: str
    gaps: tuple[str, ...]


@dataclass(slots=True)
class Count:
    """A partner's number for a span of time."""

    source: str
    measure: str
    start: datetime
    end: datetime
    count: int
    institution: str | None


@dataclass(slots=True)
class Feed:
    """What came from one sender of one kind."""

    lines: int = 0
    reports: int = 0
    repeats: int = 0
    partial: int = 0
    quarantined: int = 0
    days: Counter[date] = field(default_factory=Counter)


@dataclass(slots=True)
class Columns:
    """Everything that figures are made of.

    ``stood``: since when a report has stood in an alert of a series or surge.
    """

    area: str
    as_of: datetime = LONG_AGO
    first: datetime | None = None
    deaths: dict[str, Death] = field(default_factory=dict)
    violence: dict[str, Violence] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    feeds: dict[tuple[str, str], Feed] = field(default_factory=dict)
    withdrawn: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    other_tokens: dict[str, str] = field(default_factory=dict)
    lessons: list[tuple[datetime, str]] = field(default_factory=list)
    areas_seen: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    alerts: dict[str, Alert] = field(default_factory=dict)
    stood: dict[tuple[str, str], datetime] = field(default_factory=dict)
    told: dict[str, Alert] = field(default_factory=dict)
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    duty_changes: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    recomputed: bool = False
    has_alerts: bool = True
