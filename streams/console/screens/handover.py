"""Handover: one sheet of what a shift leaves to the next, computed as ``tocsin handover`` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from schemas.envelope import write_time
from streams.catalogue.terms import Terms, terms
from streams.clients.handover import Clock as DutyClock
from streams.clients.handover import Ends, Row, Sheet, sheet
from streams.clients.shift_changes import Changed
from streams.console.desk.facts import Headline, Order
from streams.console.desk.view import DeskView
from streams.console.frame import seen
from streams.console.screen import Asked, NotFound, Screen
from streams.console.screens.sight import feeds_words
from streams.console.words.clocks import Clock, clock, short
from streams.console.words.codes import TIERS

MOST: Final = 20  # lines under one heading: more is no sheet


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sheet, of an alert or a silence; ``ends`` is its clock."""

    alert_id: str | None
    tier: str | None
    words: str
    more: str
    ends: Clock | None


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the sheet; ``none`` is said where it holds nothing.

    ``more``: so many beyond the first, which the page leaves to other screens.
    """

    key: str
    heading: str
    items: tuple[Item, ...]
    none: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """The sheet of one area. ``shift``: who has it since when, in words."""

    title: str
    area: str
    name: str
    since: datetime
    shift: str
    sentence: str
    parts: tuple[Part, ...]
    blind: str
    others: tuple[tuple[str, str], ...]
    may_order: bool


def build(view: DeskView, asked: Asked) -> HandoverPage:
    """Lay out the sheet of an area: the one asked for, else the first of the viewer's."""
    known = view.configuration.areas.by_code
    mine = _areas(view)
    code = asked.one("area") or next(iter(mine), "")
    if code not in known or not view.viewer.may_see((code,)):
        raise NotFound
    found = sheet(code, asked.now, _alerts(view, code), _orders(view), _decisions(view, code))
    words = terms(view.configuration.rules)
    parts = tuple(_parts(found, words, asked.now))
    count = sum(len(part.items) for part in parts)
    parts = tuple(
        replace(one, items=one.items[:MOST], more=max(0, len(one.items) - MOST)) for one in parts
    )
    return HandoverPage(
        title=f"Handover: {known[code].name}",
        area=code,
        name=known[code].name,
        since=found.since,
        shift=_shift(found, asked.now),
        sentence=f"{count} {'item' if count == 1 else 'items'} to hand over.",
        parts=parts,
        blind=f"{feeds_words(seen(view, asked.now))}.",
        others=tuple((one, known[one].name) for one in mine if one != code and one in known),
        may_order=view.viewer.may_order,
    )


def _areas(view: DeskView) -> list[str]:
    """Areas of the viewer that have alerts, those with most live ones first."""
    live: dict[str, int] = {}
    for one in view.headlines():
        for area in one.areas:
            if view.viewer.may_see((area,)):
                live[area] = live.get(area, 0) + one.is_live
    return sorted(live, key=lambda area: (-live[area], area)) or list(view.areas)


def _parts(found: Sheet, words: Terms, now: datetime) -> Iterator[Part]:
    yield Part("unanswered", "Nobody has answered",
               tuple(_alert(one, "Answer by", "ack_by", now) for one in found.unanswered),
               "Every alert has been answered.")  # fmt: skip
    yield Part("in_hand", "In hand", tuple(_held(one, words) for one in found.in_hand),
               "Nobody holds an alert.")  # fmt: skip
    yield Part("watched", "Watched", tuple(_ends(one, now) for one in found.watched),
               "Nothing is watched.")  # fmt: skip
    yield Part("releases", "Bodies about to be released",
               tuple(Item(x["alert_id"], x["tier"], x["title"], x["why"], None)
                     for x in found.releases), "None is known.")  # fmt: skip
    duties = (*found.overdue, *found.due_soon)
    yield Part("duties", "Clocks late, or ending within 72 hours",
               tuple(_duty(one, words, now) for one in duties), "No clock ends.")  # fmt: skip
    yield Part("silences", "Silences that end within 72 hours",
               tuple(_silence(one, now) for one in found.silences), "None ends.")  # fmt: skip
    yield Part("changed", f"What changed since {short(found.since, now)}",
               tuple(_change(one) for one in found.changed), "Nothing changed.")  # fmt: skip
    yield Part("silent", "What we cannot see",
               tuple(Item(x["alert_id"], x["tier"], x["title"], "", None) for x in found.silent),
               "No sender is reported silent.")  # fmt: skip


