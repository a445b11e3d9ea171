"""S2: two suspected suicides at one place within a year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live

S2 = "suicide_location"


def suicide(number: str, day: float, metres: float = 0, **facts: Any) -> Case:
    given = {"category": "suspected_suicide", "method": "fall", "place_precision_m": 20.0}
    return a_death(number, day, **({"where": metres_north(metres)} | given | facts))


def a_story() -> Story:
    return Story(**only_live(S2))


def test_two_at_one_point_in_a_year_are_amber() -> None:
    alert = a_story().hear(suicide("d1", 0), suicide("d2", 365, 49.9, sex="F", age=70)).only(S2)

    assert (alert.tier, alert.recipients[0]) == ("amber", "SP")
    assert alert.title == (
        "2 suspected suicides at one place in 365 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two people died at one place near Cumberland / Westmorland and Furness over 365 days, "
        "as it seems by suicide."
    )


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (suicide("d2", 365.1), "a year is the longest"),
        (suicide("d2", 9, 51), "50 metres is the furthest"),
        (suicide("d2", 9, place_precision_m=51.0), "where is known too vaguely"),
        (suicide("d2", 9, where=None), "where is not known"),
        (suicide("d2", 9, category="suspected_drug_related"), "it is no suicide"),
        (suicide("d2", 0.2), "two that night are one incident"),
        (suicide("d2", 9, token="t" * 8), "it is one person"),
        (suicide("d2", 9, place_uprn="8"), "the next door is another property"),
    ],
)
def test_stays_quiet_when(second: Case, because: str) -> None:
    first = suicide("d1", 0, token="t" * 8, place_uprn="7" if second.place.uprn else None)
    assert not a_story().hear(first, second).alerts(), because


@pytest.mark.parametrize(
    "place",
    [{"place_uprn": "7"}, {"place_institution": "RNN", "place_kind": "hospital"}],
    ids=["one property", "one institution"],
)
def test_one_property_or_institution_is_one_place_however_vague_the_points(place: Any) -> None:
    assert a_story().hear(suicide("d1", 0, **place), suicide("d2", 9, 900, **place)).only(S2)


def test_a_judgement_takes_one_out_and_in_again_and_a_withdrawal_ends_it() -> None:
    second = suicide("d2", 9)
    story = a_story().hear(suicide("d1", 0), second)

    story.hear(replace(second, version=2, category="suspected_accident", recorded_at=at(10)))
    assert story.only(S2).state == "resolved"
    story.hear(replace(second, version=3, recorded_at=at(11)))
    assert story.only(S2).state == "open"
    assert story.withdraw("d1", 12).only(S2).state == "resolved"
