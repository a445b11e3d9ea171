"""Why was I not told: what became of one report, and all that was withheld in 30 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from schemas.decisions import Decision, MissingFact, Trace
from streams.catalogue.terms import terms
from streams.console.desk.facts import Order, Told
from streams.console.desk.view import DeskView
from streams.console.frame import seen
from streams.console.screen import Asked, Screen
from streams.console.screens.now import where
from streams.console.screens.sight import last_words
from streams.console.words import chance, codes
from streams.console.words.clocks import counted, dated

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what became of a report; ``is_good``: it went on from here."""

    at: datetime | None
    name: str
    words: str
    is_good: bool
    alert_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sooner:
    """A fact that would have told somebody sooner: what it adds, what comes of it, who has it."""

    field: str
    strength: str
    result: str
    who: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one report, in a sentence and step by step."""

    report_id: str
    sentence: str
    steps: tuple[Step, ...]
    sooner: tuple[Sooner, ...]


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
    """The page; ``answer`` None until a report was asked for and the service answered."""

    title: str
    where: str
    asked_for: str
    areas: tuple[tuple[str, str], ...]
    area: str
    answer: Answer | None
    waits: bool
    unknown: str | None
    total: int
    withheld: tuple[Withheld, ...]


def ask(view: DeskView, asked: Asked) -> Mapping[str, Any] | None:
    """Turn what was typed into an order to explain; None where nothing was."""
    report = (asked.typed("report_id") or "").strip()
    area = asked.typed("area")
    if not report or area not in view.areas:
        return None
    return {"action": "explain", "report_id": report, "area": area}


def build(view: DeskView, asked: Asked) -> WhyPage:
    """Lay out the page: the answer to what was asked by POST, and the last 30 days."""
    report = (asked.typed("report_id") or "").strip()
    order = view.order(asked.typed("command_id") or "")
    withheld = view.withheld(asked.now - LOOK_BACK)
    known = view.configuration.areas.by_code
    return WhyPage(
        title="Why was I not told?",
        where=where(view),
        asked_for=report,
        areas=tuple((code, known[code].name) for code in view.areas),
        area=asked.typed("area") or "",
        answer=_answer(view, report, order, withheld),
        waits=bool(report) and (order is None or order.answer is None),
        unknown=_unknown(view, asked, order) if order is not None and order.is_refused else None,
        total=len(withheld),
        withheld=tuple(_by_reason(view, [one.decision for one in withheld])),
    )


def _unknown(view: DeskView, asked: Asked, order: Order) -> str:
    assert order.answer is not None  # noqa: S101  -- a refusal is an answer
    if order.answer.reason != "no_such_report":
        return f"The service refused to answer: {codes.REASONS[order.answer.reason]}."
    return f"We never received this number. {last_words(seen(view, asked.now), asked.now)}."


def _answer(
    view: DeskView, report: str, order: Order | None, withheld: Iterable[Told]
) -> Answer | None:
    trace = order.answer.trace if order is not None and order.answer is not None else None
    if trace is None:
        return None
    mine = [one.decision for one in withheld if report in one.decision.report_ids]
    alerts = [one for name in trace.alert_ids if (one := view.headline(name)) is not None]
    steps = [
        Step(trace.received_at, "Received", f"version {trace.version}, {_used(trace)}.", True),
        Step(None, "Filed", f"to {_areas(view, trace.areas)}.", True),
        Step(None, "Compared", f"with {counted(trace.compared, 'report')}. {_best(trace)}", True),
        *(_not_told(one) for one in sorted(mine, key=lambda one: one.at)),
        *(
            Step(one.raised_at, f"Told as {one.tier}", f"{one.title}.", True, one.alert_id)
            for one in sorted(alerts, key=lambda one: one.raised_at)
            if not one.shadow
        ),
    ]
    missing = {fact.field: fact for one in mine for fact in one.missing}
    missing |= {fact.field: fact for fact in trace.missing if fact.field not in missing}
    best = trace.best
    return Answer(
        report,
        _sentence(trace, mine, [one.raised_at for one in alerts if not one.shadow]),
        tuple(steps),
        tuple(
            _sooner(fact, best.score if best else None, best.line if best else None)
            for fact in missing.values()
        ),
    )


def _used(trace: Trace) -> str:
    whole = trace.used == "whole"
    return "nothing refused" if whole else "used without the fields that were wrong"


def _areas(view: DeskView, areas: Iterable[str]) -> str:
    known = view.configuration.areas.by_code
    return " and ".join(known[code].name if code in known else code for code in areas)


def _best(trace: Trace) -> str:
    best = trace.best
    if best is None:
        return "Nothing that is watched for was seen in it."
    name = codes.spoken(best.kind)
    if best.score is None or best.line is None:
        return f"The strongest that was seen in it: {name}."
    return (
        f"The strongest that was seen in it: {name}, strength {chance.steps(best.score)}; "
        f"an alert needs {chance.steps(best.line)}."
    )


def _not_told(one: Decision) -> Step:
    words = f"{codes.REASONS[one.reason]}."
    if one.score is not None and one.line is not None:
        words += f" Strength {chance.steps(one.score)}; the line is {chance.steps(one.line)}."
    return Step(one.at, "Not told", words, False)


def _sentence(trace: Trace, mine: list[Decision], told: list[datetime]) -> str:
    if told:
        first = min(told)
        days = (first - trace.received_at).days
        late = f", {counted(days, 'day')} after the report came" if days else ""
        return f"You were told on {dated(first)}{late}."
    if mine:
        newest = max(mine, key=lambda one: one.at)
        return f"You were not told: {codes.REASONS[newest.reason]}. {_best(trace)}"
    return f"You were not told because nothing stood out. {_best(trace)}"


def _sooner(fact: MissingFact, score: float | None, line: float | None) -> Sooner:
    field = f"the report had: {codes.spoken(fact.field)}"
    who = terms().told((fact.who,))
    if fact.gain is None or score is None:
        return Sooner(field, "not known", "It may have changed it", codes.capital(who))
    total = score + fact.gain
    sums = f"{chance.steps(score)} + {chance.steps(fact.gain)} = {chance.steps(total)}"
    reached = line is not None and total >= line
    return Sooner(field, sums, "Told" if reached else "Still not told", codes.capital(who))


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
