"""``tocsin ack``, ``assign``, ``close`` and the rest: orders of analysts, answered by the worker.

Who may give an order on the topic is Kafka's to say; ``--by`` and ``--role`` are what it records.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated, Any

import typer

from schemas import envelope
from streams.clients import orders
from streams.commands.options import FINDING, AsJson, Broker, err, is_piped, out, write
from streams.settings import read

Alert = Annotated[str, typer.Argument(help="The alert's id.")]
By = Annotated[str | None, typer.Option(help="Who orders it; else the user of this machine.")]
Role = Annotated[str, typer.Option(help="viewer, analyst or supervisor")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]
Until = Annotated[datetime, typer.Option(help="Until when (UTC).")]


def ack(
    alert: Alert,
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Say that you have it: others see it, and nobody further is called."""
    _give(broker, as_json, by, role, alert, action="acknowledge")


def assign(
    alert: Alert,
    to: Annotated[str, typer.Option(help="Who is to have it.")],
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Give an alert to somebody."""
    _give(broker, as_json, by, role, alert, action="assign", to=to)


def release(
    alert: Alert,
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Hand an alert back: it waits for an answer again."""
    _give(broker, as_json, by, role, alert, action="release")


def comment(
    alert: Alert,
    text: Annotated[str, typer.Option(help="What to note.")],
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Note something on an alert."""
    _give(broker, as_json, by, role, alert, action="comment", text=text)


def close(
    alert: Alert,
    verdict: Annotated[
        str,
        typer.Option(
            help="linked_series, same_incident, explained, duplicate, data_error or escalated"
        ),
    ],
    reason: Why,
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """End an alert with a verdict. A red one needs a supervisor."""
    _give(broker, as_json, by, role, alert, action="close", verdict=verdict, reason=reason)


def reopen(
    alert: Alert,
    reason: Why,
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Open a closed alert again."""
    _give(broker, as_json, by, role, alert, action="reopen", reason=reason)


def silence(
    alert: Alert,
    until: Until,
    reason: Why,
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Tell nobody of an alert's revisions for a time. Its end is told all the same."""
    end = envelope.write_time(until.replace(tzinfo=until.tzinfo or UTC))
    _give(
        broker,
        as_json,
        by,
        role,
        alert,
        action="silence",
        match={"alert_id": alert},
        until=end,
        reason=reason,
    )


def complete(
    alert: Alert,
    duty: Annotated[str, typer.Option(help="Such as dhr.")],
    step: Annotated[str, typer.Option(help="Such as notify_csp.")],
    by: By = None,
    role: Role = "analyst",
    broker: Broker = None,
    as_json: AsJson = False,
) -> None:
    """Mark a step of a review as done; the steps that wait for it start."""
    _give(broker, as_json, by, role, alert, action="complete", duty=duty, step=step)


ORDERS: tuple[Callable[..., None], ...] = (
    ack,
    assign,
    release,
    comment,
    close,
    reopen,
    silence,
    complete,
)


def _give(
    broker: str | None, as_json: bool, by: str | None, role: str, alert: str, **fields: Any
) -> None:
    """Give the order and say what came of it; a refusal, or no answer, ends with 1."""
    area = alert.rpartition("-")[0]
    order = {"alert_id": alert, "by": by or getuser(), "role": role, **fields}
    answer = orders.give(read(broker=broker), area, order)
    if answer is None:
        err.print("Given, not yet answered. It is not lost: is a worker running?")
        raise typer.Exit(FINDING)
    done = answer["decision"] == "command_done"
    if is_piped(as_json):
        write(answer)
    else:
        out.print("Done." if done else f"Refused: {answer['reason'].replace('_', ' ')}.")
    if not done:
        raise typer.Exit(FINDING)
