"""L13: family or a clinician doubts that a death was what it is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, only_live

L13 = "family_or_clinician_concern"


def doubted(number: str, day: float, **facts: Any) -> Case:
    given = {"flags": ("family_concern",), "category": "expected_natural"}
    return a_death(number, day, **(given | {"place_institution": "home"} | facts))


def a_story() -> Story:
    return Story(**only_live(L13))


def test_a_concern_about_a_death_that_nobody_suspects_is_amber() -> None:
    alert = a_story().hear(doubted("d1", 0)).only(L13)

    assert (alert.tier, alert.family, alert.recipients) == ("amber", "review_due", ("DDI",))
    assert alert.title == "Concern about a death, Cumberland / Westmorland and Furness"
    assert alert.why == (
        "Family is concerned about a death near Cumberland / Westmorland and Furness, which is "
        "recorded as expected."
    )


@pytest.mark.parametrize(
    ("case", "because"),
    [
        (doubted("d1", 0, flags=()), "nobody is concerned"),
        (doubted("d1", 0, category="suspicious"), "it is suspicious already"),
        (doubted("d1", 0, kind="missing", status="missing"), "nobody has died"),
        (doubted("d1", 0, occurred_from=at(-401)), "it is history that came late"),
    ],
)
def test_stays_quiet_when(case: Case, because: str) -> None:
    assert not a_story().hear(case).alerts(), because


def test_a_second_at_one_site_within_a_year_makes_one_red_alert() -> None:
    second = doubted("d2", 365, flags=("clinician_concern",), category="undetermined")
    story = a_story().hear(doubted("d1", 0), second)

    alert = story.only(L13)
    assert (alert.tier, members(alert)) == ("red", ["d1", "d2"])
    assert alert.why == (
        "Family and a clinician are concerned about two deaths at one site near Cumberland / "
        "Westmorland and Furness within a year, none of them recorded as suspicious."
    )
    assert [one.decision.reason for one in story.said()] == ["first", "new_member"]


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (doubted("d2", 365.1), "a year is the longest"),
        (doubted("d2", 9, place_institution="other"), "it is another site"),
        (doubted("d2", 9, place_institution=None), "the site is not known"),
        (doubted("d2", 9, incident="fire"), "one incident is one unit"),
        (doubted("d2", 9, token="t" * 8), "it is the same person"),
    ],
)
def test_is_not_red_when(second: Case, because: str) -> None:
    story = a_story().hear(doubted("d1", 0, incident="fire", token="t" * 8), second)
    assert {alert.tier for alert in story.alerts()} == {"amber"}, because


def test_a_closed_alert_is_opened_by_a_second_concern() -> None:
    story = a_story().hear(doubted("d1", 0))
    story.order("close", 1, alert_id=story.only().alert_id, verdict="explained", reason="asked")

    assert story.hear(doubted("d2", 9)).only().state == "open"


def test_a_death_that_turns_suspicious_leaves_it_to_the_other_rule() -> None:
    case = doubted("d1", 0)
    story = a_story().hear(case)

    story.hear(replace(case, version=2, category="homicide", recorded_at=at(3)))
    assert story.only(L13).state == "resolved"
    story.hear(replace(case, version=3, recorded_at=at(4)))
    assert story.only(L13).state == "open"


def test_of_two_one_taken_back_leaves_an_amber_one() -> None:
    story = a_story().hear(doubted("d1", 0), doubted("d2", 9)).withdraw("d1", 10)

    alert = story.only(L13)
    assert (alert.tier, alert.state, members(alert)) == ("amber", "open", ["d2"])
    assert story.withdraw("d2", 11).only(L13).state == "resolved"


def test_a_concern_that_joins_two_alerts_ends_the_younger_in_the_older() -> None:
    story = a_story().hear(doubted("d1", 0), doubted("d2", 400))
    story.hear_at(at(401), doubted("d3", 200))

    older, younger = story.alerts(L13)
    assert (members(older), older.tier) == (["d1", "d2", "d3"], "red")
    assert (younger.state, younger.merged_into) == ("resolved", older.alert_id)
