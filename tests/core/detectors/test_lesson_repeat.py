"""R13: a lesson recorded at three reviews in a year has come back, and is itself an alert."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live


def killings(*days: float, retired: tuple[str, ...] = ()) -> Story:
    """Homicides far from each other, each with a review of its own."""
    story = Story(**only_live(*{"review_due", "lesson_repeat"} - set(retired)))
    for number, day in enumerate(days, start=1):
        place = metres_north(20_000 * number)
        story.hear(a_death(f"k{number}", day, where=place, category="homicide", age=40))
    return story


def learn(story: Story, review: int, day: float, *tags: str, **fields: Any) -> None:
    alert = story.alerts("review_due")[review - 1]
    given = {"tags": list(tags), "text": f"handed over late, {day}"} | fields
    done = story.order("add_lesson", day, alert_id=alert.alert_id, **given)
    assert done.decision == "command_done"


def test_the_same_tag_at_three_reviews_is_an_alert_for_the_review_officer() -> None:
    story = killings(0, 1, 2)
    learn(story, 1, 10, "handover", "sleeping dogs")
    learn(story, 2, 100, "Handover")
    assert not story.alerts("lesson_repeat")
    learn(story, 3, 300, "hand-over", "handover ")

    alert = story.only("lesson_repeat")
    assert (alert.tier, alert.family, alert.recipients) == ("info", "review_due", ("RO",))
    assert alert.title == "A lesson has come back 3 times: handover"
    assert alert.why == (
        "The lesson 'handover' was recorded at 3 reviews within 365 days, last on "
        "Sun 27 Dec 2026, 12:00 GMT: it may not have reached those who need it."
    )
    assert members(alert) == ["k1", "k2", "k3"]
    assert alert.measures.observed == 3


@pytest.mark.parametrize(
    ("lessons", "because"),
    [
        (((1, 10), (1, 20), (1, 30)), "three lessons of one review are one"),
        (((1, 10), (2, 100), (3, 375)), "the first is a year and more ago"),
        (((1, 10), (2, 100)), "twice is not yet a pattern"),
    ],
)
def test_stays_quiet(lessons: tuple[tuple[int, float], ...], because: str) -> None:
    story = killings(0, 1, 2)
    for review, day in lessons:
        learn(story, review, day, "handover")
    assert not story.alerts("lesson_repeat"), because


def test_a_fourth_time_is_a_revision_that_opens_it_again() -> None:
    story = killings(0, 1, 2, 3)
    for review in (1, 2, 3):
        learn(story, review, 10 + review, "handover")
    alert = story.only("lesson_repeat")
    closed = {"alert_id": alert.alert_id, "verdict": "explained", "reason": "owned by the DCI"}
    story.order("close", 20, **closed)
    assert story.only("lesson_repeat").state == "closed"

    learn(story, 4, 30, "handover")

    again = story.only("lesson_repeat")
    assert (again.state, again.measures.observed, again.verdict) == ("open", 4, None)
    assert members(again) == ["k1", "k2", "k3", "k4"]


def test_two_tags_that_come_back_together_are_two_alerts() -> None:
    story = killings(0, 1, 2)
    for review in (1, 2, 3):
        learn(story, review, 10 + review, "handover", "scene log")
    assert len({alert.alert_id for alert in story.alerts("lesson_repeat")}) == 2


def test_a_retired_rule_says_nothing() -> None:
    story = killings(0, 1, 2, retired=("lesson_repeat",))
    for review in (1, 2, 3):
        learn(story, review, 10 + review, "handover")
    assert not story.alerts("lesson_repeat")


def test_nobody_is_called_about_it() -> None:
    story = killings(0, 1, 2)
    for review in (1, 2, 3):
        learn(story, review, 10 + review, "handover")
    before = story.only("lesson_repeat")
    story.wait(200)
    assert before.ack_by is None
    assert not [one for one in story.unanswered() if one.alert_id == before.alert_id]
    assert at(13) == before.raised_at
