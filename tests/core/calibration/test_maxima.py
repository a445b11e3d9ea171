"""Findings that would be one alert count once; a line is where chance spends the budget."""

from __future__ import annotations

import math

import pytest

from streams.core.calibration.draws import shuffled
from streams.core.calibration.maxima import Chance, Maxima, declustered, line_for, pooled


def test_of_findings_that_are_one_alert_the_strongest_counts() -> None:
    found = [
        Chance(2.0, ("a", "b")), Chance(3.0, ("a", "b", "c")), Chance(1.0, ("x", "y")),
        Chance(0.5, ("c", "d", "e", "f")),
    ]  # fmt: skip

    assert declustered(found) == [3.0, 1.0, 0.5]


def test_reruns_are_apart_though_their_reports_are_the_same() -> None:
    one = [Chance(2.0, ("a", "b"))]

    assert pooled([one, one], 1.5) == Maxima((2.0, 2.0), 3.0)


def exponential(number: int, scale: float, start: float = 0.0) -> tuple[float, ...]:
    """Scores that thin out exponentially, as evenly as so many can."""
    return tuple(start - scale * math.log((n + 0.5) / number) for n in range(number))


@pytest.mark.parametrize("budget", [0.35, 1.0, 4.2])
def test_maxima_that_thin_out_exponentially_give_the_line_of_the_budget(budget: float) -> None:
    maxima = Maxima(exponential(4000, 0.9), years=40.0)  # 100 e^(-h / 0.9) a year

    assert line_for(maxima, budget, 0.9, 20) == pytest.approx(0.9 * math.log(100 / budget), abs=0.1)


def test_a_budget_larger_than_the_tail_is_counted() -> None:
    maxima = Maxima(exponential(1000, 1.0), years=10.0)

    line = line_for(maxima, 50.0, 0.9, 20)

    assert line is not None
    assert sum(score >= line for score in maxima.scores) == 500


@pytest.mark.parametrize(
    ("maxima", "budget", "because"),
    [
        (Maxima((), 10.0), 1.0, "chance found nothing"),
        (Maxima(exponential(100, 1.0), 10.0), 1.0, "ten in the tail say nothing"),
        (Maxima(exponential(1000, 1.0), 10.0), 101.0, "chance never brings so many"),
    ],
)
def test_no_line_is_found_when(maxima: Maxima, budget: float, because: str) -> None:
    assert line_for(maxima, budget, 0.9, 20) is None, because


def test_an_order_holds_each_thing_once_and_no_place_is_preferred() -> None:
    assert sorted(shuffled(1000, "a", 1).tolist()) == list(range(1000))
    firsts = [int(shuffled(10, "a", n)[0]) for n in range(2000)]
    assert all(140 < firsts.count(number) < 260 for number in range(10))
