"""How alerts are told, as a dated file says: escalation, quiet hours, silences, the budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from schemas.alerts import Tier
from streams.core.duties.calendar import LONDON
from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError

TIERS: tuple[Tier, ...] = ("red", "amber", "info")
FAMILIES = ("linked_series", "surge", "review_due", "data_quality")
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Chain:
    """Who is told in turn while nobody answers, and how long each has."""

    roles: tuple[str, ...]
    again: timedelta


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours, from one up to another, in which alerts of some tiers are not escalated."""

    tiers: frozenset[str]
    start: int
    end: int

    def over(self, at: datetime, tier: str) -> datetime:
        """Give the moment itself, or the end of the quiet hours that it falls in."""
        if tier not in self.tiers or self.start == self.end:
            return at
        there = at.astimezone(LONDON)
        since = (there.hour - self.start) % HOURS_A_DAY
        if since >= (self.end - self.start) % HOURS_A_DAY:
            return at
        ends = there.replace(hour=self.end, minute=0, second=0, microsecond=0)
        return (ends if there.hour < self.end else ends + timedelta(days=1)).astimezone(at.tzinfo)


@dataclass(frozen=True, slots=True)
class SilenceLimits:
    """How long a silence may last, when its author hears of it again, how long it is kept."""

    amber: timedelta
    red: timedelta
    warn: timedelta
    idle: timedelta
    kept: timedelta


@dataclass(frozen=True, slots=True)
class Budget:
    """How many alerts of some families may be told: amber in 7 days, red in 30."""

    families: frozenset[str]
    amber_a_week: int
    red_a_month: int

    def amber(self, people: int | None) -> int:
        """Amber alerts a week for an area: so many per started million residents."""
        return self.amber_a_week * max(1, math.ceil((people or 1) / 1_000_000))


@dataclass(frozen=True, slots=True)
class Overdue:
    """Who hears of a clock that ran out, and at which local hour all of an area are listed."""

    roles: tuple[str, ...]
    hour: int


@dataclass(frozen=True, slots=True)
class Alerting:
    """All of the file."""

    chains: Mapping[str, Chain]
    quiet: Quiet
    overdue: Overdue
    silence: SilenceLimits
    budget: Budget


def alerting_from(data: Mapping[str, Any]) -> Alerting:
    """Check the file and read it.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults: list[str] = []
    file = Table("alerting", data, faults)
    file.only(("meta", "escalation", "overdue", "silence", "budget"))
    read = Alerting(
        chains=_chains(file.table("escalation")),
        quiet=_quiet(file.table("escalation")),
        overdue=_overdue(file.table("overdue")),
        silence=_silence(file.table("silence")),
        budget=_budget(file.table("budget")),
    )
    if faults:
        raise ConfigurationError(faults)
    return read


def _chains(table: Table) -> Mapping[str, Chain]:
    table.only(("source", "quiet_tiers", "quiet_from", "quiet_to", *TIERS))
    table.text("source")
    found: dict[str, Chain] = {}
    for tier in TIERS:
        row = table.table(tier)
        row.only(("roles", "again_hours"))
        roles = row.texts("roles", is_optional=False) if row.data.get("roles") != [] else ()
        found[tier] = Chain(roles, timedelta(hours=row.number("again_hours", 1)))
    return found


def _quiet(table: Table) -> Quiet:
    tiers = table.texts("quiet_tiers", is_optional=True)
    start, end = table.number("quiet_from", 0), table.number("quiet_to", 0)
    if max(start, end) >= HOURS_A_DAY:
        table.fault("quiet_from and quiet_to must be hours from 0 to 23")
    if set(tiers) - set(TIERS):
        table.fault(f"quiet_tiers must be of {', '.join(TIERS)}")
    if "red" in tiers:
        table.fault("quiet_tiers must not hold red: a red alert never waits")
    return Quiet(frozenset(tiers), start, end)


def _overdue(table: Table) -> Overdue:
    table.only(("source", "roles", "hour"))
    table.text("source")
    hour = table.number("hour", 0)
    if hour >= HOURS_A_DAY:
        table.fault("hour must be from 0 to 23")
    return Overdue(table.texts("roles"), hour)


def _silence(table: Table) -> SilenceLimits:
    table.only(("source", "amber_days", "red_hours", "warn_hours", "idle_days", "kept_days"))
    table.text("source")
    return SilenceLimits(
        amber=timedelta(days=table.number("amber_days", 1)),
        red=timedelta(hours=table.number("red_hours", 1)),
        warn=timedelta(hours=table.number("warn_hours", 1)),
        idle=timedelta(days=table.number("idle_days", 1)),
        kept=timedelta(days=table.number("kept_days", 1)),
    )


def _budget(table: Table) -> Budget:
    table.only(("source", "families", "amber_a_week", "red_a_month"))
    table.text("source")
    families = table.texts("families")
    if set(families) - set(FAMILIES):
        table.fault(f"families must be of {', '.join(FAMILIES)}")
    if "review_due" in families:
        table.fault("families must not hold review_due: no budget withholds a duty")
    return Budget(
        frozenset(families), table.number("amber_a_week", 1), table.number("red_a_month", 1)
    )
