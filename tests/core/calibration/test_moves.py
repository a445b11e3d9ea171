"""Own lines are blended with the shipped ones and move in bounded steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from streams.core.calibration.moves import PendingLine, in_force_at, moved
from streams.core.series.thresholds import SHIPPED, Lines
from tests.core.people_and_places import configuration

NUMBERS = configuration().shared.series.calibration.numbers
MONTH = datetime(2026, 3, 1, tzinfo=UTC)
TABLE = Lines(2.0, 4.0, amber_a_year=1.2, red_a_year=0.1, origin=SHIPPED)


def found(amber: float | None, red: float | None = 5.0, months: int = 24) -> PendingLine:
    return PendingLine(amber, red, months, MONTH, "digest")


def at(amber: float, red: float = 4.0) -> Lines:
    return replace(TABLE, amber=amber, red=red)


def test_after_two_years_an_own_line_weighs_half() -> None:
    assert moved(found(2.4, 4.2), TABLE, TABLE, 0, NUMBERS).amber == pytest.approx(2.2)
    assert moved(found(2.4, 4.2), TABLE, TABLE, 0, NUMBERS).red == pytest.approx(4.1)


def test_after_six_years_it_weighs_three_quarters() -> None:
    assert moved(found(2.3, months=72), TABLE, TABLE, 0, NUMBERS).amber == pytest.approx(2.225)


@pytest.mark.parametrize(("own", "step"), [(9.0, 0.25), (-9.0, -0.25)])
def test_a_line_moves_by_a_quarter_of_a_nat_a_month_at_most(own: float, step: float) -> None:
    line = moved(found(own), TABLE, TABLE, 0, NUMBERS)

    assert (line.amber, line.step) == (pytest.approx(2.0 + step), pytest.approx(step))


@pytest.mark.parametrize(("own", "end"), [(30.0, 5.0), (-30.0, 1.0)])
def test_it_stays_within_one_nat_below_and_three_above_the_shipped(own: float, end: float) -> None:
    now = TABLE
    for _ in range(40):
        line = moved(found(own, own, months=600), TABLE, now, 0, NUMBERS)
        now = at(line.amber, line.red)

    assert now.amber == pytest.approx(end)


def test_where_chance_said_nothing_it_goes_back_to_the_shipped_line() -> None:
    assert moved(found(None, None), TABLE, at(2.1), 0, NUMBERS).amber == pytest.approx(2.0)


def test_more_alerts_explained_than_twice_the_budget_raise_it_whatever_chance_says() -> None:
    quiet, noisy = (moved(found(1.0), TABLE, TABLE, n, NUMBERS) for n in (2, 3))

    assert (quiet.step, quiet.verdicts) == (pytest.approx(-0.25), 0)
    assert (noisy.step, noisy.verdicts) == (pytest.approx(0.25), 3)


def test_red_is_never_below_amber() -> None:
    line = moved(found(4.2, 2.0), TABLE, at(4.0, 4.0), 0, NUMBERS)

    assert line.red >= line.amber


def test_the_lines_of_a_month_hold_from_its_eighth_day() -> None:
    assert in_force_at(MONTH, NUMBERS) == datetime(2026, 3, 8, tzinfo=UTC)
