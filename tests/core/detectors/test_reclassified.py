"""L12: a death becomes suspicious or a homicide."""

from __future__ import annotations

import pytest

from tests.core.people_and_places import Story, a_death, at, only_live

L12 = "reclassified"


def a_story() -> Story:
    return Story(**only_live(L12))


def changed(category: str, day: float = 330, version: int = 2):
    return a_death(
        "d1", version=version, category=category, recorded_at=at(day), occurred_from=at(0)
    )


def test_a_death_that_becomes_a_homicide_is_red_and_says_what_it_was() -> None:
    alert = a_story().hear(a_death("d1"), changed("homicide")).only(L12)

    assert (alert.tier, alert.family) == ("red", "review_due")
    assert alert.title == (
        "A death near Cumberland / Westmorland and Furness is now recorded as homicide"
    )
    assert alert.why == (
        "A death near Cumberland / Westmorland and Furness that was recorded as under "
        "investigation is now recorded as homicide, 330 days after it happened."
    )
    assert alert.evidence[0].category_first == "unexpected_under_investigation"
    assert alert.evidence[0].category_now == "homicide"


@pytest.mark.parametrize(
    ("first", "then", "because"),
    [
        ("homicide", "homicide", "it was a homicide from the start"),
        ("suspicious", "homicide", "it was suspicious before"),
        ("homicide", "suspicious", "it is no graver than it was"),
        ("unexpected_under_investigation", "suspected_suicide", "a suicide is not suspicious"),
    ],
)
def test_stays_quiet_when(first: str, then: str, because: str) -> None:
    story = a_story().hear(a_death("d1", category=first), changed(then))
    assert not story.alerts(), because


def test_a_death_first_heard_of_as_a_homicide_is_no_change() -> None:
    assert not a_story().hear(a_death("d1", category="homicide")).alerts()


def test_a_second_change_is_a_new_revision_of_the_same_alert() -> None:
    story = a_story().hear(
        a_death("d1"),
        changed("homicide", 10),
        changed("unexpected_not_suspicious", 20, 3),
        changed("suspicious", 30, 4),
    )

    alert = story.only(L12)
    assert alert.title.endswith("is now recorded as suspicious")
    assert alert.revision == len(story.said(kind=L12))


def test_a_change_that_was_a_mistake_ends_the_alert_when_it_is_put_right() -> None:
    story = a_story().hear(
        a_death("d1"), changed("homicide", 10), changed("unexpected_not_suspicious", 11, 3)
    )

    assert story.only(L12).state == "resolved"


def test_a_report_that_is_taken_back_ends_the_alert() -> None:
    story = a_story().hear(a_death("d1"), changed("homicide")).withdraw("d1", 340)

    assert story.only(L12).state == "resolved"
    assert story.outcomes[-1].decision.reason == "report_withdrawn"
