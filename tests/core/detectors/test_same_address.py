"""L2: two unexpected deaths at one property."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.people_and_places import Story, a_death, members, metres_north, only_live

L2 = "same_address"
HOME = "100110012345"


def at_home(number: str = "d1", day: float = 0, **facts: Any) -> Any:
    return a_death(number, day, **({"place_kind": "home", "place_uprn": HOME} | facts))


def without_number(number: str, day: float, metres: float, **facts: Any) -> Any:
    where = metres_north(metres)
    return a_death(number, day, where=where, place_kind="home", place_precision_m=10.0, **facts)


def a_story() -> Story:
    return Story(**only_live(L2))


def test_two_deaths_of_unlike_people_in_thirteen_months_at_one_property_are_amber() -> None:
    second = at_home("d2", 400, sex="F", age=70, category="unexpected_not_suspicious")

    alert = a_story().hear(at_home(), second).only(L2)

    assert alert.tier == "amber"
    assert alert.title == (
        "2 deaths at one address in 400 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two unexpected deaths at one address near Cumberland / Westmorland and Furness over "
        "400 days; recorded as under investigation and not suspicious."
    )


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (at_home("d2", 901), "900 days is the longest"),
        (at_home("d2", 400, place_uprn="7"), "the next door is another property"),
        (at_home("d2", 400, category="expected_natural"), "an expected death is no clue"),
        (at_home("d2", 400, place_kind="care_home"), "people die in care homes"),
        (at_home("d2", 400, place_kind="hospital"), "people die in hospitals"),
        (at_home("d2", 0.4), "two in one night are one incident"),
        (at_home("d2", 30, token="t" * 8), "one person recorded twice is one unit"),
        (without_number("d2", 100, 51), "51 metres is not the same point"),
        (without_number("d2", 366, 10), "without a property number a year is the longest"),
    ],
)
def test_stays_quiet_when(second: Any, because: str) -> None:
    first = at_home(token="t" * 8) if second.place.uprn else without_number("d1", 0, 0)
    assert not a_story().hear(first, second).alerts(), because


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at_home(), at_home("d2", 900)),
        (without_number("d1", 0, 0), without_number("d2", 100, 49.9)),
        (without_number("d1", 0, 0), without_number("d2", 365, 10)),
        (at_home(place_precision_m=10.0), without_number("d2", 365, 10)),
    ],
    ids=["900 days", "50 metres", "a year without number", "a number on one side only"],
)
def test_signals_up_to_the_very_edge_of(first: Any, second: Any) -> None:
    assert a_story().hear(first, second).only(L2).tier == "amber"


def test_a_vague_place_is_not_an_address() -> None:
    vague = without_number("d2", 100, 10)
    story = a_story().hear(a_death("d1", where=metres_north(0), place_precision_m=51.0), vague)
    assert not story.alerts()


def test_a_third_joins_the_alert() -> None:
    story = a_story().hear(at_home(), at_home("d2", 300), at_home("d3", 500))

    alert = story.only(L2)
    assert members(alert) == ["d1", "d2", "d3"]
    assert alert.why.startswith("Three unexpected deaths at one address")
