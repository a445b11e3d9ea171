"""The table of an alert's life: every move from every state is known, and people come first."""

from __future__ import annotations

from typing import get_args

import pytest

from schemas.alerts import State
from streams.core.alerts.life import MOVES, STATES, Move, Refused, after, moved
from streams.core.alerts.row import AlertRow
from tests.core.people_and_places import at

BY_ITSELF = ("watch_over", "quiet_news", "loud_news", "support_gone", "merge")


def an_alert(state: State = "open") -> AlertRow:
    return AlertRow(
        alert_id="a", klass="cluster", kind="same_address", family="linked_series", tier="amber",
        state=state, revision=1, order=1, members=("d1", "d2"), raised_at=at(0), updated_at=at(0),
        ack_by=at(0.5) if state == "open" else None,
        verdict="explained" if state == "closed" else None,
    )  # fmt: skip


def test_every_move_has_a_row_and_every_state_a_column() -> None:
    assert set(MOVES) == set(get_args(Move))
    assert set(get_args(State)) == set(STATES)


@pytest.mark.parametrize("move", BY_ITSELF)
@pytest.mark.parametrize("state", STATES)
def test_what_happens_by_itself_is_never_refused(move: Move, state: State) -> None:
    assert after(an_alert(state), move) in STATES


def test_what_a_person_closed_is_not_resolved_behind_their_back() -> None:
    assert after(an_alert("closed"), "support_gone") == "closed"


def test_loud_news_opens_a_closed_alert_and_takes_its_verdict_back() -> None:
    again = moved(an_alert("closed"), "loud_news", at(9))
    assert (again.state, again.verdict, again.ack_by) == ("open", None, at(9))


def test_quiet_news_leaves_an_alert_that_somebody_has_with_them() -> None:
    assert moved(an_alert("acknowledged"), "quiet_news", at(9)).ack_by is None


def test_quiet_news_gives_no_more_time_to_answer() -> None:
    assert moved(an_alert(), "quiet_news", at(9)).ack_by == at(0.5)


@pytest.mark.parametrize(
    ("state", "move", "reason"),
    [
        ("acknowledged", "acknowledge", "already_done"),
        ("closed", "acknowledge", "already_done"),
        ("closed", "close", "already_done"),
        ("resolved", "close", "already_done"),
        ("resolved", "reopen", "not_allowed"),
        ("closed", "watch", "not_allowed"),
        ("resolved", "split", "not_allowed"),
    ],
)
def test_is_refused(state: State, move: Move, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        after(an_alert(state), move)
    assert refused.value.reason == reason
