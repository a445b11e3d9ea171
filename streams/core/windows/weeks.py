"""Counts of a stream by week, back from a day: what counters of weeks compare with."""

from __future__ import annotations

from collections.abc import Iterable

from streams.core.windows.days import DayCounts

WEEK = 7  # days


def by_week(
    days: DayCounts, stream: str, places: Iterable[str], end: int, number: int
) -> list[int]:
    """Sum ``number`` weeks that end before the day ``end``; the newest first."""
    out = [0] * number
    for place in places:
        for day, count in days.between(stream, place, end - WEEK * number, end):
            out[(end - 1 - day) // WEEK] += count
    return out
