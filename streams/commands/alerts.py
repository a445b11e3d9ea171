"""``tocsin alerts`` and ``tocsin alert``: alerts as they stand, as they come, one explained."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from streams.catalogue.terms import Terms, terms
from streams.clients import alerts as reading
from streams.clients.cards import card, explained
from streams.commands.options import FINDING, AsJson, Broker, err, is_piped, out, write
from streams.settings import read


def alerts(
    broker: Broker = None,
    area: Annotated[str | None, typer.Option(help="Only this area.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only those updated since.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Show revisions as they come.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show alerts as they stand, or as they come."""
    settings = read(broker=broker)
    moment = since.replace(tzinfo=since.tzinfo or UTC) if since else None
    words = terms(settings.rules)
    rows: Any = (
        reading.follow(settings, area) if follow else (reading.standing(settings, area, moment))
    )
    for row in rows:
        if row is not None:
            _show(row, words, as_json)


def alert(
    alert_id: Annotated[str, typer.Argument(help="The alert's id.")],
    broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Explain one alert: evidence, measures, doubts, next steps, decisions."""
    settings = read(broker=broker)
    found = reading.one(settings, alert_id)
    if found is None:
        err.print(f"There is no alert {alert_id}.")
        raise typer.Exit(FINDING)
    if is_piped(as_json):
        write({"alert": found[0], "decisions": found[1]})
    else:
        out.print(explained(*found, terms(settings.rules)))


def _show(row: reading.Row, words: Terms, as_json: bool) -> None:
    if is_piped(as_json):
        write(row)
    else:
        out.print(card(row, words))
