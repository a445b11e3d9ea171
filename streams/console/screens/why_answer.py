"""What became of one report, in steps; what would have told somebody sooner, and who has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.decisions import Decision, MissingFact, Trace
from streams.catalogue.terms import Terms, terms
from streams.console.desk.facts import Headline, Told
from streams.console.desk.view import DeskView
from streams.console.screens.card import TOLD
from streams.console.screens.why_line import line_that_catches, tier_from
from streams.console.words import chance, codes
from streams.console.words.clocks import counted, dated

FIELDS = {"place.uprn": "the number of the address (UPRN)", "place": "the exact place",
          "subject.age": "the age", "subject.sex": "the sex", "method": "the method",
          "people": "the people connected with it"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what became of it; ``is_good``: it went on from here."""

    at: datetime | None
    name: str
    words: str
    is_good: bool
    alert_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sooner:
    """What would have told somebody sooner: what it adds, the tier reached, who could do it.

    ``result`` says what comes of it where ``tier`` is None, and what it costs where it is not.
    """

    field: str
    strength: str
    tier: str | None
    result: str
    who: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of what was asked for, in a sentence and step by step; ``about``: a heading."""

    about: str
    sentence: str
    steps: tuple[Step, ...]
    sooner: tuple[Sooner, ...]


def of_report(
    view: DeskView, report: str, role: str | None, trace: Trace, withheld: Iterable[Told]
) -> Answer:
    """Say what became of a report, as the service answered and as the decisions say."""
    known = terms(view.configuration.rules)
    mine = [one.decision for one in withheld if report in one.decision.report_ids]
    mine.sort(key=lambda one: one.at)
    alerts = [one for name in trace.alert_ids if (one := view.headline(name)) is not None]
    alerts = sorted((one for one in alerts if not one.shadow), key=lambda one: one.raised_at)
    steps = (
        Step(trace.received_at, "Received", f"version {trace.version}, {_used(trace)}.", True),
        Step(None, "Filed", f"to {_areas(view, trace.areas)}.", True),
        Step(None, "Compared", f"with {counted(trace.compared, 'report')}. {_best(trace)}", True),
        *sorted(
            (*map(not_told, mine), *(_told(one, known) for one in alerts)),
            key=lambda one: one.at or trace.received_at,
        ),
    )
    return Answer(
        report, _sentence(view, role, trace, mine, alerts, known), steps,
        tuple(sooner(view, trace, mine, known)),
    )  # fmt: skip


def whom(role: str | None, known: Terms) -> str:
    """Name who was or was not told, to begin a sentence with."""
    return f"The {known.told((role,))}" if role else "Nobody"


def not_told(one: Decision) -> Step:
    """Lay out a finding that was withheld."""
    words = f"{codes.REASONS[one.reason]}."
    if one.score is not None and one.line is not None:
        words += f" Strength {chance.steps(one.score)}; the line is {chance.steps(one.line)}."
    return Step(one.at, "Not told", words, False)


def first_told(view: DeskView, alert_id: str, role: str | None) -> datetime | None:
    """When a role, or anybody, was first told of an alert."""
    return next(
        (
            one.decision.at
            for one in view.decisions(alert_id)
            if one.decision.decision in TOLD and (role is None or role in one.decision.to)
        ),
        None,
    )


def sooner(
    view: DeskView, trace: Trace | None, mine: list[Decision], known: Terms
) -> Iterator[Sooner]:
    """List each missing fact with its gain, then the line that would have caught it."""
    seen: set[str] = set()
    for one in mine:
        for fact in one.missing:
            if fact.field not in seen:
                seen.add(fact.field)
                yield _fact(view, fact, one.kind, one.score, one.line, known)
    if trace is not None:
        best = trace.best
        for fact in trace.missing:
            if fact.field not in seen:
                kind, score, line = (
                    (best.kind, best.score, best.line) if best else (None, None, None)
                )
                yield _fact(view, fact, kind, score, line, known)
    caught = line_that_catches(view, trace, mine)
    if caught is not None:
        who = codes.capital(known.told(("CRIME",)))
        yield Sooner(caught.words, caught.strength, caught.tier, caught.cost, who)


def _fact(
    view: DeskView, fact: MissingFact, kind: str | None, score: float | None, line: float | None,
    known: Terms,
) -> Sooner:  # fmt: skip
    field = f"the report had: {FIELDS.get(fact.field, codes.spoken(fact.field))}"
    who = codes.capital(known.told((fact.who,)))
    if fact.gain is None or score is None or line is None:
        return Sooner(field, "not known", None, "It may have changed it", who)
    total = score + fact.gain
    sums = f"{chance.steps(score)} + {chance.steps(fact.gain)} = {chance.steps(total)}"
    if total < line:
        return Sooner(field, sums, None, f"Still not told: the line is {chance.steps(line)}", who)
    return Sooner(field, sums, tier_from(view, kind), "", who)


def _told(one: Headline, known: Terms) -> Step:
    to = known.told(one.recipients)
    return Step(one.raised_at, f"Told as {one.tier}", f"to {to}: {one.title}.", True, one.alert_id)


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


def _sentence(
    view: DeskView, role: str | None, trace: Trace, mine: list[Decision],
    alerts: list[Headline], known: Terms,
) -> str:  # fmt: skip
    when = [at for one in alerts if (at := first_told(view, one.alert_id, role)) is not None]
    name = whom(role, known)
    if when:
        days = (min(when) - trace.received_at).days
        late = f", {counted(days, 'day')} after the report came" if days else ""
        return f"{name if role else 'Somebody'} was told on {dated(min(when))}{late}."
    if alerts:
        others = known.told(dict.fromkeys(to for one in alerts for to in one.recipients))
        return f"{name} was not told. Alerts that hold this report went to: {others}."
    because = codes.REASONS[mine[-1].reason] if mine else "nothing stood out"
    return f"{name} was {'not ' if role else ''}told: {because}. {_best(trace)}"
