"""Which areas are near a point: by their outlines, on land, at sea and where they were misfiled."""

from __future__ import annotations

import math
from random import Random

import pytest

from streams.core.borders import Borders
from tests.core.people_and_places import configuration

ENDS = [(0.0, 50.0), (1.0, 50.0), (1.0, 51.0), (0.0, 51.0), (0.0, 50.0)]
HOLE = [(0.4, 50.4), (0.6, 50.4), (0.6, 50.6), (0.4, 50.6), (0.4, 50.4)]


def names(lat: float, lon: float) -> list[str]:
    areas = configuration().areas
    return [areas.by_code[code].name for code in areas.borders.near(lat, lon)]


def great_circle(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Kilometres by the haversine formula: another way than the one that is tested."""
    north, east = math.radians(to_lat - lat), math.radians(to_lon - lon)
    across = math.cos(math.radians(lat)) * math.cos(math.radians(to_lat))
    half = math.sin(north / 2) ** 2 + across * math.sin(east / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def test_carlisle_is_near_two_areas_and_far_from_lancashire():
    assert names(54.895, -2.934) == ["Cumbria", "Northumbria", "Durham"]


def test_london_is_near_many_areas_and_inside_two_that_lie_in_each_other():
    near = names(51.5155, -0.0922)
    assert {"Metropolitan", "City of London", "Kent", "Sussex", "Cambridgeshire"} <= set(near)


def test_an_island_in_no_outline_is_as_far_as_the_nearest_shore():
    assert names(49.92, -6.3) == ["Devon and Cornwall"]
    assert names(55.5, -20.0) == []


def test_a_point_that_is_not_known_is_near_nothing():
    assert configuration().areas.borders.near(None, None) == ()


def test_an_area_file_without_outlines_copies_nothing():
    assert Borders({}, 64.0).near(51.5, -0.1) == ()


def test_inside_an_outline_is_no_distance_and_a_hole_is_outside():
    borders = Borders({"A": [ENDS, HOLE]}, 64.0)

    assert borders.distance("A", 50.1, 0.1) == 0.0
    assert borders.distance("A", 50.5, 0.5) == pytest.approx(7.1, abs=0.2)
    assert borders.distance("B", 50.5, 0.5) is None


def test_distances_are_those_on_the_sphere_to_a_quarter_of_a_percent():
    borders, chance = Borders({"A": [ENDS]}, 64.0), Random(3)
    for _ in range(50):
        lat, lon = chance.uniform(49.2, 51.8), chance.uniform(1.05, 2.0)
        steps = (50.0 + n / 5000 for n in range(5001))
        true = min(great_circle(lat, lon, step, 1.0) for step in steps)
        assert borders.distance("A", lat, lon) == pytest.approx(true, rel=0.0025, abs=0.05)


def test_what_is_kept_by_cell_answers_as_each_point_does():
    borders, chance = configuration().areas.borders, Random(5)
    for _ in range(300):
        lat, lon = chance.uniform(50.0, 55.5), chance.uniform(-5.5, 1.5)
        every = [
            code
            for code in sorted(configuration().areas.by_code)
            if (km := borders.distance(code, lat, lon)) is not None and km <= borders.reach_km
        ]
        assert list(borders.near(lat, lon)) == every
