"""The handover sheet: who waits, what is watched, which clocks end, what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from streams.catalogue.terms import terms
from streams.clients.handover import Sheet, as_json, sheet
from streams.commands.handover import lines

NOW = datetime(2026, 11, 5, 6, tzinfo=UTC)
AREA = "E23000002"


def alert(name: str, **facts: Any) -> dict[str, Any]:
    return {
        "alert_id": f"{AREA}-{name}", "areas": [AREA], "kind": "similar_near_repeat",
        "tier": "amber", "state": "open", "title": f"Alert {name}", "shadow": False, "duties": [],
        "ack_by": "2026-11-05T09:00:00Z", "assigned_to": None, **facts,
    }  # fmt: skip


def duty(due: str, **facts: Any) -> dict[str, Any]:
    return {"duty": "dhr", "step": "notify_csp", "due_at": due, "state": "open", **facts}


def order(action: str, number: int, **fields: Any) -> dict[str, Any]:
    at = f"2026-11-04T{number:02}:00:00Z"
    return {"command_id": f"c{number}", "action": action, "by": "ada", "at": at, **fields}


def done(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "command_id": f"c{number}", "decision": "command_done", "areas": [AREA],
        "silence_id": None, "alert_id": None, "reason": "command",
        "at": f"2026-11-04T{number:02}:00:00Z", **fields,
    }  # fmt: skip


def decided(name: str, hour: int, decision: str, reason: str) -> dict[str, Any]:
    return {
        "command_id": None, "decision": decision, "reason": reason, "areas": [AREA],
        "alert_id": f"{AREA}-{name}", "at": f"2026-11-04T{hour:02}:30:00Z", "silence_id": None,
    }  # fmt: skip


ALERTS = [
    alert("A"),
    alert("B", state="acknowledged", ack_by=None, assigned_to="bo"),
    alert("C", state="closed", duties=[duty("2026-11-04T23:59:59Z"), duty("2026-11-06T12:00:00Z")]),
    alert("D", duties=[duty("2026-11-20T12:00:00Z"), duty("2026-11-05T12:00:00Z", state="done")]),
    alert("E", kind="feed_silent", title="No reports for 12 hours from //x"),
    alert("F", areas=["E23000001"]),
    alert("G", shadow=True),
    alert("H", tier="info", ack_by=None),
    alert(
        "I",
        kind="body_release_risk",
        tier="red",
        ack_by=None,
        why="The body of a death near X is to be released at noon.",
    ),
]
ORDERS = [
    order("take_over", 1, note="the lab is closed"),
    order("watch", 2, alert_id=f"{AREA}-B", until="2026-11-07T08:00:00Z"),
    order("silence", 3, match={"kind": "drug_spike", "area": AREA}, until="2026-11-06T08:00:00Z",
          reason="test records"),
    order("silence", 4, match={"alert_id": "x"}, until="2026-11-06T08:00:00Z"),
    order("unsilence", 5, silence_id="s4"),
    order("silence", 6, match={"alert_id": "y"}, until="2026-11-06T08:00:00Z"),
]  # fmt: skip
DECISIONS = [
    done(1), done(2), done(3, silence_id="s3"), done(4, silence_id="s4"), done(5),
    {**done(6), "decision": "command_refused"},
    decided("A", 3, "updated", "new_member"), decided("A", 2, "told", "first"),
    decided("A", 4, "updated", "new_evidence"), decided("A", 5, "updated", "reclassified"),
    decided("B", 0, "told", "first"), decided("B", 6, "escalated", "unacknowledged"),
    decided("C", 7, "escalated", "deadline_missed"), decided("C", 8, "closed", "command"),
    decided("F", 3, "told", "first"), decided("H", 3, "told", "first"),
    decided("I", 9, "withheld", "silenced"),
]  # fmt: skip


def the_sheet() -> Sheet:
    return sheet(AREA, NOW, ALERTS, ORDERS, DECISIONS)


def test_everything_that_is_left_stands_in_its_place_and_nothing_else() -> None:
    found = as_json(the_sheet())

    assert found["unanswered"] == [f"{AREA}-A", f"{AREA}-D"]
    assert found["in_hand"] == [f"{AREA}-B"]
    assert [(one["name"], one["until"]) for one in found["watched"]] == [
        (f"{AREA}-B", "2026-11-07T08:00:00Z")
    ]
    assert [one["due_at"] for one in found["overdue"]] == ["2026-11-04T23:59:59Z"]
    assert [one["due_at"] for one in found["due_soon"]] == ["2026-11-06T12:00:00Z"]
    assert [(one["name"], one["about"]) for one in found["silences"]] == [("s3", "drug spike")]
    assert found["silent"] == [f"{AREA}-E"]
    assert found["releases"] == [f"{AREA}-I"]
    assert found["shift"] == {
        "by": "ada", "at": "2026-11-04T01:00:00Z", "note": "the lab is closed",
    }  # fmt: skip


def test_what_changed_since_the_shift_was_taken_over_is_a_line_for_each_alert() -> None:
    found = as_json(the_sheet())

    assert found["since"] == "2026-11-04T01:00:00Z"
    assert [(one["alert_id"], one["what"]) for one in found["changed"]] == [
        (f"{AREA}-A", ("new", "stronger")),
        (f"{AREA}-B", ("passed on, unanswered",)),
        (f"{AREA}-C", ("deadline missed", "closed")),
    ]


def test_another_begin_of_the_shift_can_be_named_and_is_else_twelve_hours_back() -> None:
    at_eight = datetime(2026, 11, 4, 8, tzinfo=UTC)
    late = sheet(AREA, NOW, ALERTS, ORDERS, DECISIONS, at_eight)
    assert [(one.alert_id, one.what) for one in late.changed] == [(f"{AREA}-C", ("closed",))]

    assert sheet(AREA, NOW, [], [], []).since == datetime(2026, 11, 4, 18, tzinfo=UTC)


def test_people_read_words_and_local_times() -> None:
    said = list(lines(the_sheet(), terms()))

    assert said[0] == "Handover of E23000002, Thu 5 Nov 2026, 06:00 GMT"
    assert said[1] == "The shift is ada's since Wed 4 Nov 2026, 01:00 GMT: the lab is closed"
    assert (
        "  Wed 4 Nov 2026, 23:59 GMT  Police tell the CSP in writing (Domestic homicide review)"
        "  E23000002-C" in said
    )
    assert "  Fri 6 Nov 2026, 08:00 GMT  drug spike, ada: test records  s3" in said
    assert "  ◆ RED The body of a death near X is to be released at noon.  E23000002-I" in said
    assert "Changed since Wed 4 Nov 2026, 01:00 GMT:" in said
    assert "  ▲ AMBER Alert C: deadline missed, closed  E23000002-C" in said
    assert said[-1] == "  No reports for 12 hours from //x  E23000002-E"


def test_where_nothing_is_left_each_part_says_so() -> None:
    said = list(lines(sheet(AREA, NOW, [], [], []), terms()))
    assert said.count("  none") == 9
