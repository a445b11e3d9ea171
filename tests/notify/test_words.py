"""What a person reads first: one sentence that says what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from schemas.decisions import DecisionKind
from streams.core.alerts.published.titles import local
from streams.notify import words
from streams.notify.inputs.records import SILENCE_AUTHOR
from tests.notify.tellings import ALERT, T0, body, told

OF_A_SILENCE = told(decision="reminded", reason="deadline_near", silence_id="S1")


def first_sentence(one, alert=None) -> str:
    return words.content(one, alert, "Newham", "https://tocsin.example/", None).sentences[0]


@pytest.mark.parametrize("alert", [body(), None], ids=["of one alert", "of all of a kind"])
def test_the_author_of_a_silence_reads_what_becomes_of_it(alert):
    idle = replace(OF_A_SILENCE, reason="silenced", to=(SILENCE_AUTHOR,))

    assert first_sentence(OF_A_SILENCE, alert) == (
        "Silence S1 ends soon; what it hides is told again after that."
    )
    assert first_sentence(idle, alert) == (
        "Silence S1 has hidden nothing lately; lift it if it is not needed."
    )


@pytest.mark.parametrize(
    ("decision", "reason", "said"),
    [
        ("reminded", "deadline_near", "A deadline is near."),
        ("reminded", "deadline_missed", "A deadline was missed."),
        ("reminded", "unacknowledged", "This alert waits for you."),
        ("escalated", "deadline_missed", "A deadline was missed."),
        ("escalated", "unacknowledged", "Nobody has answered this alert."),
        ("updated", "new_evidence", "There is news of this alert."),
        ("resolved", "below_line", "Nothing supports this alert any more."),
    ],
)
def test_each_decision_is_said_in_words(decision, reason, said):
    assert first_sentence(told(decision=decision, reason=reason), body()) == said


def test_what_can_no_longer_be_read_says_so_and_names_the_alert():
    content = words.content(told(), None, "Newham", "https://tocsin.example/", None)

    assert content.line == f"Alert {ALERT}, Newham. New alert. It can no longer be read."


def test_an_alert_that_has_ended_asks_for_no_answer():
    ended = words.content(
        told(decision="closed", reason="command"), body(state="closed"), "Newham", "", None
    )
    asked = words.content(told(), body(), "Newham", "", None)

    assert ended.line.endswith("This alert was closed.")
    assert asked.line.endswith(f"Answer by {local(body().ack_by)}.")
    assert (ended.status, ended.ends_at, ended.answer_by) == ("resolved", T0, None)


def test_every_decision_that_has_roles_has_words():
    to_nobody = {"withheld", "command_done", "command_refused"}
    assert set(get_args(DecisionKind)) - to_nobody == set(words.BY_DECISION)
