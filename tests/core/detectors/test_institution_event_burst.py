"""L6: three unexpected deaths on one ward within a week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, only_live

L6 = "institution_event_burst"


def on_ward(number: str, day: float, **facts: Any) -> Case:
    given = {"place_kind": "hospital", "place_institution": "RNN", "place_ward": "4"}
    return a_death(number, day, **({"age": 80, "category": "undetermined"} | given | facts))


def a_story() -> Story:
    return Story(**only_live(L6))


def test_three_in_a_week_on_one_ward_are_red_and_nobody_is_named() -> None:
    alert = a_story().hear(on_ward("d1", 0), on_ward("d2", 3), on_ward("d3", 7)).only(L6)

    assert (alert.tier, alert.recipients) == ("red", ("DDI", "TRUST"))
    assert alert.title == (
        "3 unexpected deaths on one ward in 7 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why.startswith("Three unexpected deaths on one ward near Cumberland")


@pytest.mark.parametrize(
    ("third", "because"),
    [
        (on_ward("d3", 7.1), "a week is the longest"),
        (on_ward("d3", 5, place_ward="5"), "it is another ward"),
        (on_ward("d3", 5, place_institution="RTX"), "it is another hospital's ward 4"),
        (on_ward("d3", 5, place_ward=None), "which ward is not known"),
        (on_ward("d3", 5, place_institution=None), "which hospital is not known"),
        (on_ward("d3", 5, category="expected_natural"), "it was expected"),
        (on_ward("d3", 3.03), "within the hour it is one incident"),
        (on_ward("d3", 5, incident="fire"), "one incident is one unit"),
        (on_ward("d3", 5, token="t" * 8), "it is the same person"),
    ],
)
def test_stays_quiet_when(third: Case, because: str) -> None:
    story = a_story().hear(on_ward("d1", 0, token="t" * 8), on_ward("d2", 3, incident="fire"))
    assert not story.hear(third).alerts(), because


def test_a_fire_that_kills_a_ward_is_one_unit() -> None:
    dead = [on_ward(f"d{n}", n / 5, incident="fire") for n in range(8)]
    assert not a_story().hear(*dead).alerts()


def test_a_care_home_without_wards_is_one_ward() -> None:
    home = {"place_kind": "care_home", "place_ward": None}
    story = a_story().hear(*(on_ward(f"d{n}", n, **home) for n in range(3)))
    assert "in one care home" in story.only(L6).title


def test_a_correction_takes_one_out_and_in_again() -> None:
    deaths = [on_ward(f"d{n}", n) for n in range(3)]
    story = a_story().hear(*deaths)

    story.hear(replace(deaths[1], version=2, category="expected_natural", recorded_at=at(3)))
    assert story.only(L6).state == "resolved"
    story.hear(replace(deaths[1], version=3, recorded_at=at(4)))
    assert story.only(L6).state == "open"


def test_a_fourth_joins_and_one_that_is_taken_back_leaves() -> None:
    story = a_story().hear(*(on_ward(f"d{n}", n) for n in range(4)))
    assert members(story.only(L6)) == ["d0", "d1", "d2", "d3"]

    story.withdraw("d2", 5)
    assert members(story.only(L6)) == ["d0", "d1", "d3"]
