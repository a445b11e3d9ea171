"""L7: the published reference, a planted cluster, and permuted days in which nothing is found."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from streams.core.calibration.draws import shuffled
from streams.core.calibration.nightly import clusters
from streams.core.calibration.permutation_scan import Points, log_likelihood_ratio, scan
from streams.core.copies import first_row
from streams.core.events import Earlier
from streams.core.lookup import CaseRow
from tests.core.people_and_places import METRE, a_death, at, configuration

SETTINGS = configuration().shared.series.calibration
QUICK = replace(SETTINGS, scan={**SETTINGS.scan, "permutations": 199.0})
DATA = Path(__file__).parents[2] / "data" / "satscan_ny.csv"


def test_the_most_likely_cluster_of_new_york_has_the_published_ratio() -> None:
    with DATA.open() as file:
        rows = [[float(row[name]) for name in ("lat", "lon", "population", "cases")]
                for row in csv.DictReader(file)]  # fmt: skip
    lat, lon, people, cases = np.array(rows).T
    order = np.argsort(np.hypot(lat - lat[:, None], lon - lon[:, None]), axis=1, kind="stable")
    inside = np.cumsum(people[order], axis=1)
    expected = inside * cases.sum() / people.sum()
    found = np.cumsum(cases[order], axis=1)

    ratios = np.where(
        inside <= people.sum() / 2, log_likelihood_ratio(found, expected, cases.sum()), 0.0
    )

    at_most = np.unravel_index(np.argmax(ratios), ratios.shape)
    assert ratios[at_most] == pytest.approx(14.083511, abs=5e-7)
    assert (at_most[1] + 1, found[at_most]) == (28, 100)
    assert expected[at_most] == pytest.approx(58.2827, abs=5e-5)


def test_as_many_as_expected_or_fewer_is_nothing() -> None:
    counts = np.array([2.0, 3.0, 0.0])

    assert log_likelihood_ratio(counts, np.array([2.0, 4.0, 1.0]), 10.0).tolist() == [0.0, 0.0, 0.0]


def spread(seed: int, number: int = 200) -> Points:
    """Deaths anywhere in 40 km, on any day of a year."""
    chance = np.random.default_rng(seed)
    x, y = chance.uniform(0, 40, (2, number))
    return Points(x, y, chance.uniform(0, 365, number))


def test_a_planted_cluster_is_found_with_its_members() -> None:
    base = spread(1)
    points = Points(
        np.append(base.x, [20.0, 20.2, 20.1, 20.3, 20.2, 20.1]),
        np.append(base.y, [20.0, 20.1, 20.2, 20.2, 20.0, 20.1]),
        np.append(base.ago, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    )

    found = scan(points, SETTINGS, "planted")

    assert found[0].p == 0.001
    assert set(range(200, 206)) <= set(found[0].inside)
    assert found[0].days == 7.0
    assert found[0].expected < 2.0


def test_on_permuted_days_p_is_below_its_limit_no_more_often_than_it_says() -> None:
    loose = replace(QUICK, scan={**QUICK.scan, "p": 0.999})
    places = spread(2)

    found = [
        scan(Points(places.x, places.y, places.ago[shuffled(200, "law", n)]), loose, "law", n)
        for n in range(100)
    ]
    p = np.array([one[0].p if one else 1.0 for one in found])

    for limit in (0.1, 0.25, 0.5, 0.75):
        error = 3.0 * np.sqrt(limit * (1 - limit) / len(p))
        assert abs((p <= limit).mean() - limit) < error


def test_the_same_night_of_the_same_area_finds_the_same() -> None:
    loose = replace(QUICK, scan={**QUICK.scan, "p": 0.9})

    assert scan(spread(3), loose, "E1", "night") == scan(spread(3), loose, "E1", "night")
    assert scan(spread(3), loose, "E1", "night") != scan(spread(3), loose, "E1", "other")


def test_no_two_clusters_share_a_death() -> None:
    loose = replace(QUICK, scan={**QUICK.scan, "p": 0.999})
    found = [n for one in scan(spread(4), loose, "apart") for n in one.inside]

    assert len(found) == len(set(found))


def test_few_or_no_deaths_are_no_cluster() -> None:
    assert scan(spread(5, 2), SETTINGS, "few") == []
    assert clusters([], "E1", at(0), SETTINGS) == ()


def rows_of(*days: float, **facts: object) -> list[CaseRow]:
    cases = [
        a_death(f"d{n}", day, where=(54.9 + n % 7 * 9000 * METRE, -2.9), **facts)  # type: ignore[arg-type]
        for n, day in enumerate(days)
    ]
    return [
        first_row(case, seq, Earlier(case.recorded_at, case.category), whole=True, copied=None)
        for seq, case in enumerate(cases, start=1)
    ]


def here(day: float, number: int, **facts: object) -> CaseRow:
    case = a_death(f"h{number}", day, where=(54.0 + number * 300 * METRE, -2.5), **facts)  # type: ignore[arg-type]
    return first_row(case, 900 + number, Earlier(case.recorded_at, None), whole=True, copied=None)


YEAR = rows_of(*(float(day) for day in range(1, 300, 2)))
NIGHT = datetime(2026, 12, 29, tzinfo=UTC)  # day 301.5


def test_deaths_of_the_area_are_scanned_and_named() -> None:
    (found,) = clusters([*YEAR, *(here(296 + n, n) for n in range(5))], "E1", NIGHT, SETTINGS)

    assert [name.split("\x1f")[1] for name in found.members] == ["h0", "h1", "h2", "h3", "h4"]
    assert (found.observed, found.days, found.as_of) == (5, 7, NIGHT)
    assert found.p < 0.01


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"category": "expected_natural"}, "they were foreseen"),
        ({"kind": "violence"}, "nobody died"),
        ({"incident": "fire"}, "they are one incident"),
    ],
)
def test_nothing_is_found_where(facts: dict[str, object], because: str) -> None:
    rows = [*YEAR, *(here(296 + n, n, **facts) for n in range(5))]

    assert clusters(rows, "E1", NIGHT, SETTINGS) == (), because


def test_what_happens_after_the_night_is_not_scanned() -> None:
    rows = [*YEAR, *(here(296 + n, n) for n in range(5))]

    assert clusters(rows, "E1", NIGHT - timedelta(days=6), SETTINGS) == ()
