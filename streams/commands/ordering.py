"""What every order has: who gives it, in which role, where to; and its answer in words.

Who may give an order on the topic is Kafka's to say; ``--by`` and ``--role`` are what it records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from getpass import getuser
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer

from schemas import envelope
from streams.clients.orders import give
from streams.commands.options import FINDING, AsJson, Broker, err, is_piped, out, say, write
from streams.core.duties.calendar import LONDON
from streams.settings import Settings, read

Fields = dict[str, Any]
Answer = Mapping[str, Any]

Alert = Annotated[str, typer.Argument(help="The alert's id.")]
Area = Annotated[str, typer.Option(help="Area code, such as E23000002.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]
Until = Annotated[datetime, typer.Option(help="Until when, local time: 2026-11-05T08:00.")]
Duty = Annotated[str, typer.Option(help="Such as dhr; tocsin duties lists them.")]

By = Annotated[str | None, typer.Option(help="Who orders it; else the user of this machine.")]
Role = Annotated[str, typer.Option(help="viewer, analyst or supervisor")]
COMMON = (
    Parameter("by", Parameter.KEYWORD_ONLY, default=None, annotation=By),
    Parameter("role", Parameter.KEYWORD_ONLY, default="analyst", annotation=Role),
    Parameter("broker", Parameter.KEYWORD_ONLY, default=None, annotation=Broker),
    Parameter("as_json", Parameter.KEYWORD_ONLY, default=False, annotation=AsJson),
)
REFUSALS = {
    "not_allowed": "not allowed: your role, the state of the alert, or a limit is in the way",
    "already_done": "already done; nothing changed",
    "no_such_alert": "there is no such alert or silence here",
    "no_such_report": "no such report came here; look into tocsin quarantine list too",
}


def done(answer: Answer) -> list[str]:
    """Say that an order was done."""
    return ["Done."]


def order(
    action: str,
    words: Callable[[Answer], list[str]] = done,
    ask: Callable[[Settings, Fields], None] = lambda settings, fields: None,
) -> Callable[[Callable[..., Fields]], Callable[..., None]]:
    """Make a command of a function that gives the fields of an order.

    The command has the function's own options, and those of ``COMMON`` after them. ``words`` say
    for people what was done; ``ask`` asks whoever sits at the terminal first.
    """

    def command_of(fields: Callable[..., Fields]) -> Callable[..., None]:
        hints = get_type_hints(fields, include_extras=True)
        own = [one.replace(annotation=hints[name]) for name, one in _parameters(fields).items()]

        def command(*, by: str | None, role: str, broker: str | None, as_json: bool, **given: Any):  # type: ignore[no-untyped-def]
            who = {"action": action, "by": by or getuser(), "role": role}
            order, settings = who | fields(**given), read(broker=broker)
            if not is_piped(as_json):
                ask(settings, order)
            _give(settings, as_json, order, words)

        command.__name__, command.__doc__ = fields.__name__, fields.__doc__
        keyword = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in own]
        command.__signature__ = Signature([*keyword, *COMMON])  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in (*keyword, *COMMON)}
        return command

    return command_of


def _parameters(fields: Callable[..., Fields]) -> Mapping[str, Parameter]:
    return signature(fields).parameters


def local_time(moment: datetime) -> str:
    """Write a time that a person typed, local unless it says otherwise, as events carry it."""
    return envelope.write_time(moment if moment.tzinfo else moment.replace(tzinfo=LONDON))


def area_of(name: str) -> str:
    """Give the area of an alert or a silence: the first part of its id."""
    return name.rpartition("-")[0]


def _give(
    settings: Settings, as_json: bool, fields: Fields, words: Callable[[Answer], list[str]]
) -> None:
    """Give the order and say what came of it; a refusal, or no answer, ends with 1."""
    named = fields.get("alert_id") or fields.get("silence_id") or ""
    answer = give(settings, fields.get("area") or area_of(named), fields)
    if answer is None:
        err.print("Given, not yet answered. It is not lost: is a worker running?")
        raise typer.Exit(FINDING)
    is_done = answer["decision"] == "command_done"
    if is_piped(as_json):
        write(answer)
    elif is_done:
        say(words(answer))
    else:
        out.print(f"Refused: {REFUSALS.get(answer['reason'], answer['reason'])}.")
    if not is_done:
        raise typer.Exit(FINDING)
