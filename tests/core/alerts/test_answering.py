"""An alert that nobody answers goes up the line; an answer, a verdict or an end stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.alerts.test_orders import a_red_alert, an_amber_alert
from tests.core.people_and_places import at

HOUR = timedelta(hours=1)


def test_a_red_alert_goes_to_the_next_role_each_hour_whatever_the_hour() -> None:
    story, _ = a_red_alert()
    story.wait(41)

    assert [(one.at, one.to) for one in story.unanswered(40)] == [
        (at(40) + HOUR, ("DI",)),
        (at(40) + 2 * HOUR, ("CRIME",)),
    ], "DDI was told at first and is passed over"


def test_an_amber_alert_waits_out_the_night() -> None:
    story, _ = an_amber_alert()  # Raised at noon GMT on 1 April, 13:00 by the clock there.
    story.wait(40)

    (one,) = story.unanswered()
    assert (one.at, one.to) == (at(31) - 6 * HOUR, ("DI",))


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("acknowledge", {}),
        ("watch", {"until": at(60).isoformat()}),
        ("close", {"verdict": "explained", "reason": "known", "role": "supervisor"}),
    ],
)
def test_an_answer_stops_it(action: str, fields: dict[str, str]) -> None:
    story, name = a_red_alert()
    story.order(action, 40.01, alert_id=name, **fields)
    assert story.wait(50).unanswered(40) == []


def test_when_everything_it_rests_on_is_taken_back_nobody_is_called() -> None:
    story, _ = an_amber_alert()
    story.withdraw("d2", 30.1)
    assert story.wait(50).unanswered() == []


def test_released_it_waits_for_an_answer_anew() -> None:
    story, name = a_red_alert()
    story.order("acknowledge", 40.01, alert_id=name)
    story.order("release", 41, alert_id=name)

    assert [one.at for one in story.wait(50).unanswered(40)] == [at(41) + HOUR, at(41) + 2 * HOUR]


def test_a_watch_ends_by_itself_and_the_alert_waits_again() -> None:
    story, name = an_amber_alert()
    assert story.order("watch", 31, alert_id=name, until=at(40).isoformat()).reason == "command"
    assert (story.only().state, story.only().assigned_to) == ("acknowledged", "ada")

    story.wait(40)

    assert story.only().state == "open"
    assert story.said("reminded")[-1].decision.reason == "unacknowledged"
    assert story.only().ack_by == at(40.5)


def test_a_watch_that_ends_in_the_past_is_refused() -> None:
    story, name = an_amber_alert()
    decision = story.order("watch", 31, alert_id=name, until=at(30).isoformat())
    assert decision.reason == "not_allowed"
