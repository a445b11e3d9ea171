"""R14: what is overdue is one alert of an area, said each morning until it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.decisions import Decision
from streams.codec import read_row, write_row
from streams.core.events import CaseFiled, Ticked
from streams.core.watch import Watch
from tests.core.people_and_places import (
    CUMBRIA,
    Story,
    a_death,
    at,
    configuration,
    members,
    metres_north,
    only_live,
)

R14 = "deadline_breach"
HOUR = timedelta(hours=1)
SEVEN = at(0) - 5 * HOUR  # the first morning; stories begin at noon


def in_custody(number: str = "p1", day: float = 0, **facts: Any) -> Any:
    """A death after police contact: red, due by the end of the next day."""
    return a_death(number, day, age=40, flags=("police_contact_48h",), **facts)


def hearing(*cases: Any) -> Story:
    return Story(**only_live("review_due", R14)).hear(*cases)


def calls(story: Story) -> list[Decision]:
    return [one.decision for one in story.said(kind=R14)]


def refer(story: Story, day: float, number: str = "p1") -> Decision:
    return story.order(
        "complete", day, report_id=number, area=CUMBRIA, duty="iopc_dsi", step="refer"
    )


def test_a_step_that_is_overdue_is_called_out_each_morning_to_the_head_of_crime() -> None:
    story = hearing(in_custody()).wait(4.5)

    assert [(one.decision, one.reason, one.at, one.to) for one in calls(story)] == [
        ("told", "first", SEVEN + timedelta(days=2), ("CRIME",)),
        ("escalated", "deadline_missed", SEVEN + timedelta(days=3), ("CRIME",)),
        ("escalated", "deadline_missed", SEVEN + timedelta(days=4), ("CRIME",)),
    ]
    alert = story.only(R14)
    assert (alert.tier, alert.family, alert.ack_by) == ("red", "review_due", None)
    assert alert.title == "1 step of a review is overdue, Cumbria"
    assert alert.why == (
        "One step of a review after one death or incident is overdue, the longest since "
        "Tue 3 Mar 2026, 23:59 GMT: Refer without delay, and in any case by the end of the next "
        "day, weekend or not (Death or serious injury after police contact: referral to the IOPC)."
    )
    assert members(alert) == ["p1"]


def test_however_many_are_overdue_it_is_one_line_a_day() -> None:
    story = hearing(*(in_custody(f"p{n}", n) for n in range(5))).wait(20)

    assert len(calls(story)) == 19  # mornings, from the second after the first
    assert story.only(R14).title == "5 steps of reviews are overdue, Cumbria"
    assert members(story.only(R14)) == ["p0", "p1", "p2", "p3", "p4"]


def test_it_ends_when_all_is_done_and_comes_back_under_its_name() -> None:
    story = hearing(in_custody()).wait(2.5)
    assert refer(story, 2.6).decision == "command_done"
    name = story.only(R14).alert_id

    ended = story.wait(3).only(R14)
    assert (ended.state, ended.alert_id) == ("resolved", name)
    assert ended.title == "Nothing is overdue any more"

    again = story.hear(in_custody("p2", 10)).wait(13).only(R14)
    assert (again.state, again.alert_id, members(again)) == ("open", name, ["p2"])


def test_once_closed_it_is_silent_until_one_more_step_is_overdue() -> None:
    story = hearing(in_custody()).wait(2.5)
    name = story.only(R14).alert_id
    story.order(
        "close", 2.6, alert_id=name, role="supervisor", verdict="explained", reason="strike"
    )
    said = len(calls(story))

    assert len(calls(story.wait(6))) == said

    story.hear(in_custody("p2", 7)).wait(9)
    assert (story.only(R14).state, len(calls(story))) == ("open", said + 1)


def test_somebody_who_has_it_in_hand_is_told_each_day_all_the_same() -> None:
    story = hearing(in_custody()).wait(2.5)
    story.order("acknowledge", 2.6, alert_id=story.only(R14).alert_id)

    assert calls(story.wait(3))[-1].decision == "escalated"
    assert story.only(R14).state == "acknowledged"


def test_what_is_for_the_digest_is_not_overdue_and_nothing_is_said_of_nothing() -> None:
    in_a_home = a_death("c1", 0, place_kind="care_home", age=84)
    assert not calls(hearing(in_a_home).wait(60))


def test_in_summer_seven_is_six_in_utc() -> None:
    story = hearing(in_custody(day=40)).wait(44)
    assert calls(story)[0].at.hour == 6


def test_a_restart_between_two_calls_changes_no_byte() -> None:
    one, other = Watch(configuration().context_of), Watch(configuration().context_of)
    case = in_custody()
    origin = Ticked(area=CUMBRIA, time=at(0)).origin
    list(one.apply(CaseFiled(area=CUMBRIA, time=at(0), case=case, whole=True, origin=origin)))
    list(one.apply(Ticked(area=CUMBRIA, time=at(2.5))))
    for name, row in one.changed().items():
        if row is not None:
            other.restore(name, read_row(name.split("|")[0], write_row(row)))
    other.restored()

    assert (said := list(one.apply(Ticked(area=CUMBRIA, time=at(5)))))
    assert list(other.apply(Ticked(area=CUMBRIA, time=at(5)))) == said


def test_of_very_many_it_lists_the_fifty_reports_that_are_longest_overdue() -> None:
    story = hearing(
        *(in_custody(f"p{n}", n / 200, where=metres_north(1000 * n)) for n in range(60))
    ).wait(2.5)

    assert story.only(R14).title.startswith("60 steps of reviews are overdue")
    assert members(story.only(R14)) == [f"p{n}" for n in range(50)]
