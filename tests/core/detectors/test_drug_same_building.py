"""D2: two people dead by drugs in one building within three days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

D2 = "drug_same_building"


def overdose(number: str, hours: float, metres: float = 0, **facts: Any) -> Case:
    given = {"category": "suspected_drug_related", "place_kind": "home", "place_precision_m": 20.0}
    return a_death(number, hours / 24, where=metres_north(metres), **(given | facts))


def a_story() -> Story:
    return Story(**only_live(D2))


def test_two_in_one_building_within_72_hours_are_red_and_name_the_drug() -> None:
    second = overdose("d2", 72, 49.9, substances=("bromazolam", "Mrs Smith"))
    alert = a_story().hear(overdose("d1", 0), second).only(D2)

    assert (alert.tier, alert.recipients) == ("red", ("DDI", "DPH"))
    assert alert.title == (
        "2 drug deaths in one building within 72 hours, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two people died of drugs in one building near Cumberland / Westmorland and Furness "
        "within 72 hours. Others there may have the same supply. Named so far: bromazolam and one "
        "not on the list of drugs."
    )


def test_two_who_die_in_one_night_in_one_flat_are_what_it_looks_for() -> None:
    assert a_story().hear(overdose("d1", 0), overdose("d2", 2)).only(D2).tier == "red"


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (overdose("d2", 72.1), "72 hours is the longest"),
        (overdose("d2", 9, 51), "50 metres is the furthest"),
        (overdose("d2", 9, place_precision_m=51.0), "where is known too vaguely"),
        (overdose("d2", 9, category="suspected_suicide"), "a suicide is apart"),
        (overdose("d2", 9, category="unexpected_not_suspicious"), "drugs are not known of"),
        (overdose("d2", 9, incident="party"), "one incident is one unit"),
        (overdose("d2", 9, token="t" * 8), "it is one person"),
    ],
)
def test_stays_quiet_when(second: Case, because: str) -> None:
    first = overdose("d1", 0, incident="party", token="t" * 8)
    assert not a_story().hear(first, second).alerts(), because


def test_one_property_number_is_one_building_however_vague_the_points() -> None:
    deaths = [overdose(f"d{n}", n, 900 * n, place_uprn="7") for n in (1, 2)]
    assert a_story().hear(*deaths).only(D2)


def test_a_third_joins_and_a_correction_takes_it_out_again() -> None:
    third = overdose("d3", 50)
    story = a_story().hear(overdose("d1", 0), overdose("d2", 20), third)
    assert members(story.only(D2)) == ["d1", "d2", "d3"]

    story.hear(replace(third, version=2, category="suspected_accident", recorded_at=at(4)))
    assert members(story.only(D2)) == ["d1", "d2"]
    assert story.withdraw("d1", 5).only(D2).state == "resolved"
