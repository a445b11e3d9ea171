"""Old reports by the dozen: what a burst is, against what is usual for the sender."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from streams.core.windows.bursts import Arrivals, an_hour, arrived, is_burst, needed
from tests.core.people_and_places import START

LIMITS = {"hour_factor": 5.0, "fewest": 20.0, "old_days": 14.0, "fade_days": 30.0}


def heard(*times: datetime, old: bool = False, row: Arrivals | None = None) -> Arrivals:
    for at in times:
        row = arrived(row, at, is_old=old, limits=LIMITS)
    assert row is not None
    return row


def every(minutes: float, number: int, start: datetime = START) -> list[datetime]:
    return [start + timedelta(minutes=minutes * n) for n in range(number)]


def test_twenty_old_reports_within_an_hour_are_a_burst_and_nineteen_are_not() -> None:
    assert is_burst(heard(*every(3, 20), old=True), LIMITS)
    assert not is_burst(heard(*every(3, 19), old=True), LIMITS)


def test_twenty_over_more_than_an_hour_are_none() -> None:
    assert not is_burst(heard(*every(3.2, 20), old=True), LIMITS)


def test_fresh_reports_are_never_a_burst_however_many() -> None:
    assert not is_burst(heard(*every(0.1, 500)), LIMITS)


@pytest.mark.parametrize("minutes", [6, 30, 120])
def test_the_usual_rate_is_what_comes_in_an_hour(minutes: float) -> None:
    days = 60
    row = heard(*every(minutes, int(days * 1440 / minutes)))
    assert an_hour(row, 30.0) == pytest.approx(60 / minutes, rel=0.02)


def test_a_sender_of_many_needs_five_times_as_many() -> None:
    busy = heard(*every(6, 60 * 240))  # ten an hour for sixty days
    assert needed(busy, LIMITS) == pytest.approx(51, abs=1)


def test_a_load_does_not_make_loads_usual() -> None:
    before = heard(*every(30, 500))
    after = heard(*every(0.5, 400, before.last), old=True, row=before)
    assert an_hour(after, 30.0) <= an_hour(before, 30.0)
