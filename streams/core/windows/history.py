"""The chart behind a surge: what was observed week by week, and what was usual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from schemas.alerts import History
from streams.core.windows.weeks import WEEK

SHOWN_WEEKS = 52  # twelve months; console specification, section 5, *timeline*


def weekly(
    end: int, newest_first: Sequence[int], expected_at: Callable[[int], float], weeks: int
) -> History:
    """Write the chart of the ``weeks`` weeks before the day ``end``, oldest first.

    ``expected_at``: cases expected in the week so many weeks back, 0 the newest.
    """
    back = range(weeks - 1, -1, -1)
    return {
        "from": midnight(end - WEEK * weeks),
        "step_days": WEEK,
        "observed": tuple(newest_first[one] for one in back),
        "expected": tuple(float(f"{expected_at(one):.6g}") for one in back),
    }


def midnight(day: int) -> datetime:
    """Return the instant at which a day begins (UTC)."""
    return datetime.combine(date.fromordinal(day), time(), UTC)
