"""Clocks as they run: the right people are reminded, at an hour at which they can do something."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.decisions import Decision
from tests.core.people_and_places import CUMBRIA, Story, a_death, at, only_live

HOUR = timedelta(hours=1)


def hearing(*cases: Any) -> Story:
    return Story(**only_live("review_due")).hear(*cases)


def said_of_clocks(story: Story) -> list[Decision]:
    said = [one.decision for one in story.said()]
    return [one for one in said if one.reason.startswith("deadline")]


def in_a_care_home(day: float = 0, **facts: Any) -> Any:
    return a_death("c1", day, place_kind="care_home", age=84, **facts)


def test_a_duty_for_the_digest_is_said_once_when_its_time_is_over_and_calls_nobody() -> None:
    story = hearing(in_a_care_home()).wait(60)

    alert = story.only()
    assert (alert.tier, alert.ack_by) == ("info", None)
    assert [(one.decision, one.reason, one.to) for one in said_of_clocks(story)] == [
        ("reminded", "deadline_missed", ("RO",))
    ]


def test_it_runs_on_under_a_louder_duty_without_a_word_of_its_own() -> None:
    """A homicide: lessons (amber) and a gold group to consider within four hours (info)."""
    story = hearing(a_death("k1", 0, category="homicide", age=40)).wait(1.4)

    assert [(one.reason, one.to) for one in said_of_clocks(story)] == [
        ("deadline_missed", ("DDI",))  # of the four hours
    ]
    story.wait(1.8)
    assert said_of_clocks(story)[-1].to == ("RO", "CRIME"), (
        "half of the debrief's 72 hours ends at midnight"
    )


def test_who_is_called_about_a_missed_clock_is_whose_clock_it_is_and_the_head_of_crime() -> None:
    story = hearing(a_death("p1", 0, age=40, flags=("police_contact_48h",))).wait(1.6)

    missed = said_of_clocks(story)[-1]
    assert (missed.decision, missed.to) == ("escalated", ("PSD", "DDI", "CRIME"))


def test_an_amber_clock_that_ends_at_midnight_is_called_out_in_the_morning() -> None:
    """Ten working days from Monday 2 March end on Monday 16 March, a second before midnight."""
    story = hearing(a_death("s1", 0, age=84, flags=("care_needs", "neglect_suspected")))
    story.wait(16)

    assert story.only().duties[0].duty == "sar"
    missed = [one.at for one in said_of_clocks(story) if one.decision == "escalated"]
    assert missed == [at(14) + 19 * HOUR]  # 07:00 on the 17th


def test_a_red_clock_waits_for_no_morning() -> None:
    story = hearing(a_death("p1", 0, age=40, flags=("police_contact_48h",))).wait(3)

    missed = [one.at for one in said_of_clocks(story) if one.decision == "escalated"]
    assert missed[0] == at(1) + 12 * HOUR - timedelta(seconds=1)


def test_where_an_age_is_missing_all_is_seen_and_nobody_is_woken() -> None:
    story = hearing(a_death("d1", 0, age=None)).wait(30)

    alert = story.only()
    assert (alert.tier, alert.ack_by, alert.state) == ("info", None, "open")
    assert {line.state for line in alert.duties} == {"needs_fact"}
    assert alert.title.startswith("A fact is missing to say whether a review is due")
    assert "until a fact is found (age unknown): Child death review, Joint agency" in alert.why
    assert said_of_clocks(story) == []


def test_once_the_age_is_known_the_duty_is_told_at_its_own_tier() -> None:
    story = hearing(a_death("d1", 0, age=None), a_death("d1", 1, version=2, age=9))

    last = story.said("updated")[-1]
    assert last.decision.reason == "higher_tier"
    assert last.alert is not None
    assert (last.alert.tier, last.alert.ack_by) == ("red", at(1) + HOUR)
    assert {line.duty for line in last.alert.duties if line.state == "open"} == {"cdr", "jar"}


def test_a_coroners_report_is_reminded_at_42_52_and_56_days() -> None:
    story = Story(**only_live("review_due")).wait(0)
    fields = {"duty": "pfd_reply", "aware_at": at(0).isoformat(), "reason": "letter of the coroner"}
    sent = {"external": {"pfd_sent": "2026-03-02"}}
    story.order("open_duty", 0, area=CUMBRIA, **fields, **sent)

    days = [(one.decision, (one.at - at(0)).days) for one in said_of_clocks(story.wait(57.5))]
    assert days == [
        ("escalated", 42),  # the draft
        ("reminded", 42),
        ("reminded", 52),
        ("escalated", 56),
    ]
    alert = story.only()
    assert alert.title == (
        "Review due: Reply to a coroner's report to prevent future deaths, Cumbria"
    )
    assert alert.why.startswith("A coroner has written to the force: a reply is due (letter of")


def test_of_many_dead_of_one_incident_each_clock_is_said_once() -> None:
    killed = [a_death(f"k{n}", n / 1000, category="homicide", incident="one") for n in range(6)]
    story = hearing(*killed).wait(1.4)

    assert len(story.only().evidence) == 6
    assert [(one.reason, one.to) for one in said_of_clocks(story)] == [
        ("deadline_missed", ("DDI",))
    ]
