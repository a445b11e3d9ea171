"""``tocsin complete``, ``pause``, ``decide-duty`` and the rest: orders about reviews due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from streams.commands.ordering import (
    Alert,
    Answer,
    Area,
    Duty,
    Fields,
    Until,
    Why,
    area_of,
    local_time,
    order,
)
from streams.core.errors import ConfigurationError


def raised(answer: Answer) -> list[str]:
    """Say on which alert a duty now stands."""
    return [f"Done. It stands on {answer['alert_id']}."]


@order("complete")
def complete(
    alert: Alert,
    duty: Duty,
    step: Annotated[str, typer.Option(help="Such as notify_csp.")],
) -> Fields:
    """Mark a step of a review as done; the steps that wait for it start.

    Example: tocsin complete E23000002-EYDG3JTLFDFR --duty dhr --step notify_csp
    """
    return {"alert_id": alert, "duty": duty, "step": step}


@order("pause")
def pause(alert: Alert, duty: Duty, until: Until, reason: Why) -> Fields:
    """Stop the clocks of a review until a time; they end that much later.

    Example: tocsin pause E23000002-EYDG3JTLFDFR --duty dhr --until 2026-12-01T09:00
    --reason "trial"
    """
    return {"alert_id": alert, "duty": duty, "until": local_time(until), "reason": reason}


@order("extend")
def extend(alert: Alert, duty: Duty, until: Until, reason: Why) -> Fields:
    """Give the running clocks of a review until a time.

    Example: tocsin extend E23000002-EYDG3JTLFDFR --duty pfd_reply --until 2027-01-31T17:00 --reason
    "the coroner's letter of 3 December"
    """
    return {"alert_id": alert, "duty": duty, "until": local_time(until), "reason": reason}


@order("decide_duty")
def decide_duty(
    alert: Alert,
    duty: Duty,
    outcome: Annotated[str, typer.Option(help="required, not_required or undecided")],
    reason: Why,
) -> Fields:
    """Record the decision of a named person whether a review is required, and why.

    Not required ends its clocks; undecided lets them run.

    Example: tocsin decide-duty E23000002-EYDG3JTLFDFR --duty dhr --outcome not_required --reason
    "a stranger, convicted"
    """
    return {"alert_id": alert, "duty": duty, "outcome": outcome, "reason": reason}


@order("open_duty", raised)
def open_duty(
    duty: Duty,
    aware: Annotated[
        datetime, typer.Option(help="When we became aware, local time: 2026-11-05T08:00.")
    ],
    reason: Why,
    area: Annotated[str | None, typer.Option(help="Area code, if there is no alert.")] = None,
    alert: Annotated[str | None, typer.Option(help="The alert that is to hold it.")] = None,
    report: Annotated[list[str] | None, typer.Option(help="A report that it is about.")] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="A date from outside: pfd_sent=2026-11-05.")
    ] = None,
) -> Fields:
    """Open a review that no report carries, or start the clock that waits for a fact from outside.

    Example: tocsin open-duty --duty pfd_reply --area E23000002 --aware 2026-11-06T10:00
    --fact pfd_sent=2026-11-05 --reason "letter of the senior coroner"
    """
    if alert is None and area is None:
        raise ConfigurationError(["say where: --alert or --area"])
    facts = [one.partition("=") for one in fact or []]
    if wrong := [name for name, sign, day in facts if not (sign and day)]:
        raise ConfigurationError([f"--fact {name}: write it as name=2026-11-05" for name in wrong])
    return {
        "alert_id": alert,
        "area": area or area_of(alert or ""),
        "duty": duty,
        "aware_at": local_time(aware),
        "reason": reason,
        "report_ids": report or [],
        "external": {name: day for name, _, day in facts},
    }


@order("add_lesson")
def add_lesson(
    alert: Alert,
    tag: Annotated[list[str], typer.Option(help="Under which it is found again; repeatable.")],
    text: Annotated[str, typer.Option(help="What was learned, in a sentence.")],
) -> Fields:
    """Record a lesson on an alert. The same tag at three reviews in a year is itself an alert.

    Example: tocsin add-lesson E23000002-EYDG3JTLFDFR --tag handover --text "no log of the scene"
    """
    return {"alert_id": alert, "tags": tag, "text": text}


@order("take_over")
def take_over(
    area: Area,
    note: Annotated[str | None, typer.Option(help="What is left in writing.")] = None,
) -> Fields:
    """Take over the shift of an area; tocsin handover shows what there is to take over.

    Example: tocsin take-over --area E23000002 --note "two ambers open, both waiting for the lab"
    """
    return {"area": area, "note": note}


ORDERS: tuple[Callable[..., None], ...] = (
    complete, pause, extend, decide_duty, open_duty, add_lesson, take_over,
)  # fmt: skip
