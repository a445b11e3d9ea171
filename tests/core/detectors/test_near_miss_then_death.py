"""L10: an assault, and within months a death that may belong to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case, Subject
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

L10 = "near_miss_then_death"
HER = "s" * 8
HOME = {"place_kind": "home", "place_uprn": "100110012345"}


def assault(number: str = "v1", day: float = 0, metres: float = 0, **facts: Any) -> Case:
    given = {"kind": "violence", "offence": "5D", "injury": "serious", "sex": "F", "age": 31}
    return a_death(number, day, **({"where": metres_north(metres)} | given | facts))


def death(number: str = "d1", day: float = 20, metres: float = 5000, **facts: Any) -> Case:
    return a_death(number, day, where=metres_north(metres), **({"sex": "F", "age": 31} | facts))


def a_story() -> Story:
    return Story(**only_live(L10))


def test_the_death_of_somebody_who_was_assaulted_before_is_amber() -> None:
    alert = a_story().hear(assault(token=HER), death(token=HER)).only(L10)

    assert (alert.tier, members(alert)) == ("amber", ["v1", "d1"])
    assert alert.title == (
        "An assault, then a death 20 days later, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "A death near Cumberland / Westmorland and Furness came after an assault (the same "
        "person), 20 days before."
    )
    assert [one.category_now for one in alert.evidence] == [None, "unexpected_under_investigation"]


@pytest.mark.parametrize(
    ("before", "after", "because"),
    [
        (assault(token=HER), death(day=180.1, token=HER), "180 days is the longest"),
        (assault(day=30, token=HER), death(token=HER), "the death came first"),
        (assault(token=HER), death(day=0.4, token=HER), "that night it is one event"),
        (assault(token=HER), death(token="u" * 8), "it is somebody else"),
        (assault(), death(), "who it was is not known"),
        (assault(token=HER, injury="fatal"), death(token=HER), "it is reported as that death"),
        (assault(token=HER, incident="x"), death(token=HER, incident="x"), "it is one incident"),
        (assault(token=HER), death(token=HER, category="expected_natural"), "it was expected"),
        (assault(**HOME), death(**(HOME | {"place_uprn": "7"})), "it is another home"),
        (assault(**(HOME | {"place_kind": "hospital"})), death(**HOME), "a hospital is no home"),
        (assault(method="sharp"), death(metres=1001, method="sharp"), "1 km is the furthest"),
        (assault(method="sharp"), death(metres=90, method="blunt"), "it is another method"),
        (assault(), death(metres=90), "neither method is known"),
        (
            assault(method="sharp", injury="slight"),
            death(metres=90, method="sharp"),
            "a slight assault near by is no near miss",
        ),
    ],
)
def test_stays_quiet_when(before: Case, after: Case, because: str) -> None:
    assert not a_story().hear(before, after).alerts(), because


@pytest.mark.parametrize(
    ("before", "after", "tie"),
    [
        (assault(token=HER, injury="slight"), death(day=180, token=HER), "the same person"),
        (assault(**HOME, injury="none"), death(**HOME), "the same home"),
        (assault(method="sharp"), death(metres=999, method="sharp"), "the same method near by"),
        (
            assault(method="asphyxia", injury="none", flags=("non_fatal_strangulation",)),
            death(metres=300, method="asphyxia"),
            "the same method near by",
        ),
    ],
)
def test_signals_by_each_tie(before: Case, after: Case, tie: str) -> None:
    tier = "info" if tie == "the same method near by" else "amber"
    for order in ((before, after), (after, replace(before, recorded_at=at(181)))):
        alert = a_story().hear(*order).only(L10)
        assert alert.tier == tier
        assert (
            alert.evidence[[e.report_id for e in alert.evidence].index("v1")].features["tie"] == tie
        )


def test_of_two_assaulted_together_the_second_counts_too() -> None:
    both = assault(subjects=(Subject("u" * 8, "M", 40), Subject(HER, "F", 31)))
    assert a_story().hear(both, death(token=HER)).only(L10)


def test_every_assault_before_it_is_shown_up_to_five() -> None:
    blows = [assault(f"v{n}", n, token=HER) for n in range(7)]
    alert = a_story().hear(*blows, death(token=HER)).only(L10)

    assert alert.title.startswith("Five assaults, then a death 14 days later")
    assert members(alert) == ["v2", "v3", "v4", "v5", "v6", "d1"]


def test_an_assault_that_is_taken_back_ends_it() -> None:
    story = a_story().hear(assault(token=HER), death(token=HER)).withdraw("v1", 21)
    assert story.only(L10).state == "resolved"


def test_a_death_that_turns_out_expected_ends_it_and_back_again() -> None:
    body = death(token=HER)
    story = a_story().hear(assault(token=HER), body)

    story.hear(replace(body, version=2, category="expected_natural", recorded_at=at(21)))
    assert story.only(L10).state == "resolved"
    story.hear(replace(body, version=3, recorded_at=at(22)))
    assert story.only(L10).state == "open"


def test_with_a_second_rule_the_card_speaks_of_reports_not_of_deaths() -> None:
    story = Story(**only_live(L10, "same_address"))
    story.hear(
        death("d0", -100, **HOME), assault(token=HER), death("d1", 20, token=HER, **HOME, metres=0)
    )

    (alert,) = story.open_alerts()
    assert members(alert) == ["d0", "v1", "d1"]
    assert alert.why.endswith("Three reports in all are tied together here.")
