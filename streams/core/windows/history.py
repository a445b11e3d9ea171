"""The chart behind a surge: what was observed week by week, and what was usual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from schemas.alerts import History
from streams.core.windows.weeks import WEEK

FOUR_WEEKS, FOUR_WEEK_STEPS = 28, 13  # days; and steps in 52 weeks
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


def four_weekly(days: Sequence[int], usual: float, end: int, since: int) -> History:
    """Chart what happened on ``days`` in the 52 weeks before the day ``end``, by four weeks.

    ``usual``: cases expected in four weeks; steps before the day ``since`` are left out.
    """
    steps = max(1, min(FOUR_WEEK_STEPS, (end - since) // FOUR_WEEKS))
    counts = [0] * steps
    for day in days:
        if 0 <= (end - 1 - day) // FOUR_WEEKS < steps:
            counts[(end - 1 - day) // FOUR_WEEKS] += 1
    return stepped(end, FOUR_WEEKS, counts, [usual] * steps)


def midnight(day: int) -> datetime:
    """Return the instant at which a day begins (UTC)."""
    return datetime.combine(date.fromordinal(day), time(), UTC)
