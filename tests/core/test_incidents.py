"""One incident of many deaths is one unit; precision is taken off the distance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.case import Case
from streams.core.incidents import same_incident, units_of
from streams.core.lookup import CaseRow
from tests.core.people_and_places import START, a_death, metres_north

HOURS = 1 / 24


def rows(*cases: Case) -> list[CaseRow]:
    """Cases as they arrived, one a minute."""
    return [
        CaseRow(case, n, START + timedelta(minutes=n), None, False)
        for n, case in enumerate(cases, 1)
    ]


def away(metres: float, hours: float = 1, number: str = "d2", **facts: Any) -> Case:
    given = {"place_precision_m": 0.0} | facts
    return a_death(number, hours * HOURS, where=metres_north(metres), **given)


FIRST = away(0, 0, "d1")


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (away(0, 0, incident="x"), away(9000, 900, incident="x"), "it carries the same name"),
        (away(0, 0, token="t" * 8), away(9000, 900, token="t" * 8), "it is one person"),
        (FIRST, away(149), "149 metres and an hour apart"),
        (FIRST, away(100, 12), "exactly twelve hours apart"),
        (FIRST, away(240, place_precision_m=100.0), "240 metres, of which 100 are not known"),
    ],
)
def test_is_one_incident_where(one: Case, other: Case, because: str) -> None:
    assert same_incident(one, other), because
    assert same_incident(other, one), because


@pytest.mark.parametrize(
    ("other", "because"),
    [
        (away(151), "151 metres are too far"),
        (away(100, 12.1), "more than twelve hours apart"),
        (away(260, place_precision_m=100.0), "160 metres are left less the precision"),
        (a_death("d2", where=None), "without coordinates only names and tokens tell"),
    ],
)
def test_is_another_incident_where(other: Case, because: str) -> None:
    assert not same_incident(FIRST, other), because


def on_ward(ward: str | None, hours: float) -> Case:
    return away(0, hours, place_institution="RBZ", place_ward=ward, place_kind="hospital")


@pytest.mark.parametrize(
    ("ward", "hours", "same"), [("four", 1, True), ("four", 1.1, False), ("five", 0, False)]
)
def test_in_an_institution_it_is_the_ward_and_the_hour(ward: str, hours: float, same: bool) -> None:
    assert same_incident(on_ward("four", 0), on_ward(ward, hours)) is same


def test_a_mass_incident_is_one_unit_led_by_the_first_arrival_with_and_without_its_name() -> None:
    named = [away(9000 * n, n, f"d{n}", incident="x") for n in range(22)]
    near = [away(6 * n, n / 2, f"e{n}") for n in range(22)]

    for cases in (named, near):
        (unit,) = units_of(list(reversed(rows(*cases))))
        assert unit[0].case is cases[0]
        assert len(unit) == 22


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9), st.sampled_from("xyz---"))))
def test_units_are_the_cases_tied_by_any_chain_of_same_incidents(
    drawn: list[tuple[int, int, str]],
) -> None:
    cases = [
        away(80 * place, hours, f"d{n}", incident=None if name == "-" else name)
        for n, (hours, place, name) in enumerate(drawn)
    ]
    wanted: list[set[str]] = []
    for case in cases:
        tied = [u for u in wanted if any(same_incident(case, c) for c in cases if c.report_id in u)]
        wanted = [u for u in wanted if u not in tied] + [set().union({case.report_id}, *tied)]

    units = units_of(rows(*cases))

    found = [{row.case.report_id for row in unit} for unit in units]
    assert sorted(map(sorted, found)) == sorted(map(sorted, wanted))
    assert [unit[0].seq for unit in units] == sorted(min(r.seq for r in unit) for unit in units)


def test_a_case_between_two_units_joins_them() -> None:
    first, second, between = away(0, 0, "d1"), away(200, 0, "d2"), away(100, 0, "d3")

    units = units_of(rows(first, second, between))

    assert [[row.case.report_id for row in unit] for unit in units] == [["d1", "d2", "d3"]]
