"""R1 and R11: reviews that fall due, with their clocks, on one alert for each death or incident."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.core.case import Person
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

DUE = "review_due"
PARTNER = (Person("x" * 8, "suspect"), Person("x" * 8, "partner"))


def a_killing(number: str = "d1", day: float = 0, **facts: Any) -> Any:
    given = {"age": 30, "sex": "F", "category": "homicide", "people": PARTNER} | facts
    return a_death(number, day, **given)


def a_story() -> Story:
    return Story(**only_live(DUE))


def due_of(story: Story) -> dict[str, datetime | None]:
    return {f"{line.duty}/{line.step}": line.due_at for line in story.only(DUE).duties}


def test_a_killing_by_a_partner_is_said_with_the_first_clock() -> None:
    alert = a_story().hear(a_killing()).only(DUE)

    assert (alert.tier, alert.family) == ("amber", "review_due")
    assert alert.title == (
        "Review due: Domestic homicide review and 4 more, Cumberland / Westmorland and Furness"
    )
    assert alert.why.startswith(
        "A death near Cumberland / Westmorland and Furness. Consider a domestic homicide review: "
    )
    assert alert.why.endswith(
        "(age 30 (16 or over); category is homicide; a suspect is recorded as partner). "
        "First: Hot debrief, by Thu 5 Mar 2026, 12:00 GMT."
    )


def test_the_clocks_are_72_hours_five_and_ten_working_days_and_28_days() -> None:
    due = due_of(a_story().hear(a_killing()))

    assert due["lessons/debrief"] == at(3)
    assert due["dhr/notify_csp"] == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)
    assert due["lessons/note"] == datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
    assert due["lessons/lessons"] == datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)  # summer time


@pytest.mark.parametrize(
    ("case", "because"),
    [
        (a_killing(category="unexpected_under_investigation", people=()), "no rule is met"),
        (a_killing(recorded_at=at(-401), occurred_from=at(-401)), "it is history"),
    ],
)
def test_stays_quiet_when(case: Any, because: str) -> None:
    assert not a_story().hear_at(at(0), case).alerts(), because


def test_two_victims_of_one_incident_are_one_alert() -> None:
    story = a_story().hear(a_killing(incident="x"), a_killing("d2", 1, incident="x", age=50))

    assert members(story.only(DUE)) == ["d1", "d2"]
    assert story.outcomes[-1].decision.reason == "new_member"


def test_two_victims_far_apart_are_two_alerts() -> None:
    story = a_story().hear(a_killing(), a_killing("d2", 1, where=metres_north(5000)))
    assert len(story.alerts(DUE)) == 2


def test_more_news_never_gives_more_time() -> None:
    story = a_story().hear(a_killing())
    before = due_of(story)

    story.hear(a_killing(version=2, recorded_at=at(2), suspect_status="charged"))

    after = due_of(story)
    undetected = {"undetected/review_7", "undetected/review_28"}  # It has a suspect now.
    assert {step: due for step, due in after.items() if step in before} == {
        step: due for step, due in before.items() if step not in undetected
    }


def test_the_same_facts_again_say_nothing() -> None:
    story = a_story().hear(a_killing())
    story.hear(a_killing(version=2, recorded_at=at(2)))
    assert story.only(DUE).revision == 1


def test_clocks_are_reminded_of_and_escalated_when_they_run_out() -> None:
    story = a_story().hear(a_killing()).wait(3.5)

    times = [(one.decision.decision, one.decision.at) for one in story.said()[1:]]
    assert times == [
        ("reminded", at(4 / 24)),  # Whether it is a critical incident is of tier info.
        ("reminded", datetime(2026, 3, 4, 7, tzinfo=UTC)),  # Half way is in the quiet hours.
        ("reminded", at(2.4)),
        ("escalated", at(3)),
    ]


def test_a_report_taken_back_ends_the_alert_and_its_clocks() -> None:
    story = a_story().hear(a_killing()).withdraw("d1", 0.1).wait(60)

    assert story.only(DUE).state == "resolved"
    assert [one.decision.decision for one in story.said()] == ["told", "resolved"]


def test_a_report_sent_again_after_it_was_taken_back_goes_on_with_its_alert() -> None:
    story = a_story().hear(a_killing()).withdraw("d1", 1)
    story.hear(a_killing(version=3, recorded_at=at(2)))

    alert = story.only(DUE)
    assert (alert.state, alert.revision) == ("open", 3)


def test_serious_violence_alone_is_a_lessons_review() -> None:
    attack = a_death("v1", kind="violence", offence="5D", injury="life_threatening", weapon="knife")
    alert = a_story().hear(attack).only(DUE)

    assert alert.why.startswith("Serious violence near")
    assert {line.duty for line in alert.duties} == {"lessons"}


def test_the_alert_is_named_by_the_first_report_of_the_incident_whoever_raises_it() -> None:
    quiet = a_death("d1", incident="one night", category="unexpected_under_investigation")
    attack = a_death(
        "v1", kind="violence", incident="one night", offence="5D", injury="life_threatening"
    )
    alert = a_story().hear(quiet, attack).only(DUE)
    alone = a_story().hear(a_killing("d1")).only(DUE)

    assert alert.alert_id == alone.alert_id
    assert members(alert) == ["d1", "v1"]
