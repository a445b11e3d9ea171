"""EARS against the reference values of the R package surveillance, and its own promises."""

from __future__ import annotations

import pytest

from streams.core.windows.ears import C1, C2, LEAST_SD, baseline, before
from tests.core.published_data import salmonella

ALPHA = 0.05
FIRST_WEEKS_OF_2011 = ("2011-01-03", "2011-01-10", "2011-01-17", "2011-01-24")
REFERENCE = (3.278854, 3.278854, 3.436517, 3.855617)


def test_c1_has_the_published_bounds_of_the_first_weeks_of_2011() -> None:
    weeks, cases = list(salmonella()), list(salmonella().values())

    bounds = [before(cases, weeks.index(day), C1).bound(ALPHA) for day in FIRST_WEEKS_OF_2011]

    assert bounds == pytest.approx(REFERENCE, abs=5e-7)


def test_the_same_bounds_come_from_the_ten_weeks_that_they_rest_on() -> None:
    series = [2, 1, 1, 3, 1, 1, 3, 2, 0, 3, 0]
    bounds = [before(series, at, C1).bound(ALPHA) for at in (7, 8, 9, 10)]
    assert bounds == pytest.approx(REFERENCE, abs=5e-7)


def test_c2_leaves_the_two_newest_out() -> None:
    series = [1, 2, 3, 4, 5, 6, 7, 100, 100, 0]
    assert before(series, 9, C2).mean == 4


def test_equal_counts_do_not_make_the_next_one_certain() -> None:
    flat = baseline([2] * 7)

    assert flat.sd == LEAST_SD
    assert flat.z(3) == 2.0


def test_a_series_that_is_too_short_is_refused_and_never_read_from_its_end() -> None:
    with pytest.raises(IndexError, match="no 9 counts"):
        before([1] * 9, 8, C2)


def test_little_known_makes_a_high_count_likelier_than_the_normal_law_says() -> None:
    seven = baseline([3, 5, 4, 6, 2, 4, 4])
    two_and_a_third_sd = seven.mean + 2.326348 * seven.sd  # the normal law's 1 in 100

    assert seven.chance(two_and_a_third_sd) == pytest.approx(0.0362, abs=5e-4)


def test_chance_falls_as_the_count_grows() -> None:
    seven = baseline([3, 5, 4, 6, 2, 4, 4])
    chances = [seven.chance(count) for count in range(4, 20)]
    assert chances == sorted(chances, reverse=True)
