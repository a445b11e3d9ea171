"""The history of one alert: what the service and people did, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schemas.decisions import Decision
from streams.catalogue.terms import Terms
from streams.console.desk.facts import Opening, Order
from streams.console.words import chance, codes

ANSWERS = frozenset({"command_done", "command_refused"})
SAID = ("reason", "text", "note")  # fields in which a person says something


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. ``revision``: how the alert stood then, where it changed."""

    at: datetime
    what: str
    why: str
    revision: int | None


def history(
    decisions: Iterable[Decision],
    orders: Iterable[Order],
    openings: Iterable[Opening],
    terms: Terms,
) -> tuple[Line, ...]:
    """Put decisions, orders with their answers, and openings into one list, newest first."""
    lines = [
        *(_decided(one, terms) for one in decisions if one.decision not in ANSWERS),
        *(_ordered(one, terms) for one in orders),
        *(Line(one.at, f"Opened by {one.user}", "", None) for one in openings),
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _decided(one: Decision, terms: Terms) -> Line:
    to = f": {terms.told(one.to)}" if one.to else ""
    why = codes.capital(codes.REASONS[one.reason])
    if one.score is not None and one.line is not None:
        why += f": strength {chance.steps(one.score)}; the line is {chance.steps(one.line)}"
    return Line(one.at, f"{codes.DECISIONS[one.decision]}{to}", why, one.revision)


def _ordered(one: Order, terms: Terms) -> Line:
    said = str(next(filter(None, (one.fields.get(name) for name in SAID)), ""))
    what = f"{codes.ACTIONS.get(one.action, codes.spoken(one.action))}{_object(one, terms)}"
    if one.answer is None:
        said = f"Sent, not yet confirmed. It is not lost. {said}".strip()
    elif one.is_refused:
        said = f"Refused: {codes.REASONS[one.answer.reason]}. {said}".strip()
    revision = one.answer.revision if one.answer else None
    return Line(one.sent_at, f"{what}, {one.by}", said, revision)


def _object(one: Order, terms: Terms) -> str:
    """Say what an order is about, where its action alone does not."""
    found = {name: str(value) for name, value in one.fields.items() if value}
    duty = terms.duty(found.get("duty", ""))
    says = {
        "assign": terms.told((found.get("to", ""),)),
        "close": codes.VERDICTS.get(found.get("verdict", ""), ("",))[0].lower(),
        "decide_duty": f"{duty}, {codes.spoken(found.get('outcome', ''))}",
        "complete": terms.step(found.get("duty", ""), found.get("step", "")),
    }
    return f": {says[one.action]}" if says.get(one.action) else ""
