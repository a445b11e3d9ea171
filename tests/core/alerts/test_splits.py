"""A case that a person takes out of an alert never comes back into it; the rest is scored again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.alerts.test_orders import PARTNER
from tests.core.people_and_places import (
    Story,
    a_death,
    at,
    members,
    metres_north,
    only_live,
)

WHY = {"reason": "another household, another cause"}


def three() -> tuple[Story, str]:
    story = Story(**only_live("similar_near_repeat"))
    for number, metres in enumerate((0, 40, 80)):
        story.hear(a_death(f"d{number}", 10 * number, where=metres_north(metres)))
    assert story.only().tier == "red"
    return story, story.only().alert_id


def test_who_leaves_is_out_and_the_rest_is_scored_again() -> None:
    story, name = three()

    done = story.order("split", 30, alert_id=name, report_ids=["d1"], **WHY)

    assert (done.decision, done.reason) == ("command_done", "command")
    alert = story.only()
    assert (members(alert), alert.tier, alert.revision) == (["d0", "d2"], "amber", done.revision)
    assert alert.measures.observed == 2


def test_it_never_comes_back_whatever_it_becomes() -> None:
    story, name = three()
    story.order("split", 30, alert_id=name, report_ids=["d1"], **WHY)

    story.hear(a_death("d1", 31, version=2, where=metres_north(40), occurred_from=at(10)))
    story.hear(a_death("d3", 40, where=metres_north(60)))

    (kept,) = [alert for alert in story.open_alerts() if alert.alert_id == name]
    assert members(kept) == ["d0", "d2", "d3"]
    other = [members(alert) for alert in story.open_alerts() if alert.alert_id != name]
    assert other in ([], [["d1", "d3"]]), "a newcomer may be tied to both"


def test_when_nothing_supports_the_rest_the_alert_ends() -> None:
    story, name = three()
    story.order("split", 30, alert_id=name, report_ids=["d1", "d2"], **WHY)

    by_id = {alert.alert_id: alert for alert in story.alerts()}
    assert (by_id[name].state, members(by_id[name])) == ("resolved", ["d0"])
    (other,) = story.open_alerts()
    assert members(other) == ["d1", "d2"], "those who left together are a pair of their own"


def test_a_report_of_another_killing_takes_its_duties_with_it() -> None:
    story = Story(**only_live("review_due"))
    for number in ("k1", "k2"):
        killing: dict[str, Any] = {"category": "homicide", "people": PARTNER, "incident": "one"}
        story.hear(a_death(number, 0 if number == "k1" else 0.1, sex="F", age=30, **killing))
    one = story.only()
    assert members(one) == ["k1", "k2"]

    story.order("split", 1, alert_id=one.alert_id, report_ids=["k2"], **WHY)

    first, second = story.alerts()
    assert (members(first), members(second)) == (["k1"], ["k2"])
    assert {line.duty for line in second.duties} >= {"dhr", "lessons"}
    assert {line.duty for line in second.duties} == {line.duty for line in first.duties}
    assert second.duties[0].aware_at == at(0.1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"report_ids": ["d1"], "reason": None}, "not_allowed"),
        ({"report_ids": []}, "not_allowed"),
        ({"report_ids": ["d0", "d1", "d2"]}, "not_allowed"),
        ({"report_ids": ["d9"]}, "no_such_report"),
    ],
)
def test_is_refused(fields: dict[str, Any], reason: str) -> None:
    story, name = three()
    decision = story.order("split", 30, alert_id=name, **(WHY | fields))
    assert (decision.decision, decision.reason) == ("command_refused", reason)
    assert len(members(story.only())) == 3
