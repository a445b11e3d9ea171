"""``tocsin ack``, ``assign``, ``close`` and the rest: orders about one alert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from streams.commands.ordering import Alert, Fields, Until, Why, local_time, order


@order("acknowledge")
def ack(alert: Alert) -> Fields:
    """Say that you have it: others see it, and nobody further is called.

    Example: tocsin ack E23000002-EYDG3JTLFDFR
    """
    return {"alert_id": alert}


@order("assign")
def assign(alert: Alert, to: Annotated[str, typer.Option(help="Who is to have it.")]) -> Fields:
    """Give an alert to somebody, who is still to answer.

    Example: tocsin assign E23000002-EYDG3JTLFDFR --to ada
    """
    return {"alert_id": alert, "to": to}


@order("release")
def release(alert: Alert) -> Fields:
    """Hand an alert back: it waits for an answer again.

    Example: tocsin release E23000002-EYDG3JTLFDFR
    """
    return {"alert_id": alert}


@order("comment")
def comment(alert: Alert, text: Annotated[str, typer.Option(help="What to note.")]) -> Fields:
    """Note something on an alert.

    Example: tocsin comment E23000002-EYDG3JTLFDFR --text "coroner's officer called, no answer"
    """
    return {"alert_id": alert, "text": text}


@order("close")
def close(
    alert: Alert,
    verdict: Annotated[
        str,
        typer.Option(
            help="linked_series, same_incident, explained, duplicate, data_error or escalated"
        ),
    ],
    reason: Why,
) -> Fields:
    """End an alert with a verdict. A red one needs a supervisor; a duty is not ended by it.

    Example: tocsin close E23000002-EYDG3JTLFDFR --verdict explained --reason "one drinking circle"
    """
    return {"alert_id": alert, "verdict": verdict, "reason": reason}


@order("reopen")
def reopen(alert: Alert, reason: Why) -> Fields:
    """Open a closed alert again; its verdict counts no more.

    Example: tocsin reopen E23000002-EYDG3JTLFDFR --reason "toxicology is back"
    """
    return {"alert_id": alert, "reason": reason}


@order("watch")
def watch(alert: Alert, until: Until) -> Fields:
    """Keep an eye on an alert until a time, at which it waits for an answer again.

    Example: tocsin watch E23000002-EYDG3JTLFDFR --until 2026-11-05T08:00
    """
    return {"alert_id": alert, "until": local_time(until)}


@order("split")
def split(
    alert: Alert,
    report: Annotated[list[str], typer.Option(help="A report that does not belong; repeatable.")],
    reason: Why,
) -> Fields:
    """Take reports out of an alert for good; what stays and what left are scored again.

    Example: tocsin split E23000002-EYDG3JTLFDFR --report CUM-D26-7QK2 --reason "seen in Leeds"
    """
    return {"alert_id": alert, "report_ids": report, "reason": reason}


ORDERS: tuple[Callable[..., None], ...] = (
    ack, assign, release, comment, close, reopen, watch, split,
)  # fmt: skip
