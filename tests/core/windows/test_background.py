"""How many deaths like this one chance puts here: shipped rates, and an area's own counts."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from streams.core.windows import background
from streams.core.windows.background import expected_like
from streams.core.windows.days import DayCounts, day_of
from tests.core.people_and_places import CUMBRIA, START, a_death, at, configuration

CONTEXT = configuration().context_of(CUMBRIA)
SINCE = START


def expected(case, counts: DayCounts | None = None, *, after_days: float = 0, **but) -> float:
    given = {"radius_m": 500.0, "days": 180.0, "age_years": 10.0} | but
    return expected_like(
        case, CONTEXT.area, CONTEXT.background, counts or DayCounts(), SINCE, at(after_days),
        given["radius_m"], given["days"], given["age_years"],
    )  # fmt: skip


def seen_here(number: int, day: int) -> DayCounts:
    counts = DayCounts()
    counts.add(background.STREAM, background.places_of(a_death()), day_of(at(day)), number)
    return counts


def test_twice_as_long_expects_twice_as_many() -> None:
    assert expected(a_death(), days=360.0) == pytest.approx(2 * expected(a_death()))


def test_twice_as_far_expects_four_times_as_many() -> None:
    assert expected(a_death(), radius_m=1000.0) == pytest.approx(4 * expected(a_death()))


def test_all_ages_and_methods_of_both_sexes_add_up_to_the_shipped_rate() -> None:
    people = CONTEXT.area.people_a_km2 * math.pi * 0.25 / 1e6
    cases = (a_death(sex=sex, age=50, method="unknown", place_kind="other") for sex in "FM")

    both = sum(expected(case, age_years=1000.0) for case in cases)

    assert both == pytest.approx(CONTEXT.background.rate * people * 180 / 365.25, rel=1e-6)


def test_an_area_that_has_just_begun_goes_by_the_shipped_rates() -> None:
    assert expected(a_death(), seen_here(50, 3), after_days=29) == expected(a_death())


def test_a_place_that_sees_many_deaths_expects_more() -> None:
    assert expected(a_death(), seen_here(50, 3), after_days=40) > 5 * expected(a_death())


def test_a_series_does_not_raise_its_own_background_once_the_area_is_grown() -> None:
    lately = seen_here(50, 300)
    assert expected(a_death(), lately, after_days=400) == expected(a_death(), after_days=400)


def test_nothing_is_ever_quite_impossible() -> None:
    newborn_by_firearm = a_death(age=0, sex="F", method="firearm")
    assert expected(newborn_by_firearm, days=0.001) == 1e-6


def test_years_of_counts_weigh_and_older_ones_do_not() -> None:
    long_ago = seen_here(50, 0)
    after = (background.LONGEST_DAYS + background.GUARD_DAYS) + 2
    assert expected(a_death(), long_ago, after_days=after) == expected(a_death(), after_days=after)
    assert timedelta(days=background.LONGEST_DAYS) > timedelta(days=background.GROWN_DAYS)
