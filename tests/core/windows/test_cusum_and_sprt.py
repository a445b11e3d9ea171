"""CUSUM and SPRT against what was published of one practice, and their own promises."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.windows import cusum, sprt
from tests.core.published_data import practice

TWICE = 2.0
steps = st.lists(st.tuples(st.integers(0, 6), st.floats(0.0, 6.0)), max_size=40)


@pytest.mark.parametrize(
    ("sex", "error", "year"),
    [
        ("women", 1e-2, 1979), ("women", 1e-4, 1981), ("women", 1e-6, 1985),
        ("men", 1e-2, 1995), ("men", 1e-4, 1996), ("men", 1e-6, 1996),
    ],
)  # fmt: skip
def test_the_sprt_of_the_practice_crosses_in_the_published_years(
    sex: str, error: float, year: int
) -> None:
    table = practice(sex)
    evidence = sprt.path(((seen, usual) for _, seen, usual in table), TWICE)
    line = sprt.bound(error, error)
    first = next(row[0] for row, value in zip(table, evidence, strict=True) if value >= line)
    assert first == year


def test_the_cusum_of_the_women_crosses_five_in_1979() -> None:
    table = practice("women")
    sums = cusum.path(((seen, usual) for _, seen, usual in table), TWICE, 5.0)
    first = next(row[0] for row, one in zip(table, sums, strict=True) if one.crossed)
    assert first == 1979


def test_it_begins_again_from_nothing_after_a_crossing() -> None:
    ones = cusum.path([(1, 0.0)] * 16, TWICE, 5.0)

    assert [number for number, one in enumerate(ones) if one.crossed] == [7, 15]
    assert (ones[7].begun, ones[15].begun) == (0, 8)


def test_quiet_years_never_give_credit_for_later() -> None:
    after_quiet = cusum.path([(0, 50.0), (3, 0.0)], TWICE, 5.0)[-1]
    assert after_quiet.value == pytest.approx(3 * math.log(2))
    assert after_quiet.begun == 1


@given(steps)
def test_a_cusum_is_never_below_nothing_nor_below_its_sprt(path: list[tuple[int, float]]) -> None:
    sums = cusum.path(path, TWICE, math.inf)
    for one, evidence in zip(sums, sprt.path(path, TWICE), strict=True):
        assert one.value >= 0.0
        assert one.value >= evidence - 1e-9


@given(steps)
def test_a_day_without_a_death_may_be_cut_in_two(path: list[tuple[int, float]]) -> None:
    cut = [part for seen, usual in path for part in ((0, usual), (seen, 0.0))]
    fine = [part for seen, usual in path for part in ((0, usual / 2), (0, usual / 2), (seen, 0.0))]

    whole = cusum.path(cut, TWICE, 5.0)[1::2]
    halves = cusum.path(fine, TWICE, 5.0)[2::3]

    assert [one.value for one in whole] == pytest.approx([one.value for one in halves])
