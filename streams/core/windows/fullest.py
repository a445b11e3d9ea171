"""The window of a given length about a case that holds most others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta

from streams.core.lookup import CaseRow

MOST_WEIGHED = 30  # cases in one window that are weighed, the newest; more say nothing more


def fullest_window(focus: CaseRow, others: Sequence[CaseRow], reach: timedelta) -> list[CaseRow]:
    """The window of length ``reach`` that holds the focus and most others; the earliest such."""
    when = focus.case.occurred_from
    ordered = sorted(others, key=lambda row: (row.case.occurred_from, row.seq))
    times = [row.case.occurred_from for row in ordered]
    best: list[CaseRow] = []
    for end in sorted({when, *times}):
        if when <= end <= when + reach:
            low, high = bisect_left(times, end - reach), bisect_right(times, end)
            if high - low > len(best):
                best = ordered[low:high]
    return [focus, *best[-MOST_WEIGHED:]]
