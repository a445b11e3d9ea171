"""A silence hides news and counts it; never an ending, a reclassification, a missed deadline."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.alerts.test_duty_orders import a_killing
from tests.core.alerts.test_orders import a_red_alert, an_amber_alert
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live

WHY = {"reason": "a known hot spot, under review"}


def silence(story: Story, day: float, until: float, **fields: Any) -> str:
    decision = story.order("silence", day, **({"until": at(until).isoformat()} | WHY | fields))
    assert decision.decision == "command_done", decision.reason
    return decision.silence_id or ""


def another(number: str, day: float, metres: float = 60, **facts: Any) -> Any:
    return a_death(number, day, where=metres_north(metres), **facts)


def hidden(story: Story, silence_id: str) -> int:
    return story.machine.state.silences[silence_id].hidden


def far_pair(day: float) -> tuple[Any, Any]:
    """Two deaths ten days apart, told on one day, far from all others."""
    first = another("f1", day, 20_000, occurred_from=at(day - 10))
    return first, another("f2", day + 0.1, 20_050)


def test_a_new_alert_that_is_silenced_is_withheld_and_waits_for_nobody() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    name = silence(story, 0, 10, match={"kind": "similar_near_repeat"})

    story.hear(*far_pair(1)).wait(5)

    (told,) = [one for one in story.outcomes if one.alert]
    assert (told.decision.decision, told.decision.reason) == ("withheld", "silenced")
    assert (told.decision.silence_id, told.decision.to) == (name, ())
    assert told.decision.report_ids == ("f1", "f2")
    assert hidden(story, name) == 1
    assert story.unanswered() == []


def test_at_its_end_what_it_hid_is_told_if_it_still_stands() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    silence(story, 0, 10, match={"kind": "similar_near_repeat"})
    story.hear(*far_pair(1)).wait(10)

    last = story.outcomes[-1]
    assert (last.decision.decision, last.decision.reason) == ("told", "first")
    assert last.alert is not None
    assert (last.alert.revision, last.alert.ack_by) == (2, at(10.5))


def test_what_ended_meanwhile_was_told_as_ended_and_not_again() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    silence(story, 0, 10, match={"kind": "similar_near_repeat"})
    story.hear(*far_pair(1)).withdraw("f2", 3).wait(12)

    said = [(one.decision.decision, one.decision.reason) for one in story.outcomes if one.alert]
    assert said == [("withheld", "silenced"), ("resolved", "report_withdrawn")]


def test_its_author_is_told_a_day_before_it_ends() -> None:
    story, alert = an_amber_alert()
    name = silence(story, 31, 41, alert_id=alert)
    story.wait(42)

    warned = story.said("reminded")[-1].decision
    assert (warned.at, warned.to, warned.silence_id) == (at(40), ("ada",), name)
    assert (warned.alert_id, warned.reason) == (alert, "deadline_near")


def test_its_author_is_told_once_that_it_has_hidden_nothing_for_a_week() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    name = silence(story, 0, 13, match={"kind": "similar_near_repeat"})

    (idle,) = [one.decision for one in story.wait(11.9).said("reminded")]
    assert (idle.at, idle.to, idle.silence_id, idle.reason) == (at(7), ("ada",), name, "silenced")


def test_the_week_begins_again_with_what_it_hides() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    silence(story, 0, 13, match={"kind": "similar_near_repeat"})
    story.hear(*far_pair(3))

    assert not story.wait(9).said("reminded")
    assert [one.decision.at for one in story.wait(10.5).said("reminded")] == [at(10.1)]


def test_while_it_is_silenced_nobody_is_called_for_want_of_an_answer() -> None:
    story, alert = an_amber_alert()
    silence(story, 30.1, 40, alert_id=alert)
    assert story.wait(39).unanswered() == []
    assert [one.at for one in story.wait(40).unanswered()] == [at(40)]


def test_lifted_before_its_time_it_tells_what_it_hid_and_is_over() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    name = silence(story, 0, 10, match={"kind": "similar_near_repeat"})
    story.hear(*far_pair(1))

    assert story.order("unsilence", 2, silence_id=name).decision == "command_done"

    assert story.said("told")[0].decision.at == at(2)
    again = story.order("unsilence", 3, silence_id=name)
    assert again.reason == "already_done"
    assert story.order("unsilence", 4, silence_id="none").reason == "no_such_alert"


def test_a_rise_to_red_is_told_though_amber_is_silenced() -> None:
    story, alert = an_amber_alert()
    silence(story, 31, 44, alert_id=alert)

    story.hear(another("d3", 40))

    assert story.only().tier == "red"
    assert story.outcomes[-1].decision.decision == "updated"


def test_a_supervisor_may_hide_a_red_alert_for_a_day() -> None:
    story, alert = a_red_alert()
    name = silence(story, 40, 41, alert_id=alert, role="supervisor")

    story.hear(another("d4", 40.9, occurred_from=at(36)))

    assert story.outcomes[-1].decision.reason == "silenced"
    assert hidden(story, name) == 1
    assert story.wait(41).outcomes[-1].decision.reason == "new_evidence"


def test_a_reclassification_is_told_through_a_silence() -> None:
    story, alert = a_red_alert()
    silence(story, 40.2, 41, alert_id=alert, role="supervisor")
    story.hear(another("d3", 40, 50, version=2, recorded_at=at(40.5), category="homicide"))
    assert story.outcomes[-1].decision.reason == "reclassified"
    assert story.outcomes[-1].decision.decision == "updated"


def test_a_missed_deadline_is_told_through_a_silence_a_near_one_is_hidden() -> None:
    story = a_killing()
    name = silence(story, 0.1, 13, alert_id=story.only().alert_id)
    story.wait(3.1)

    said = [one.decision for one in story.said() if one.decision.reason.startswith("deadline")]
    assert {(one.decision, one.reason) for one in said} == {
        ("reminded", "deadline_missed"),  # of a duty that only the digest tells
        ("escalated", "deadline_missed"),
    }
    assert hidden(story, name) == 2, "reminders at half and at four fifths"


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"until": at(46).isoformat()}, "amber: fourteen days at most"),
        ({"until": at(30).isoformat()}, "it would be over"),
        ({"reason": None}, "it needs a reason"),
        ({"until": None}, "it needs an end"),
        ({"match": {"area": "E23000003"}}, "another force's"),
        ({"match": {}}, "it would hide everything"),
        ({"match": {"kind": "no_such_rule"}}, "no such kind"),
        ({"alert_id": None}, "it names nothing"),
    ],
)
def test_is_refused(fields: dict[str, Any], because: str) -> None:
    story, alert = an_amber_alert()
    given = {"alert_id": alert, "until": at(35).isoformat(), **WHY, **fields}
    decision = story.order("silence", 31, **given)
    assert (decision.decision, decision.reason) == ("command_refused", "not_allowed"), because


@pytest.mark.parametrize(("role", "until"), [("analyst", 40.5), ("supervisor", 41.5)])
def test_a_red_alert_is_hidden_by_nobody_else_and_no_longer(role: str, until: float) -> None:
    story, alert = a_red_alert()
    decision = story.order(
        "silence", 40, alert_id=alert, role=role, until=at(until).isoformat(), **WHY
    )
    assert decision.reason == "not_allowed"


def test_a_silence_of_a_place_hides_only_what_lies_wholly_there() -> None:
    story = Story(**only_live("similar_near_repeat")).wait(0)
    name = silence(story, 0, 10, match={"lsoa": "E01000001"})
    story.hear(
        a_death("a", 1, place_lsoa="E01000001", occurred_from=at(-9)),
        another("b", 1.1, place_lsoa="E01000002"),
    )
    assert hidden(story, name) == 0
    story.hear(
        another("c", 2, 20_000, place_lsoa="E01000001", occurred_from=at(-9)),
        another("d", 2.1, 20_050, place_lsoa="E01000001"),
    )
    assert hidden(story, name) == 1
