"""Commands of analysts: each is answered once, done or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.case import Person
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live

DONE = ("command_done", "command")
REFUSED = ("command_refused", "not_allowed")
PARTNER = (Person("x" * 8, "suspect"), Person("x" * 8, "partner"))


def an_amber_alert() -> tuple[Story, str]:
    story = Story(**only_live("similar_near_repeat"))
    story.hear(a_death("d1", 0), a_death("d2", 30, where=metres_north(100)))
    return story, story.only().alert_id


def a_red_alert() -> tuple[Story, str]:
    story, name = an_amber_alert()
    return story.hear(a_death("d3", 40, where=metres_north(50))), name


def answer(story: Story, action: str, name: str | None, **fields: Any) -> tuple[str, str]:
    decision = story.order(action, 50, alert_id=name, **fields)
    return decision.decision, decision.reason


def test_who_acknowledges_has_the_alert_and_its_clock_stops() -> None:
    story, name = an_amber_alert()

    assert answer(story, "acknowledge", name) == ("command_done", "command")
    alert = story.only()
    assert (alert.state, alert.assigned_to, alert.ack_by) == ("acknowledged", "ada", None)


def test_an_alert_is_assigned_to_somebody() -> None:
    story, name = an_amber_alert()

    assert answer(story, "assign", name, to="grace") == ("command_done", "command")
    assert story.only().assigned_to == "grace"


def test_released_it_is_open_again() -> None:
    story, name = an_amber_alert()
    answer(story, "acknowledge", name)

    assert answer(story, "release", name, command_id="c2") == ("command_done", "command")
    assert (story.only().state, story.only().assigned_to) == ("open", None)


def test_closed_with_a_verdict_and_a_reason_it_is_closed() -> None:
    story, name = an_amber_alert()

    done = answer(story, "close", name, verdict="explained", reason="one household")

    assert done == ("command_done", "command")
    assert (story.only().state, story.only().verdict) == ("closed", "explained")


def test_a_red_alert_is_closed_by_a_supervisor() -> None:
    story, name = a_red_alert()
    why = {"verdict": "explained", "reason": "known place"}

    assert answer(story, "close", name, **why) == ("command_refused", "not_allowed")
    done = answer(story, "close", name, role="supervisor", command_id="c2", **why)
    assert done == ("command_done", "command")


@pytest.mark.parametrize(
    ("action", "fields", "reason", "because"),
    [
        ("close", {"verdict": "explained"}, "not_allowed", "closing needs a reason"),
        ("close", {"reason": "none"}, "not_allowed", "closing needs a verdict"),
        ("assign", {}, "not_allowed", "assigning needs a name"),
        ("acknowledge", {"role": "viewer"}, "not_allowed", "a viewer views"),
        ("release", {}, "already_done", "nobody has it"),
        ("reopen", {"reason": "news"}, "already_done", "it is open"),
        ("complete", {"duty": "dhr", "step": "decide"}, "already_done", "it has no duties"),
        ("acknowledge", {"alert_id": "E23000002-NONE"}, "no_such_alert", "there is none"),
    ],
)
def test_is_refused(action: str, fields: dict[str, Any], reason: str, because: str) -> None:
    story, name = an_amber_alert()
    given = {"name": name, **fields}
    given["name"] = given.pop("alert_id", name)

    assert answer(story, action, **given) == ("command_refused", reason), because
    assert story.only().revision == 1


def test_a_command_is_answered_once() -> None:
    story, name = an_amber_alert()
    answer(story, "acknowledge", name, command_id="c1")
    before = len(story.outcomes)

    story.order("assign", 51, command_id="c1", alert_id=name, to="grace")

    assert len(story.outcomes) == before


def test_a_command_is_remembered_for_thirty_days() -> None:
    story, name = an_amber_alert()
    story.order("assign", 50, command_id="c1", alert_id=name, to="grace")
    story.order("assign", 81, command_id="c2", alert_id=name, to="ada")

    assert "c1" not in story.machine.state.commands


def test_new_evidence_opens_a_closed_alert_again() -> None:
    story, name = an_amber_alert()
    answer(story, "close", name, verdict="explained", reason="household")

    story.hear(a_death("d3", 60, where=metres_north(50)))

    assert (story.only().state, story.only().verdict) == ("open", None)


def test_explain_says_what_became_of_a_report() -> None:
    story, name = an_amber_alert()

    decision = story.order("explain", 50, report_id="d2", area="E23000002")

    trace = decision.trace
    assert trace is not None
    assert (trace.received_at, trace.used, trace.alert_ids) == (at(30), "whole", (name,))


def test_explain_says_that_a_report_never_came() -> None:
    story, _ = an_amber_alert()
    decision = story.order("explain", 50, report_id="d9", area="E23000002")
    assert (decision.decision, decision.reason) == ("command_refused", "no_such_report")


def a_killing(source: str, day: float, metres: float) -> Any:
    return a_death(
        "12345", day, source=source, category="homicide", people=PARTNER,
        where=metres_north(metres), sex="F", age=30,
    )  # fmt: skip


def test_of_two_reports_with_one_number_the_first_arrival_is_meant_unless_its_sender_is_named() -> (
    None
):
    story = Story(**only_live("review_due"))
    story.hear(a_killing("//z/records", 0, 0), a_killing("//a/records", 1, 9000))
    first, second = (alert.alert_id for alert in story.alerts())

    by_number = {"report_id": "12345", "area": "E23000002", "duty": "dhr", "step": "notify_csp"}
    one = story.order("complete", 2, **by_number)
    other = story.order("complete", 3, source="//a/records", **by_number)

    assert (one.alert_id, other.alert_id) == (first, second)


def test_a_completed_step_starts_what_waits_for_it() -> None:
    story = Story(**only_live("review_due")).hear(a_killing("//a/records", 0, 0))
    name = story.only().alert_id

    story.order("complete", 1, alert_id=name, duty="dhr", step="notify_csp")

    states = {line.step: line.state for line in story.only().duties if line.duty == "dhr"}
    assert states == {
        "notify_csp": "done", "decide": "open", "report": "waiting",
        "send_commissioner": "waiting",
    }  # fmt: skip


def test_a_comment_is_answered_and_makes_no_revision() -> None:
    story, name = an_amber_alert()
    assert answer(story, "comment", name, text="spoke to the coroner") == DONE
    assert answer(story, "comment", name, command_id="c2") == ("command_refused", "not_allowed")
    assert story.only().revision == 1


def test_the_shift_is_taken_over_once() -> None:
    story, _ = an_amber_alert()
    first = story.order("take_over", 50, area="E23000002")
    again = story.order("take_over", 51, area="E23000002")
    other = story.order("take_over", 52, area="E23000002", by="grace", note="quiet night")
    assert [one.reason for one in (first, again, other)] == ["command", "already_done", "command"]


def test_a_lesson_needs_tags_and_words_and_is_recorded_once() -> None:
    story, name = an_amber_alert()
    lesson = {"tags": ["handover"], "text": "the second report lay unread for a day"}
    assert answer(story, "add_lesson", name, tags=["handover"]) == REFUSED
    assert answer(story, "add_lesson", name, command_id="c2", **lesson) == DONE
    again = answer(story, "add_lesson", name, command_id="c3", **lesson)
    assert again == ("command_refused", "already_done")


def test_of_two_who_close_at_once_the_first_in_the_log_is_heard() -> None:
    story, name = an_amber_alert()
    one = answer(story, "close", name, verdict="explained", reason="household")
    other = answer(
        story, "close", name, command_id="c2", by="grace", verdict="linked_series", reason="same"
    )
    assert (one, other) == (DONE, ("command_refused", "already_done"))
    assert story.only().verdict == "explained"


def test_a_viewer_may_ask_and_do_nothing_else() -> None:
    story, name = an_amber_alert()
    for action in ("take_over", "comment", "silence", "add_lesson", "split", "open_duty"):
        assert answer(story, action, name, role="viewer") == REFUSED
    asked = story.order("explain", 50, role="viewer", report_id="d2", area="E23000002")
    assert asked.decision == "command_done"


def test_what_a_person_did_is_decided_in_their_name() -> None:
    story, name = an_amber_alert()
    answer(story, "acknowledge", name, by="grace")
    assert [one.decision.by for one in story.outcomes[-2:]] == ["grace", "grace"]


def test_explain_names_the_strongest_finding_its_line_and_what_is_missing() -> None:
    story, _ = an_amber_alert()
    trace = story.order("explain", 50, report_id="d2", area="E23000002").trace
    assert trace is not None
    assert trace.best is not None
    assert trace.best.kind == "similar_near_repeat"
    assert (trace.compared, trace.version, trace.areas) == (1, 1, ("E23000002",))
    assert [one.field for one in trace.missing] == ["method", "people"]
