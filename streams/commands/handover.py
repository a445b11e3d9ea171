"""``tocsin handover``: one sheet of what is left to the next shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from streams.catalogue.terms import Terms, terms
from streams.clients.cards import MARKS, local, plain
from streams.clients.handover import Clock, Ends, Sheet
from streams.clients.handover import as_json as sheet_as_json
from streams.clients.handover import handover as read_sheet
from streams.commands.options import AsJson, Broker, is_piped, say, write
from streams.commands.ordering import Area
from streams.core.alerts import titles
from streams.settings import read


def handover(area: Area, broker: Broker = None, as_json: AsJson = False) -> None:
    """Show what a shift leaves to the next: who waits, what is watched, which clocks end.

    Clocks and silences that end within 72 hours, clocks that have run out, and senders that are
    silent. Then: tocsin take-over.

    Example: tocsin handover --area E23000002
    """
    settings = read(broker=broker)
    found = read_sheet(settings, area, datetime.now(UTC))
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
        ("Clocks that have run out", [_clock(one, words) for one in found.overdue]),
        ("Clocks that end within 72 hours", [_clock(one, words) for one in found.due_soon]),
        ("Silences that end within 72 hours", [_ends(one) for one in found.silences]),
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


def _ends(one: Ends) -> str:
    reason = f": {plain(one.reason)}" if one.reason else ""
    return f"{titles.local(one.until)}  {plain(one.about)}, {plain(one.by)}{reason}  {one.name}"


def _titles(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (f"{plain(one['title'])}  {one['alert_id']}" for one in alerts)
