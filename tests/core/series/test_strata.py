"""Whom a scan counts: one for each incident, who agrees in what is known, and nobody later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from streams.core.lookup import CaseRow
from streams.core.series.scan import scope
from streams.core.series.scan.rings import Rings
from streams.core.series.scan.strata import agreeing, kilometres, leads
from streams.core.series.unit import unit_of
from tests.core.people_and_places import a_death, at, metres_north

RINGS = Rings()
LETTERS = ("", "a", "s", "m", "p", "h")


def column(number: int, day: float, **facts: Any) -> np.ndarray:
    known = {"method": "hanging", "occurred_to": at(day) + timedelta(hours=1)}
    case = a_death(f"d{number}", day, **(known | facts))
    row = CaseRow(case=case, seq=number, arrived=at(day), category_first=None, history=False)
    return RINGS.column(unit_of(row), row)


def agrees(**other: Any) -> dict[str, bool]:
    focus = column(1, 10)
    found = agreeing(focus, column(2, 3, **other)[None, :], LETTERS, 5.0)[:, 0]
    return dict(zip(LETTERS, found.tolist(), strict=True))


def test_one_alike_in_all_agrees_in_all() -> None:
    assert all(agrees().values())


@pytest.mark.parametrize(
    ("letter", "unlike"),
    [
        ("a", {"age": 29}),
        ("s", {"sex": "F"}),
        ("m", {"method": "fall"}),
        ("p", {"place_kind": "home"}),
        ("h", {"occurred_from": at(3.4), "occurred_to": at(3.45)}),
    ],
)
def test_one_unlike_in_one_thing_disagrees_in_that_alone(
    letter: str, unlike: dict[str, Any]
) -> None:
    assert [name for name, held in agrees(**unlike).items() if not held] == [letter]


@pytest.mark.parametrize(
    ("letter", "unknown"),
    [("a", {"age": None}), ("s", {"sex": "U"}), ("m", {"method": "unknown"}),
     ("p", {"place_kind": "unknown"}), ("h", {"occurred_to": at(12)})],
)  # fmt: skip
def test_what_is_not_known_of_another_is_no_agreement_and_of_itself_is_not_asked(
    letter: str, unknown: dict[str, Any]
) -> None:
    assert not agrees(**unknown)[letter]
    focus = column(1, 10, **({"occurred_to": at(20)} if letter == "h" else unknown))
    assert agreeing(focus, column(2, 3, age=80)[None, :], (letter,), 5.0).all()


def test_midnight_says_no_hour() -> None:
    midnight = at(3) - timedelta(hours=12)

    assert not agrees(occurred_from=midnight, occurred_to=None)["h"]


def test_of_one_incident_the_first_counts() -> None:
    fire = [column(n, 1 + n / 100, where=metres_north(20 * n)) for n in range(4)]
    apart = column(5, 9)

    assert leads(np.array([*fire, apart])).tolist() == [True, False, False, False, True]


def test_deaths_on_one_ward_are_one_incident_within_the_hour_alone() -> None:
    on_ward = {"place_kind": "hospital", "place_institution": "h", "place_ward": "w"}
    times = (1.0, 1.03, 1.2)

    assert leads(np.array([column(n, day, **on_ward) for n, day in enumerate(times)])).tolist() == [
        True, False, True,
    ]  # fmt: skip


def test_missing_and_then_dead_is_one() -> None:
    one, two = column(1, 1, token="t"), column(2, 90, token="t", where=metres_north(5000))

    assert leads(np.array([one, two])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("day", "windows", "because"),
    [(10.5, 0, "it happened later"), (10, 6, "the same day"), (0, 5, "10 days before"),
     (-355, 1, "a year before"), (-356, 0, "over a year before")],
)  # fmt: skip
def test_stands_in_so_many_windows(day: float, windows: int, because: str) -> None:
    lengths = np.array([7.0, 21.0, 45.0, 90.0, 180.0, 365.0])
    found = scope.in_time(column(1, 10), column(2, day)[None, :], lengths)

    assert int(found.sum()) == windows, because


def test_half_of_both_precisions_is_added_to_a_distance() -> None:
    here, there = column(1, 1), column(2, 1, where=metres_north(1000), place_precision_m=450.0)

    assert kilometres(here, there[None, :])[0] == pytest.approx(1.0 + 0.225 + 0.025, abs=0.01)


def test_without_coordinates_nothing_is_near() -> None:
    assert kilometres(column(1, 1, where=None), column(2, 1)[None, :])[0] == np.inf
