"""What an institution is used to: its kind and size, then its own past, the newest left out."""

from __future__ import annotations

import pytest

from streams.core.windows.sites import DAYS_A_YEAR, Rate


def a_site(days: list[int], shipped: float = 4.0) -> Rate:
    return Rate(days, since=0, shipped=shipped, prior=1.0, guard=180)


def test_a_site_of_which_nothing_is_known_has_the_rate_of_its_kind() -> None:
    assert a_site([]).on(0) * DAYS_A_YEAR == pytest.approx(4.0)


def test_years_of_its_own_outweigh_its_kind() -> None:
    monthly = a_site(list(range(0, 1800, 30)))
    assert monthly.on(1800) * DAYS_A_YEAR == pytest.approx(12.2, rel=0.05)


def test_the_newest_half_year_says_nothing_once_a_year_is_known() -> None:
    quiet, rising = a_site([10, 300]), a_site([10, 300, *range(600, 760, 5)])
    assert rising.on(770) == quiet.on(770)


def test_days_before_the_area_was_watched_do_not_count() -> None:
    assert a_site([-300, -200]).on(100) == a_site([]).on(100)
