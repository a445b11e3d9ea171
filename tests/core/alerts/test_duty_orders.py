"""What people do to duties: each order is answered, none loses a clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.alerts import AlertDuty
from streams.core.case import Person
from tests.core.people_and_places import Story, a_death, at, only_live

PARTNER = (Person("x" * 8, "suspect"), Person("x" * 8, "partner"))


def a_killing() -> Story:
    story = Story(**only_live("review_due"))
    return story.hear(a_death("k1", 0, category="homicide", people=PARTNER, sex="F", age=30))


def duties(story: Story) -> list[str]:
    return list(dict.fromkeys(line.duty for line in story.only().duties))


def line(story: Story, duty: str, step: str) -> AlertDuty:
    return next(x for x in story.only().duties if (x.duty, x.step) == (duty, step))


def order(story: Story, action: str, day: float = 1, **fields: Any) -> tuple[str, str]:
    decision = story.order(action, day, alert_id=story.only().alert_id, **fields)
    return decision.decision, decision.reason


def until(day: float) -> str:
    return at(day).isoformat()


DONE = ("command_done", "command")


def test_a_paused_clock_ends_that_much_later_and_runs_on_by_itself() -> None:
    story = a_killing()

    assert order(story, "pause", 1, duty="lessons", until=until(5), reason="charged today") == DONE
    assert line(story, "lessons", "debrief").state == "paused"
    assert line(story, "lessons", "debrief").due_at == at(7)

    story.wait(5)
    assert line(story, "lessons", "debrief").state == "open"


def test_a_paused_clock_is_not_called_missed_before_its_new_end() -> None:
    story = a_killing()
    order(story, "pause", 1, duty="lessons", until=until(5), reason="charged today")
    order(story, "complete", 2, duty="dhr", step="notify_csp")
    for duty in duties(story):
        if duty != "lessons":
            fields = {"duty": duty, "command_id": duty, "outcome": "not_required"}
            order(story, "decide_duty", 2, reason="no", **fields)

    story.wait(6.9)
    assert not [x for x in story.said("escalated") if x.decision.reason == "deadline_missed"]
    story.wait(7.1)
    assert [x for x in story.said("escalated") if x.decision.reason == "deadline_missed"]


def test_an_extended_clock_ends_when_the_order_says() -> None:
    story = a_killing()
    assert order(story, "extend", duty="lessons", until=until(40), reason="trial") == DONE
    assert line(story, "lessons", "note").due_at == at(40)
    assert line(story, "lessons", "note").state == "extended"


def test_not_required_ends_a_duty_and_the_last_one_ends_the_alert() -> None:
    story = a_killing()

    no = {"outcome": "not_required", "reason": "a stranger"}
    *others, last = duties(story)
    for duty in others:
        assert order(story, "decide_duty", 1, duty=duty, command_id=duty, **no) == DONE
    assert story.only().state == "open"
    assert order(story, "decide_duty", 2, duty=last, **no) == DONE

    assert story.only().state == "resolved"
    assert story.said("resolved")[0].decision.reason == "command"


def test_undecided_is_noted_and_the_clock_runs_on() -> None:
    story = a_killing()
    before = story.only()

    done = order(story, "decide_duty", duty="dhr", outcome="undecided", reason="facts awaited")

    assert done == DONE
    assert story.only() == before


def test_each_clock_that_ran_out_is_told_once_to_the_head_of_crime_too() -> None:
    story = a_killing().wait(60)

    missed = [x.decision for x in story.said("escalated") if x.decision.reason == "deadline_missed"]
    days = [(one.at - at(0)).days for one in missed]
    assert days == [3, 7, 14, 28], "clocks that end together are told together"
    assert all("CRIME" in one.to for one in missed)


def test_closing_the_alert_ends_no_duty() -> None:
    story = a_killing()
    order(story, "close", 1, verdict="explained", reason="known", role="supervisor")

    story.wait(4)

    assert [x for x in story.said("escalated") if x.decision.reason == "deadline_missed"]


def test_a_step_that_is_done_is_called_out_no_more() -> None:
    story = a_killing().wait(5)
    for duty in duties(story):
        no = {"duty": duty, "outcome": "not_required", "reason": "joined to another"}
        order(story, "decide_duty", 5, command_id=duty, **no)
    before = len(story.outcomes)

    story.wait(60)

    assert len(story.outcomes) == before


@pytest.mark.parametrize(
    ("action", "fields", "reason"),
    [
        ("pause", {"duty": "lessons", "until": until(5)}, "not_allowed"),
        ("pause", {"duty": "lessons", "until": until(0), "reason": "r"}, "not_allowed"),
        ("pause", {"duty": "cdr", "until": until(5), "reason": "r"}, "already_done"),
        ("extend", {"duty": "lessons", "reason": "r"}, "not_allowed"),
        ("decide_duty", {"duty": "dhr", "outcome": "required"}, "not_allowed"),
        ("decide_duty", {"duty": "cdr", "outcome": "required", "reason": "r"}, "not_allowed"),
        ("decide_duty", {"duty": "dhr", "outcome": "required", "reason": "r"}, "already_done"),
    ],
)
def test_is_refused(action: str, fields: dict[str, Any], reason: str) -> None:
    story = a_killing()
    assert order(story, action, **fields) == ("command_refused", reason)
    assert story.only().revision == 1


PFD = {"duty": "pfd_reply", "aware_at": "2026-11-09T10:00:00Z", "reason": "from the coroner"}
SENT = {"external": {"pfd_sent": "2026-11-05"}}
NOVEMBER = (datetime(2026, 11, 10, 12, tzinfo=UTC) - at(0)).days


def a_quiet_area() -> Story:
    return Story(**only_live("review_due")).wait(0)


def test_a_coroners_report_opens_its_reply_though_no_report_carries_it() -> None:
    story = a_quiet_area()

    decision = story.order("open_duty", NOVEMBER, area="E23000002", **PFD, **SENT)

    assert (decision.decision, decision.alert_id) == ("command_done", story.only().alert_id)
    assert line(story, "pfd_reply", "reply").due_at == datetime(
        2026, 12, 31, 23, 59, 59, tzinfo=UTC
    )
    assert story.said("told")[0].decision.by == "ada"
    story.wait(NOVEMBER + 60)
    assert [x for x in story.said("escalated") if x.decision.reason == "deadline_missed"]


def test_a_fact_from_outside_starts_the_clock_that_waited_for_it() -> None:
    story = a_quiet_area()
    story.order("open_duty", NOVEMBER, area="E23000002", **PFD)
    assert line(story, "pfd_reply", "reply").state == "waiting"

    assert order(story, "open_duty", NOVEMBER + 1, **PFD, **SENT) == DONE
    assert line(story, "pfd_reply", "reply").state == "open"


def test_a_duty_opened_for_a_report_joins_the_alert_that_holds_its_duties() -> None:
    story = a_quiet_area()
    story.hear(a_death("k1", 0, category="homicide", people=PARTNER, sex="F", age=30))

    fields = {**PFD, "aware_at": until(1), "report_ids": ["k1"]}
    story.order("open_duty", 2, area="E23000002", **fields, **SENT)

    assert line(story, "pfd_reply", "reply").state == "open"
    story.hear(a_death("k1", 3, version=2, category="homicide", people=PARTNER, sex="F", age=31))
    assert line(story, "pfd_reply", "reply").state == "open"


def test_a_duty_for_a_report_that_never_came_is_refused() -> None:
    story = a_quiet_area()
    decision = story.order(
        "open_duty", NOVEMBER, area="E23000002", report_ids=["gone"], **PFD, **SENT
    )
    assert (decision.decision, decision.reason) == ("command_refused", "no_such_report")


def test_a_regime_that_is_not_in_force_cannot_be_opened() -> None:
    story = a_quiet_area()
    fields = {**PFD, "duty": "dardr"}
    decision = story.order("open_duty", NOVEMBER, area="E23000002", **fields, **SENT)
    assert decision.reason == "not_allowed"


def test_a_duty_opened_on_a_series_gets_an_alert_of_its_own() -> None:
    story = Story(**only_live("review_due", "similar_near_repeat")).hear(a_death("d1", 0))
    story.hear(a_death("d2", 30))
    series = story.only()

    fields = {"duty": "lessons", "aware_at": until(30), "reason": "the chief asks for one"}
    done = story.order("open_duty", 31, alert_id=series.alert_id, **fields)

    assert done.alert_id != series.alert_id
    assert story.only("review_due").state == "open"
    assert story.only("similar_near_repeat").duties == ()


def test_a_report_that_comes_back_does_not_push_out_another_that_took_over_its_alert() -> None:
    killing: dict[str, Any] = {"category": "homicide", "sex": "F", "age": 30}
    story = Story(**only_live("review_due"))
    story.hear(a_death("k1", 0, incident="one", **killing))
    story.hear(a_death("k2", 0.1, incident="one", **killing))
    story.withdraw("k1", 1)
    story.hear(a_death("k1", 2, version=2, incident="another", occurred_from=at(2), **killing))

    held = {tuple(one.report_id for one in alert.evidence): alert for alert in story.open_alerts()}
    assert held.keys() == {("k1",), ("k2",)}
    assert all({"lessons"} < {line.duty for line in one.duties} for one in held.values())
