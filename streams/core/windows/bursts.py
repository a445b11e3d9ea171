"""When a sender's old reports come by the dozen: how they arrive, and what a load is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How a sender's reports arrive. ``faded``: reports, each weighing less as it grows older.

    ``old``: when the newest reports of old events came, of the last hour, as many as a burst
    needs; ``batch``: the batch that it last began.
    """

    since: datetime
    last: datetime
    faded: float
    old: tuple[datetime, ...] = ()
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Reports of old events that came together. ``held``: names of the findings that wait."""

    source: str
    start: datetime
    last: datetime
    reports: int
    alert_id: str
    held: tuple[str, ...] = ()


def an_hour(row: Arrivals, fade_days: float) -> float:
    """Return the sender's usual number of reports an hour."""
    fade = fade_days * 24.0
    age = max((row.last - row.since) / HOUR, 1.0)
    return row.faded / (fade * -math.expm1(-age / fade))


def arrived(
    row: Arrivals | None, at: datetime, *, is_old: bool, limits: Mapping[str, float]
) -> Arrivals:
    """Note a report; one of an old event does not make more of them usual.

    Units: hours and days. Source: domain brief, section 7, Q3; the fading is our own.
    """
    if row is None:
        row = Arrivals(at, at, 0.0)
    fade = timedelta(days=limits["fade_days"])
    faded = row.faded * math.exp(-((at - row.last) / fade)) + (0.0 if is_old else 1.0)
    old = tuple(one for one in row.old if at - one <= HOUR)
    if is_old:
        old = (*old, at)[-needed(row, limits) :]
    return replace(row, last=at, faded=round(faded, 6), old=old)


def needed(row: Arrivals, limits: Mapping[str, float]) -> int:
    """Return how many reports of old events within an hour are a burst."""
    usual = limits["hour_factor"] * an_hour(row, limits["fade_days"])
    return int(max(limits["fewest"], math.floor(usual) + 1))


def is_burst(row: Arrivals, limits: Mapping[str, float]) -> bool:
    """Tell whether the newest reports of old events are one."""
    return len(row.old) >= needed(row, limits)
