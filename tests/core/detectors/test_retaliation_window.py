"""V2: three days in which a killing, shooting or stabbing may be answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case, Person
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

V2 = "retaliation_window"
STABBED = {"weapon": "knife", "injury": "serious"}


def attack(number: str, hours: float, metres: float = 0, **facts: Any) -> Case:
    given = {"kind": "violence", "offence": "5D", "where": metres_north(metres)}
    return a_death(number, hours / 24, **(given | STABBED | facts))


def homicide(number: str = "d1", hours: float = 0, **facts: Any) -> Case:
    return a_death(number, hours / 24, category="homicide", method="sharp", **facts)


def a_story() -> Story:
    return Story(**only_live(V2))


def test_a_homicide_starts_a_watch_that_ends_by_itself() -> None:
    story = a_story().hear(homicide())

    alert = story.only(V2)
    assert (alert.tier, alert.state, alert.recipients) == ("amber", "open", ("DDI",))
    assert alert.title == (
        "Watch for retaliation after a homicide, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "A homicide near Cumberland / Westmorland and Furness: watch 2 km about it until "
        "Thu 5 Mar 2026, 12:00 GMT."
    )
    assert story.wait(2.99).only(V2).state == "open"
    over = story.wait(3).only(V2)
    assert (over.state, over.updated_at) == ("resolved", at(3))
    assert over.title == "The time of this alert is over"


@pytest.mark.parametrize(
    ("case", "because"),
    [
        (attack("v1", 0, injury="slight"), "a slight wound is no stabbing"),
        (attack("v1", 0, injury="unknown"), "the injury is not known"),
        (attack("v1", 0, weapon="blunt"), "it was neither gun nor blade"),
        (attack("v1", 0, weapon="none"), "nobody was armed"),
        (attack("v1", 0, relationship="ex_partner"), "it was in a family"),
        (attack("v1", 0, flags=("domestic_abuse",)), "it was in a household"),
        (a_death("d1", 0, category="suspicious", method="sharp"), "it is not called a homicide"),
        (
            homicide(people=(Person("p" * 8, "suspect"), Person("p" * 8, "partner"))),
            "the suspect is her partner",
        ),
        (replace(attack("v1", 0), recorded_at=at(3)), "its time is over when it comes"),
    ],
)
def test_stays_quiet_when(case: Case, because: str) -> None:
    assert not a_story().hear(case).alerts(), because


@pytest.mark.parametrize(
    "facts",
    [
        {"flags": ("county_lines",)},
        {"weapon": "firearm", "injury": "serious"},
        {"weapon": "unknown", "method": "firearm"},
        {"weapon": "none", "injury": "fatal"},
    ],
    ids=[
        "one with a sign of a gang",
        "a shooting",
        "a shooting by its method",
        "a killing reported as violence",
    ],
)
def test_starts_with(facts: Any) -> None:
    assert a_story().hear(attack("v1", 0, **facts)).only(V2).tier == "amber"


@pytest.mark.parametrize("injury", ["serious", "life_threatening"])
def test_a_stabbing_that_killed_nobody_calls_nobody_until_something_follows(injury: str) -> None:
    story = a_story().hear(attack("v1", 0, injury=injury))
    assert (story.only(V2).tier, story.only(V2).ack_by) == ("info", None)

    alert = story.hear(attack("v2", 20, 1500, injury="slight")).only(V2)
    assert (alert.tier, alert.ack_by) == ("amber", at(21 / 24))
    assert [one.decision.reason for one in story.said()] == ["first", "new_member"]


def test_a_further_armed_attack_in_it_is_told_and_is_one_alert() -> None:
    story = a_story().hear(homicide(), attack("v1", 71.9, 1999, injury="slight"))

    alert = story.only(V2)
    assert members(alert) == ["d1", "v1"]
    assert alert.why.endswith("Since then one more armed attack.")
    assert [one.decision.reason for one in story.said()] == ["first", "new_member"]


@pytest.mark.parametrize(
    ("further", "because"),
    [
        (attack("v1", 20, 2001, injury="slight"), "2 km is the furthest"),
        (attack("v1", 20, injury="slight", where=None), "where is not known"),
        (attack("v1", 20, weapon="blunt"), "it was neither gun nor blade"),
        (attack("v1", 20, flags=("domestic_abuse",)), "it was in a household"),
        (attack("v1", -1, injury="slight"), "it came before"),
        (attack("v1", 2, incident="fight"), "it is the same incident"),
        (attack("v1", 2, injury="slight"), "within 12 hours and 150 metres it is the same"),
    ],
)
def test_is_no_new_evidence_when(further: Case, because: str) -> None:
    alert = a_story().hear(homicide(incident="fight"), further).only(V2)
    assert members(alert) == ["d1"], because


def test_an_answer_that_is_itself_a_stabbing_makes_the_watch_longer() -> None:
    story = a_story().hear(homicide(), attack("v1", 48, 500))

    assert story.wait(4.9).only(V2).state == "open"
    assert story.wait(5).only(V2).state == "resolved"


def test_a_correction_ends_it_and_a_withdrawal_too() -> None:
    story = a_story().hear(case := homicide())
    story.hear(replace(case, version=2, category="suspected_accident", recorded_at=at(1)))
    assert story.only(V2).state == "resolved"

    assert a_story().hear(homicide()).withdraw("d1", 1).only(V2).state == "resolved"
