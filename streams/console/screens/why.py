"""Why was I not told: of a report, an alert, a place; and all that was withheld in 30 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from schemas.decisions import Decision
from streams.catalogue.terms import terms
from streams.console.desk.facts import Order, Told
from streams.console.desk.view import DeskView
from streams.console.frame import seen
from streams.console.screen import Asked, Screen
from streams.console.screens.now import where
from streams.console.screens.sight import last_words
from streams.console.screens.why_answer import Answer, of_report
from streams.console.screens.why_line import EVER
from streams.console.screens.why_search import ALERT, of_alert, of_place
from streams.console.words import chance, codes
from streams.console.words.clocks import dated

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Withheld:
    """All that was withheld for one reason: how many, how many told later, the strongest."""

    reason: str
    words: str
    signals: int
    later: int
    strongest: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    """The page; ``answer`` None until something was asked for and there is an answer.

    ``role``: short name of who was not told; empty where anybody will do.
    """

    title: str
    where: str
    asked_for: str
    areas: tuple[tuple[str, str], ...]
    area: str
    roles: tuple[tuple[str, str], ...]
    role: str
    begins: str
    ends: str
    answer: Answer | None
    waits: bool
    unknown: str | None
    total: int
    withheld: tuple[Withheld, ...]


def ask(view: DeskView, asked: Asked) -> Mapping[str, Any] | None:
    """Turn what was typed into an order to explain; None where no report was named."""
    report, area = _number(asked), asked.typed("area")
    if not report or ALERT.fullmatch(report) or area not in view.areas:
        return None
    return {"action": "explain", "report_id": report, "area": area}


def build(view: DeskView, asked: Asked) -> WhyPage:
    """Lay out the page: the answer to what was asked by POST, and the last 30 days."""
    words, role = terms(view.configuration.rules).roles, _role(view, asked)
    number, order = _number(asked), view.order(asked.typed("command_id") or "")
    is_report = bool(number) and not ALERT.fullmatch(number)
    withheld = _from_role(view, role, view.withheld(asked.now - LOOK_BACK))
    known = view.configuration.areas.by_code
    return WhyPage(
        title="Why was I not told?",
        where=where(view),
        asked_for=number,
        areas=tuple((code, known[code].name) for code in view.areas),
        area=asked.typed("area") or "",
        roles=tuple((short, codes.capital(name)) for short, name in words.items()),
        role=role or "",
        begins=asked.typed("from") or "",
        ends=asked.typed("to") or "",
        answer=_answer(view, asked, number, role, order),
        waits=is_report and (order is None or order.answer is None),
        unknown=_unknown(view, asked, number, order),
        total=len(withheld),
        withheld=tuple(_by_reason(view, [one.decision for one in withheld])),
    )


def _number(asked: Asked) -> str:
    return (asked.typed("report_id") or "").strip()


def _role(view: DeskView, asked: Asked) -> str | None:
    """Whose question it is: the role that was chosen, or the reader's own post."""
    known = terms(view.configuration.rules).roles
    if asked.fields:
        chosen = asked.typed("role")
        return chosen if chosen in known else None
    return next((post for post in view.viewer.posts if post in known), None)


def _from_role(view: DeskView, role: str | None, withheld: Iterable[Told]) -> list[Told]:
    """Keep what would have gone to a role, going by the recipients of each kind of alert."""
    detectors = view.configuration.shared.detectors
    if role is None:
        return list(withheld)
    return [
        one
        for one in withheld
        if (config := detectors.get(one.decision.kind or "")) is None
        or any(role in those for those in config.recipients.values())
    ]


def _answer(
    view: DeskView, asked: Asked, number: str, role: str | None, order: Order | None
) -> Answer | None:
    trace = order.answer.trace if order is not None and order.answer is not None else None
    if trace is not None:
        return of_report(view, number, role, trace, view.withheld(EVER))
    alert = view.headline(number) if ALERT.fullmatch(number) else None
    if alert is not None:
        return of_alert(view, alert, role)
    days = _days(asked)
    if number or days is None or asked.typed("area") not in view.areas:
        return None
    held = _from_role(view, role, view.withheld(EVER))
    return of_place(view, asked.typed("area") or "", *days, role, held)


def _days(asked: Asked) -> tuple[date, date] | None:
    """The first and the last day that were typed; None where they are no days, or turned round."""
    try:
        begins = date.fromisoformat(asked.typed("from") or "")
        ends = date.fromisoformat(asked.typed("to") or "")
    except ValueError:
        return None
    return (begins, ends) if begins <= ends else None


def _unknown(view: DeskView, asked: Asked, number: str, order: Order | None) -> str | None:
    """Say why there is no answer; None where there is one, or nothing was asked."""
    if ALERT.fullmatch(number):
        return None if view.headline(number) else "There is no such alert in your areas."
    if order is not None and order.is_refused and order.answer is not None:
        if order.answer.reason != "no_such_report":
            return f"The service refused to answer: {codes.REASONS[order.answer.reason]}."
        return f"We never received this number. {last_words(seen(view, asked.now), asked.now)}."
    if asked.fields and not number and _days(asked) is None:
        return "Give a number, or two days of which the first is not the later."
    if asked.fields and asked.typed("area") not in view.areas:
        return "Choose one of your areas."
    return None


def _by_reason(view: DeskView, withheld: list[Decision]) -> Iterable[Withheld]:
    counts = Counter(one.reason for one in withheld)
    for reason, count in counts.most_common():
        these = [one for one in withheld if one.reason == reason]
        scored = [one for one in these if one.score is not None and one.line]
        strongest = max(scored, key=lambda x: (x.score or 0) / (x.line or 1), default=None)
        yield Withheld(
            reason,
            codes.capital(codes.REASONS[reason]),
            count,
            len({one.alert_id for one in these if _told_later(view, one)}),
            _strongest(strongest),
        )


def _told_later(view: DeskView, one: Decision) -> bool:
    decisions = view.decisions(one.alert_id) if one.alert_id else ()
    return any(x.decision.decision == "told" and x.decision.at > one.at for x in decisions)


def _strongest(one: Decision | None) -> str:
    if one is None or one.score is None or one.line is None:
        return "No strength is known"
    what = codes.spoken(one.kind or "finding")
    return f"{chance.steps(one.score)} of {chance.steps(one.line)}: {what}, {dated(one.at)}"


SCREEN = Screen("why", "/why", build, "why.html", keeps=True, ask=ask)
