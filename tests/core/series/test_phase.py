"""Which days the background is learned from: the newest stay out, or a series hides itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.core.series.background.phase import Phase, phase_at
from streams.core.series.unit import day_number
from tests.core.people_and_places import START, configuration

NUMBERS = configuration().shared.series.background
SINCE = day_number(START)


def after(days: float) -> Phase:
    return phase_at(START + timedelta(days=days), START, 500, NUMBERS)


@pytest.mark.parametrize(
    ("days", "start", "end", "because"),
    [
        (29, 0, 0, "in its first month an area knows nothing of itself"),
        (31, 0, 31, "then it knows all its days"),
        (360, 0, 360, "for a year"),
        (361, 0, 181, "after a year the newest 180 days stay out"),
        (3000, 3000 - 180 - 1826, 2820, "and what is older than five years"),
    ],
)
def test_learns_from(days: float, start: float, end: float, because: str) -> None:
    phase = after(days)

    assert phase.start == pytest.approx(SINCE + start), because
    assert phase.end == pytest.approx(SINCE + end), because


@pytest.mark.parametrize(
    ("days", "reports", "is_due"), [(1, 255, False), (1, 256, True), (20, 0, False), (21, 0, True)]
)
def test_is_learned_anew_after_256_reports_or_21_days(
    days: float, reports: int, is_due: bool
) -> None:
    now = START + timedelta(days=100 + days)

    assert after(100).is_due(now, 500 + reports, NUMBERS) is is_due