def _alert(one: Row, words: str, field: str, now: datetime) -> Item:
    due = datetime.fromisoformat(one[field])
    return Item(one["alert_id"], one["tier"], one["title"], words, clock(due, now))


def _held(one: Row, words: Terms) -> Item:
    holder = words.told((one["assigned_to"],)) if one["assigned_to"] else "somebody"
    return Item(one["alert_id"], one["tier"], one["title"], f"with {holder}", None)


def _ends(one: Ends, now: datetime) -> Item:
    return Item(one.name, None, one.about, _said(one), clock(one.until, now))


def _silence(one: Ends, now: datetime) -> Item:
    return Item(None, None, f"Hides {one.about}", _said(one), clock(one.until, now))


def _said(one: Ends) -> str:
    return f"{one.by}: {one.reason}" if one.reason else one.by


def _duty(one: DutyClock, words: Terms, now: datetime) -> Item:
    step = f"{words.duty(one.duty)}: {words.step(one.duty, one.step)}"
    return Item(one.alert_id, None, step, one.title, clock(one.due_at, now))


def _change(one: Changed) -> Item:
    return Item(one.alert_id, one.tier, one.title, ", ".join(one.what), None)


def _shift(found: Sheet, now: datetime) -> str:
    if found.shift is None:
        return "Nobody has taken over a shift here; what changed is of the last 12 hours."
    note = f" Note: {found.shift['note']}" if found.shift.get("note") else ""
    at = datetime.fromisoformat(found.shift["at"])
    return f"The shift is {found.shift['by']}'s since {short(at, now)}.{note}"


def _alerts(view: DeskView, area: str) -> Iterator[dict[str, Any]]:
    """Alerts of the area: red first, then by deadline."""
    mine = (one for one in view.headlines() if area in one.areas)
    return (_row(one) for one in sorted(mine, key=_by_need))


def _by_need(one: Headline) -> tuple[int, str, str]:
    due = write_time(one.ack_by) if one.ack_by else "9999"
    return TIERS.index(one.tier), due, one.alert_id


def _row(one: Headline) -> dict[str, Any]:
    """An alert as its topic holds it, as far as the sheet asks."""
    return {
        "alert_id": one.alert_id, "areas": one.areas, "kind": one.kind, "tier": one.tier,
        "state": one.state, "title": one.title, "why": one.why, "shadow": one.shadow,
        "assigned_to": one.assigned_to, "ack_by": one.ack_by and write_time(one.ack_by),
        "duties": [
            {"duty": duty.duty, "step": duty.step, "state": duty.state,
             "due_at": duty.due_at and write_time(duty.due_at)}
            for duty in one.duties
        ],
    }  # fmt: skip


def _orders(view: DeskView) -> Iterator[Mapping[str, Any]]:
    return (_order(one) for one in view.orders())


def _order(one: Order) -> dict[str, Any]:
    return {
        **one.fields, "command_id": one.command_id, "action": one.action, "by": one.by,
        "alert_id": one.alert_id, "at": write_time(one.sent_at),
    }  # fmt: skip


def _decisions(view: DeskView, area: str) -> Iterator[dict[str, Any]]:
    """Decisions about the area: those of its alerts, and the answers to its orders."""
    told = [
        told.decision
        for one in view.headlines()
        if area in one.areas
        for told in view.decisions(one.alert_id)
    ]
    answers = [one.answer for one in view.orders() if one.answer and one.area == area]
    seen_ids = {one.command_id for one in told if one.command_id}
    for one in (*told, *(x for x in answers if x.command_id not in seen_ids)):
        yield {
            "areas": one.areas or (area,), "decision": one.decision, "reason": one.reason,
            "alert_id": one.alert_id, "at": write_time(one.at), "command_id": one.command_id,
            "silence_id": one.silence_id,
        }  # fmt: skip


SCREEN = Screen("handover", "/handover", build, "handover.html")
