"""The ground: rates by cell, from what was counted, without more memory than the area needs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from streams.core.series.background.grid import (
    HALF_SIDES_KM,
    LEAF_KM,
    RADII_KM,
    Grid,
    Leaf,
    Square,
    grid_of,
    leaf_of,
)
from streams.core.series.background.ground import RateTable
from streams.core.series.background.quarters import Evenness, divided
from streams.core.series.shrinkage import TwoGammas

LABEL = (150.0, 5770.0)
SIDE = 40.0
SQUARE = Square(*LABEL, SIDE)
EVEN = Evenness(start=100.0, each=1.0, share=0.01)
LAW = TwoGammas(10.0, 0.5, 0.05)


def evenly(number: int, seed: int = 1) -> dict[Leaf, int]:
    """Reports spread over the square."""
    rng = np.random.default_rng(seed)
    return counted(LABEL + rng.uniform(-SIDE / 2, SIDE / 2, (number, 2)))


def counted(points: np.ndarray) -> dict[Leaf, int]:
    cells: dict[Leaf, int] = {}
    for x, y in points:
        leaf = leaf_of(float(x), float(y))
        cells[leaf] = cells.get(leaf, 0) + 1
    return cells


def learned(
    reports: dict[Leaf, int], stream: dict[Leaf, int], rate: float = 1.0, days: float = 0.0
) -> RateTable:
    grid = grid_of(reports, LABEL)
    quarters = divided(grid, grid.counts(reports), SQUARE, EVEN)
    return RateTable.learned(grid, quarters, stream, rate, days, LAW)


def disc(table: RateTable, x: float, y: float, level: int) -> float:
    return float(table.discs(np.array([x]), np.array([y]))[0, level])


def share(level: int) -> float:
    """Of the square's surface that a disc covers."""
    return math.pi * RADII_KM[level] ** 2 / SIDE**2


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_before_any_report_came_the_ground_is_even_over_the_areas_size(level: int) -> None:
    table = learned({}, {})

    assert disc(table, *LABEL, level) == pytest.approx(share(level), rel=0.5)


def test_far_from_the_area_little_is_usual_but_never_nothing() -> None:
    table = learned({}, {})

    assert 0.0 < disc(table, LABEL[0] + 900.0, LABEL[1], 3) < 1e-5


def test_reports_say_where_people_are() -> None:
    west_only = {leaf: n for leaf, n in evenly(8000).items() if leaf[0] * LEAF_KM < LABEL[0]}

    table = learned(west_only, {})

    west, east = (disc(table, LABEL[0] + km, LABEL[1], 3) for km in (-10.0, 10.0))
    assert west == pytest.approx(2.0 * share(3), rel=0.25)
    assert east < 0.1 * west


@pytest.mark.parametrize(
    ("times", "low", "high"), [(12, 6.0, 18.0), (0, 0.05, 0.6)], ids=["hot spot", "cold spot"]
)
def test_a_spot_unlike_the_ground_about_it_is_learned(times: int, low: float, high: float) -> None:
    reports, stream = evenly(20_000), evenly(4000, seed=2)
    spot = leaf_of(LABEL[0] + 4.0, LABEL[1] + 4.0)
    cells = [(spot[0] + x, spot[1] + y) for x in range(4) for y in range(4)]  # 2 km by 2 km
    usual = 4000 * 4.0 / SIDE**2 / len(cells)
    stream |= {cell: round(usual * times) for cell in cells}

    table = learned(reports, {cell: n for cell, n in stream.items() if n}, 4.0, 1000.0)

    middle = ((spot[0] + 2) * LEAF_KM, (spot[1] + 2) * LEAF_KM)
    assert low < disc(table, *middle, 0) / (4.0 * share(0)) < high
    assert disc(table, LABEL[0] - 10.0, LABEL[1] - 10.0, 3) == pytest.approx(4 * share(3), rel=0.4)


def test_the_rates_add_up_to_about_what_was_counted() -> None:
    table = learned(evenly(20_000), evenly(4000, seed=3), 4.0, 1000.0)

    everywhere = table.squares(*(np.array([[one]]) for one in LABEL), np.array([100.0]))

    assert everywhere[0, 0] == pytest.approx(4.0, rel=0.1)


def test_a_disc_is_the_square_of_its_surface_and_grows_with_its_radius() -> None:
    table = learned(evenly(20_000), evenly(4000, seed=3), 4.0, 1000.0)
    x, y = (np.array([one + 0.37]) for one in LABEL)

    assert np.array_equal(table.discs(x, y), table.squares(x[:, None], y[:, None], HALF_SIDES_KM))
    assert (np.diff(table.discs(x, y)[0]) > 0).all()


@pytest.mark.parametrize(
    ("reports", "grid"),
    [
        ({}, (128, 128)),
        (evenly(500), (128, 128)),
        (evenly(500) | {leaf_of(-300.0, 5100.0): 1}, (128, 128)),
    ],
    ids=["none", "a small area", "and one stray report"],
)
def test_the_grid_is_no_larger_than_the_area(reports: dict[Leaf, int], grid: Leaf) -> None:
    found = grid_of(reports, LABEL)

    assert found.high * found.wide <= 4 * grid[0] * grid[1]


def test_the_grid_never_grows_beyond_a_country() -> None:
    far = {(x * 1000, y * 1000): 10 for x in range(-9, 9) for y in range(-9, 9)}

    assert grid_of(far, None) == Grid(-9088, -9088, 2048, 2048)
