"""``tocsin silence`` and ``unsilence``: not to be told of something for a time, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from streams.clients import alerts
from streams.clients.preview import PREVIEW_DAYS, would_have_hidden
from streams.commands.options import out
from streams.commands.ordering import Answer, Fields, Until, Why, area_of, local_time, order
from streams.core.errors import ConfigurationError
from streams.settings import Settings


def silenced(answer: Answer) -> list[str]:
    """Say how a silence is lifted."""
    return [f"Done. tocsin unsilence {answer['silence_id']} lifts it before its time."]


def ask(settings: Settings, fields: Fields) -> None:
    """Show what it would have hidden lately, and ask."""
    since = datetime.now(UTC) - timedelta(days=PREVIEW_DAYS)
    lately = alerts.standing(settings, fields["area"], since)
    out.print(would_have_hidden(lately, fields["match"]).sentence())
    typer.confirm("Silence it?", abort=True)


@order("silence", silenced, ask)
def silence(
    until: Until,
    reason: Why,
    alert: Annotated[
        str | None, typer.Argument(help="One alert; or give --kind and --area.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="All of a kind, such as drug_spike.")] = None,
    area: Annotated[str | None, typer.Option(help="In this area; needed without an alert.")] = None,
    lsoa: Annotated[str | None, typer.Option(help="Only where every case is in it.")] = None,
    institution: Annotated[str | None, typer.Option(help="Only where every case is in it.")] = None,
) -> Fields:
    """Tell nobody of an alert, or of all of a kind, for a time. Its end is told all the same.

    At most 14 days; where red alerts are hidden 24 hours, by a supervisor. It never hides that a
    death was reclassified, that a deadline was missed, or that an alert has ended.

    Example: tocsin silence --kind drug_spike --area E23000002 --until 2026-11-05T08:00 --reason
    "test records until Thursday"
    """
    where = area_of(alert) if alert is not None else area
    if where is None or not any((alert, kind, lsoa, institution)):
        raise ConfigurationError(
            ["say what to silence: an alert; or --area with --kind and others"]
        )
    given = {
        "alert_id": alert, "kind": kind, "area": where, "lsoa": lsoa, "institution": institution,
    }  # fmt: skip
    match = {name: value for name, value in given.items() if value is not None}
    return {"alert_id": alert, "area": where, "match": match, "until": local_time(until),
            "reason": reason}  # fmt: skip


@order("unsilence")
def unsilence(silence_id: Annotated[str, typer.Argument(help="The silence's id.")]) -> Fields:
    """Lift a silence before its time: what it hid and still stands is told.

    Example: tocsin unsilence E23000002-QX4ZJ7V2MBNA
    """
    return {"silence_id": silence_id, "area": area_of(silence_id)}


ORDERS: tuple[Callable[..., None], ...] = (silence, unsilence)
