"""L14: a body is about to go while an alert about the death is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, only_live

L14 = "body_release_risk"
HOME = {"place_kind": "home", "place_uprn": "7"}


def dead(number: str, day: float, release: float | None = None, **facts: Any) -> Case:
    at_ = None if release is None else at(release)
    return a_death(number, day, **(HOME | {"body_release_at": at_} | facts))


def a_story(*more: str) -> Story:
    return Story(**only_live(L14, "same_address", *more))


def test_the_clock_alone_raises_it_48_hours_before() -> None:
    story = a_story().hear(dead("d1", 0, release=30), dead("d2", 20)).wait(27.9)
    assert not story.alerts(L14)

    alert = story.wait(28).only(L14)

    assert (alert.tier, alert.raised_at, members(alert)) == ("amber", at(28), ["d1"])
    assert (alert.recipients, alert.ack_by) == (("CO", "DA"), at(28 + 4 / 24))
    assert alert.title == (
        "Body to be released while an alert is open, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "The body of a death near Cumberland / Westmorland and Furness that is in an open alert "
        "is to be released at Wed 1 Apr 2026, 13:00 BST."
    )


def test_an_alert_that_comes_when_the_release_is_near_raises_it_at_once() -> None:
    story = a_story().hear(dead("d1", 0, release=21), dead("d2", 20))
    assert story.only(L14).raised_at == at(20)


def test_a_release_that_is_told_when_the_alert_is_open_raises_it_at_once() -> None:
    second = dead("d2", 20)
    story = a_story().hear(dead("d1", 0), second)
    story.hear(replace(second, version=2, body_release_at=at(22), recorded_at=at(21)))
    assert members(story.only(L14)) == ["d2"]


@pytest.mark.parametrize(
    ("release", "because"),
    [
        (22.1, "it is more than 48 hours ahead"),
        (None, "no release is known"),
        (16.9, "it is more than three days past"),
    ],
)
def test_stays_quiet_when(release: float | None, because: str) -> None:
    story = a_story().hear(dead("d1", 0, release=release), dead("d2", 20))
    assert not story.alerts(L14), because


@pytest.mark.parametrize("release", [22, 17.1])
def test_signals_up_to_the_very_edge(release: float) -> None:
    assert a_story().hear(dead("d1", 0, release=release), dead("d2", 20)).only(L14)


def test_it_is_as_loud_as_the_alert_that_is_open() -> None:
    story = a_story("reclassified").hear(first := dead("d1", 0, release=22), dead("d2", 20))
    assert story.only(L14).tier == "amber"

    story.hear(replace(first, version=2, category="homicide", recorded_at=at(21)))

    alert = story.only(L14)
    assert (alert.tier, alert.recipients, alert.ack_by) == ("red", ("CO", "DDI"), at(21 + 1 / 24))


def test_without_an_alert_a_release_is_no_risk() -> None:
    assert not a_story().hear(dead("d1", 0, release=9)).wait(30).alerts()


def test_a_reclassification_and_a_concern_are_alerts_too_and_a_digest_is_none() -> None:
    doubted = a_story("family_or_clinician_concern").hear(
        dead("d1", 0, release=9, flags=("family_concern",))
    )
    assert doubted.wait(8).only(L14)

    first, second = (dead(f"d{n}", n, 9, place_uprn=str(n), place_venue="club") for n in (1, 2))
    digest = a_story("shared_venue_or_contact").hear(first, second).wait(8)
    assert [alert.tier for alert in digest.alerts()] == ["info"]


def test_closing_the_alert_ends_it_and_opening_it_again_raises_it_again() -> None:
    story = a_story().hear(dead("d1", 0, release=22), dead("d2", 20))
    series = story.only("same_address").alert_id

    story.order("close", 20.5, alert_id=series, verdict="explained", reason="one gas fire")
    assert story.only(L14).state == "resolved"

    story.order("reopen", 20.6, alert_id=series, reason="it was not")
    assert story.only(L14).state == "open"


def test_a_release_that_is_put_off_ends_it() -> None:
    first = dead("d1", 0, release=22)
    story = a_story().hear(first, dead("d2", 20))
    story.hear(replace(first, version=2, body_release_at=at(40), recorded_at=at(20.5)))

    assert story.only(L14).state == "resolved"
    assert story.wait(38).only(L14).state == "open"


def test_three_days_after_the_release_it_is_over_and_says_so() -> None:
    story = a_story().hear(dead("d1", 0, release=22), dead("d2", 20)).wait(24.9)
    assert story.only(L14).state == "open"

    alert = story.wait(25).only(L14)
    assert (alert.state, alert.title) == ("resolved", "The time of this alert is over")


def test_a_death_that_is_taken_back_ends_it() -> None:
    story = a_story().hear(dead("d1", 0, release=22), dead("d2", 20)).withdraw("d2", 21)
    assert story.only(L14).state == "resolved"
