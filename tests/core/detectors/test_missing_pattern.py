"""L8: people who share a risk or venue, missing near each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

L8 = "missing_pattern"


def gone(number: str, day: float, metres: float = 0, **facts: Any) -> Case:
    given = {"sex": "F", "age": 25, "flags": ("sex_work",), "status": "missing"}
    where = {"where": metres_north(metres), "kind": "missing", "last_seen_at": at(day)}
    return a_death(number, day, **(given | where | facts))


def a_story() -> Story:
    return Story(**only_live(L8))


def test_two_who_are_still_missing_after_a_fortnight_are_amber_on_that_very_day() -> None:
    story = a_story().hear(gone("m1", 0), gone("m2", 16, 1900)).wait(29.9)
    assert not story.alerts()

    alert = story.wait(30).only(L8)

    assert (alert.tier, alert.raised_at) == ("amber", at(30))
    assert alert.title == (
        "2 missing people at one risk within 2 km in 16 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two people who share a risk (sex work) went missing or came to harm within 2 km of each "
        "other near Cumberland / Westmorland and Furness over 16 days."
    )


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (gone("m2", 16, 2010), "two kilometres is the furthest"),
        (gone("m2", 90.1), "90 days is the longest"),
        (gone("m2", 16, flags=("looked_after",)), "it is another risk"),
        (gone("m2", 16, flags=()), "no risk is known"),
        (gone("m2", 16, status="found_safe"), "she is safe"),
        (gone("m2", 16, where=None), "where is not known"),
        (gone("m2", 16, place_precision_m=2100.0), "where is known too vaguely"),
        (gone("m2", 16, token="t" * 8), "it is the same person again"),
        (gone("m2", 16, incident="boat"), "one incident is one unit"),
    ],
)
def test_stays_quiet_when(second: Case, because: str) -> None:
    story = a_story().hear(gone("m1", 0, token="t" * 8, incident="boat"), second)
    assert not story.wait(120).alerts(), because


@pytest.mark.parametrize("second", [gone("m2", 16, 1999), gone("m2", 90)])
def test_signals_up_to_the_very_edge(second: Case) -> None:
    assert a_story().hear(gone("m1", 0), second).wait(120).only(L8).tier == "amber"


def test_one_venue_is_as_good_as_two_kilometres() -> None:
    here = [gone(f"m{n}", n, 4000 * n, flags=(), place_venue="club") for n in (1, 2)]
    assert "(one venue)" in a_story().hear(*here).wait(20).only(L8).why


def test_who_was_found_harmed_counts_at_once() -> None:
    story = a_story().hear(gone("m1", 0, status="found_harmed"), gone("m2", 2, status="found_dead"))
    assert story.only(L8).tier == "amber"


def test_three_within_ten_kilometres_and_two_years_are_red() -> None:
    far = [gone("m1", 0), gone("m2", 300, 9900), gone("m3", 730, 5000)]
    assert a_story().hear(*far).wait(745).only(L8).tier == "red"

    further = [gone("m1", 0), gone("m2", 300, 10_100), gone("m3", 731, 5000)]
    assert not a_story().hear(*further).wait(760).alerts()


def test_a_killing_with_the_same_risk_counts_beside_the_missing_but_not_alone() -> None:
    killed = [
        gone(f"d{n}", n, kind="death", status=None, last_seen_at=None, category="homicide")
        for n in (1, 3)
    ]
    assert not a_story().hear(*killed).wait(20).alerts()

    alert = a_story().hear(killed[0], gone("m1", 0)).wait(20).only(L8)
    assert alert.why.endswith("over 1 day, one of them known to be dead.")


def test_who_is_found_safe_ends_it() -> None:
    second = gone("m2", 16)
    story = a_story().hear(gone("m1", 0), second).wait(31)

    story.hear(replace(second, version=2, status="found_safe", recorded_at=at(32)))

    assert story.only(L8).state == "resolved"


def test_who_is_found_dead_stays_and_her_death_is_no_third() -> None:
    second = gone("m2", 16, token="t" * 8)
    story = a_story().hear(gone("m1", 0), second).wait(31)
    story.hear(replace(second, version=2, status="found_dead", recorded_at=at(32)))
    dead = gone(
        "d1", 32, kind="death", status=None, token="t" * 8, category="homicide", last_seen_at=None
    )

    assert members(story.hear(dead).only(L8)) == ["m1", "m2"]


def test_a_report_that_is_taken_back_ends_it() -> None:
    story = a_story().hear(gone("m1", 0), gone("m2", 16)).wait(31).withdraw("m1", 32)
    assert story.only(L8).state == "resolved"


def test_a_wait_that_is_over_before_the_report_comes_counts_at_once() -> None:
    late = replace(gone("m2", 16), recorded_at=at(40))
    assert a_story().hear(gone("m1", 0)).hear_at(at(40), late).only(L8).raised_at == at(40)
    assert late.last_seen_at == at(40) - timedelta(days=24)
