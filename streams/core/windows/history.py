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
    """Write the chart of the ``weeks`` weeks before the day ``end``.

    ``expected_at``: cases expected in the week so many weeks back, 0 the newest.
    """
    return stepped(end, WEEK, newest_first[:weeks], [expected_at(one) for one in range(weeks)])


def stepped(end: int, days: int, observed: Sequence[int], expected: Sequence[float]) -> History:
    """Write a chart in steps of so many days before the day ``end``; both are newest first."""
    return {
        "from": midnight(end - days * len(observed)),
        "step_days": days,
        "observed": tuple(reversed(observed)),
        "expected": tuple(float(f"{one:.6g}") for one in reversed(expected)),
    }


def midnight(day: int) -> datetime:
    """Return the instant at which a day begins (UTC)."""
    return datetime.combine(date.fromordinal(day), time(), UTC)
