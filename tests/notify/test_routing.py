"""What is still to be told of a decision."""

from __future__ import annotations

import pytest

from streams.notify.inputs.records import SILENCE_AUTHOR
from tests.notify.tellings import body, outcomes, routing, told

DI = {"roles": ["DI"], "channels": ["mail"]}
DA = {"roles": ["DA"], "channels": ["desk", "mail"]}


def left(decision, alert, kept, **changes):
    found = routing(**changes).messages(decision, alert, kept)
    return [(one.role, one.channel, one.instead_of) for one in found]


def test_every_channel_of_every_role_is_told():
    assert left(told(), body(), outcomes()) == [("DA", "desk", None), ("DA", "mail", None)]


def test_a_series_of_two_areas_is_told_to_the_role_in_both():
    ours = {"roles": ["DA"], "areas": ["E23000001"], "channels": ["desk"]}
    theirs = {"roles": ["DA"], "areas": ["E23000032"], "channels": ["mail"]}

    both = left(told(others=("E23000032",)), body(), outcomes(), route=[ours, theirs])
    assert both == [("DA", "desk", None), ("DA", "mail", None)]
    assert left(told(), body(), outcomes(), route=[ours, theirs]) == [("DA", "desk", None)]


def test_what_ended_is_not_told_again():
    assert left(told(), body(), outcomes(("DA", "desk", "delivered"))) == [("DA", "mail", None)]


def test_a_withheld_decision_has_no_roles_and_goes_nowhere():
    assert left(told(to=(), decision="withheld", reason="silenced"), body(), outcomes()) == []


def test_the_next_role_is_told_when_every_channel_was_given_up():
    kept = outcomes(("DA", "desk", "given_up"), ("DA", "mail", "given_up"))

    assert left(told(), body(), kept, route=[DA, DI]) == [("DI", "mail", "DA")]


def test_one_channel_that_arrived_is_enough():
    kept = outcomes(("DA", "desk", "given_up"), ("DA", "mail", "delivered"))

    assert left(told(), body(), kept, route=[DA, DI]) == []


def test_the_chain_ends():
    kept = outcomes(*[(role, "none", "given_up") for role in ("DA", "DI", "CRIME")])

    assert (
        left(told(), body(tier="red"), kept, route=[{"roles": ["RO"], "channels": ["mail"]}]) == []
    )


def test_a_role_that_nobody_can_reach_is_given_up_openly():
    assert left(told(to=("RO",)), body(), outcomes()) == [("RO", "none", None)]


def test_information_waits_for_the_digest():
    assert left(told(), body(tier="info"), outcomes()) == []


def test_a_missed_deadline_waits_for_nothing():
    missed = told(decision="escalated", reason="deadline_missed", to=("DA",))

    assert left(missed, body(tier="info"), outcomes())[0] == ("DA", "desk", None)


def test_the_end_of_what_sank_to_information_is_told_to_those_who_had_heard_of_it():
    kept = outcomes(("DA", "desk", "delivered"), ("DA", "mail", "given_up"))
    end = told(2, decision="resolved", revision=2)

    assert left(end, body(tier="info", state="resolved"), kept) == [("DA", "desk", None)]


@pytest.mark.parametrize(
    ("route", "because"),
    [
        ({"areas": ["E23000002"]}, "it is about another area"),
        ({"families": ["surge"]}, "it is about another family"),
        ({"tiers": ["red"]}, "it is about red alerts"),
    ],
)
def test_a_route_that_does_not_fit_is_not_used(route, because):
    found = left(told(), body(), outcomes(), route=[DA | route])

    assert found == [("DA", "none", None)], because


def test_a_user_is_told_as_author_of_a_silence_and_nobody_stands_in():
    reminder = told(to=(SILENCE_AUTHOR,), decision="reminded", silence_id="S", alert_id=None)
    kept = outcomes((SILENCE_AUTHOR, "none", "given_up"))

    assert left(reminder, None, outcomes()) == [(SILENCE_AUTHOR, "none", None)]
    assert left(reminder, None, kept, route=[DI]) == []


def test_an_end_is_told_as_resolved():
    end = told(decision="closed", reason="command", revision=2)
    first, _ = routing().messages(end, body(state="closed", revision=2), outcomes())

    assert first.content.status == "resolved"
    assert first.content.answer_by is None
