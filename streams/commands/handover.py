"""``tocsin handover``: one sheet of what is left to the next shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from streams.catalogue.terms import Terms, terms
from streams.clients.cards import MARKS, local, plain
from streams.clients.handover import Clock, Ends, Sheet
from streams.clients.handover import as_json as sheet_as_json
from streams.clients.handover import handover as read_sheet
from streams.clients.shift_changes import Changed
from streams.commands.options import AsJson, Broker, is_piped, say, write
from streams.commands.ordering import Area
from streams.core.alerts.published import titles
from streams.core.duties.calendar import LONDON
from streams.settings import read

Began = Annotated[
    datetime | None,
    typer.Option(help="When the shift that ends began, local time; else since the last take-over."),
]


def handover(
    area: Area, shift: Began = None, broker: Broker = None, as_json: AsJson = False
) -> None:
    """Show what a shift leaves to the next: who waits, what is watched, what ends, what changed.

    Clocks and silences that end within 72 hours, clocks that have run out, bodies about to be
    released, what changed this shift, and senders that are silent. Then: tocsin take-over.

    Example: tocsin handover --area E23000002 --shift 2026-11-05T07:00
    """
    settings = read(broker=broker)
    since = None if shift is None else shift if shift.tzinfo else shift.replace(tzinfo=LONDON)
    found = read_sheet(settings, area, datetime.now(UTC), since)
    if is_piped(as_json):
        write(sheet_as_json(found))
    else:
        say(lines(found, terms(settings.rules)))


def lines(found: Sheet, words: Terms) -> Iterator[str]:
    """Lay the sheet out for people; headings end in a colon."""
    yield f"Handover of {found.area}, {titles.local(found.at)}"
    if found.shift is not None:
        note = f": {plain(found.shift['note'])}" if found.shift.get("note") else ""
        yield f"The shift is {plain(found.shift['by'])}'s since {local(found.shift['at'])}{note}"
    for heading, said in (
        ("Nobody has answered", [_alert(one, "answer by", "ack_by") for one in found.unanswered]),
        ("In hand", [_alert(one, "with", "assigned_to") for one in found.in_hand]),
        ("Watched", [_ends(one) for one in found.watched]),
        ("Bodies to be released", [_release(one) for one in found.releases]),
        ("Clocks that have run out", [_clock(one, words) for one in found.overdue]),
        ("Clocks that end within 72 hours", [_clock(one, words) for one in found.due_soon]),
        ("Silences that end within 72 hours", [_ends(one) for one in found.silences]),
        (
            f"Changed since {titles.local(found.since)}",
            [_change(one) for one in found.changed],
        ),
        ("Senders that are silent, so that we see less", list(_titles(found.silent))),
    ):
        yield f"{heading}:"
        yield from (f"  {line}" for line in said or ["none"])


def _alert(alert: Mapping[str, Any], word: str, field: str) -> str:
    value = alert[field]
    shown = local(value) if field == "ack_by" else plain(value or "nobody")
    tier, title = MARKS[alert["tier"]], plain(alert["title"])
    return f"{tier} {title}; {word} {shown}  {alert['alert_id']}"


def _clock(clock: Clock, words: Terms) -> str:
    step = words.step(clock.duty, clock.step)
    return f"{titles.local(clock.due_at)}  {step} ({words.duty(clock.duty)})  {clock.alert_id}"


def _release(alert: Mapping[str, Any]) -> str:
    return f"{MARKS[alert['tier']]} {plain(alert['why'])}  {alert['alert_id']}"


def _change(one: Changed) -> str:
    return f"{MARKS[one.tier]} {plain(one.title)}: {', '.join(one.what)}  {one.alert_id}"


def _ends(one: Ends) -> str:
    reason = f": {plain(one.reason)}" if one.reason else ""
    return f"{titles.local(one.until)}  {plain(one.about)}, {plain(one.by)}{reason}  {one.name}"


def _titles(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (f"{plain(one['title'])}  {one['alert_id']}" for one in alerts)
