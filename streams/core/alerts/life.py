"""The life of an alert: every move that it can make, by a person or by itself, as one table.

Everything that decides the state of an alert stands here. Source: contract, section 4, states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from schemas.alerts import State
from schemas.decisions import Reason
from streams.core.alerts.row import AlertRow

Move = Literal[
    "acknowledge", "assign", "release", "comment", "watch", "close", "reopen", "order", "split",
    "watch_over", "quiet_news", "loud_news", "support_gone", "merge",
]  # fmt: skip
Next = State | Literal["already_done", "not_allowed"]

STATES: tuple[State, ...] = ("open", "acknowledged", "closed", "resolved")
MOVES: Mapping[Move, tuple[Next, Next, Next, Next]] = {
    # From:           open            acknowledged    closed          resolved
    # A person's; what is no state is the reason of a refusal.
    "acknowledge":   ("acknowledged", "already_done", "already_done", "already_done"),
    "assign":        ("open",         "acknowledged", "not_allowed",  "not_allowed"),
    "release":       ("open",         "open",         "already_done", "already_done"),
    "comment":       ("open",         "acknowledged", "closed",       "resolved"),
    "watch":         ("acknowledged", "acknowledged", "not_allowed",  "not_allowed"),
    "close":         ("closed",       "closed",       "already_done", "already_done"),
    "reopen":        ("already_done", "already_done", "open",         "not_allowed"),
    "order":         ("open",         "acknowledged", "closed",       "not_allowed"),
    "split":         ("open",         "acknowledged", "closed",       "not_allowed"),
    # By themselves; never refused.
    "watch_over":    ("open",         "open",         "closed",       "resolved"),
    "quiet_news":    ("open",         "acknowledged", "closed",       "open"),
    "loud_news":     ("open",         "open",         "open",         "open"),
    "support_gone":  ("resolved",     "resolved",     "closed",       "resolved"),
    "merge":         ("resolved",     "resolved",     "resolved",     "resolved"),
}  # fmt: skip
ENDED = frozenset({"closed", "resolved"})


class Refused(Exception):
    """A command that cannot be done, with the reason of the contract's closed set."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def after(alert: AlertRow, move: Move) -> State:
    """Give the state in which a move leaves an alert.

    Raises:
        Refused: the alert cannot make this move from where it is.
    """
    found = MOVES[move][STATES.index(alert.state)]
    if found in ("already_done", "not_allowed"):
        raise Refused(found)
    return cast(State, found)


def moved(alert: AlertRow, move: Move, answer_by: datetime | None = None) -> AlertRow:
    """Make a move; ``answer_by``: when somebody must have answered, if it is open again.

    Raises:
        Refused: the alert cannot make this move from where it is.
    """
    state = after(alert, move)
    again = state == "open" and (alert.state != "open" or move == "loud_news")
    return replace(
        alert,
        state=state,
        ack_by=answer_by if again else alert.ack_by if state == "open" else None,
        watch_until=alert.watch_until if state == alert.state else None,
        verdict=None if state == "open" else alert.verdict,
    )
