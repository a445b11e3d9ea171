"""Why somebody was not told of one alert, or of anything in an area between two days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from schemas.decisions import Decision
from streams.catalogue.terms import Terms, terms
from streams.console.desk.facts import Headline, Told
from streams.console.desk.view import DeskView
from streams.console.screens.card import TOLD
from streams.console.screens.why_answer import Answer, Step, first_told, not_told, sooner, whom
from streams.console.screens.why_line import EVER
from streams.console.words import codes
from streams.console.words.clocks import counted, dated
from streams.core.duties.calendar import LONDON

ALERT = re.compile(r"[A-Z]\d{8}-[A-Z2-7]{12}")
MOST = 50  # steps of an answer; the newest stay


def of_alert(view: DeskView, one: Headline, role: str | None) -> Answer:
    """Say who was told of an alert and when, and what held it back before."""
    known = terms(view.configuration.rules)
    decisions = [told.decision for told in view.decisions(one.alert_id)]
    held = [each for each in decisions if each.decision == "withheld"]
    steps = [
        step
        for each in decisions
        if (step := _step(each, one, known)) is not None
    ]  # fmt: skip
    return Answer(
        one.alert_id, _sentence(view, one, role, held, known), tuple(steps[-MOST:]),
        tuple(sooner(view, None, held, known)),
    )  # fmt: skip


def of_place(
    view: DeskView, area: str, begins: date, ends: date, role: str | None,
    withheld: Iterable[Told],
) -> Answer:  # fmt: skip
    """Say what was told and what was not in an area, from one day to another, local days."""
    known = terms(view.configuration.rules)
    held = [
        one.decision
        for one in withheld
        if area in one.decision.areas and _is_in(one.decision.at, begins, ends)
    ]
    alerts = [
        one
        for one in view.headlines()
        if area in one.areas and not one.shadow and _is_in(one.raised_at, begins, ends)
        if role is None or first_told(view, one.alert_id, role) is not None
    ]
    steps = sorted(
        (*map(_found, held), *(_raised(one, known) for one in alerts)),
        key=lambda one: (one.at or EVER, one.alert_id or ""),
    )
    name = view.configuration.areas.by_code[area].name
    shown = f" The newest {MOST} are below." if len(steps) > MOST else ""
    who = f"The {known.told((role,))} was" if role else "People were"
    return Answer(
        f"{name}, {_day(begins)} to {_day(ends)}",
        f"{who} told of {counted(len(alerts), 'alert')} here and not told of "
        f"{counted(len(held), 'signal')}.{shown}",
        tuple(steps[-MOST:]),
        (),
    )


def _is_in(moment: datetime, begins: date, ends: date) -> bool:
    return begins <= moment.astimezone(LONDON).date() <= ends


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _found(one: Decision) -> Step:
    step = not_told(one)
    what = codes.capital(codes.spoken(one.kind or "finding"))
    return Step(step.at, step.name, f"{what}: {step.words}", False)


def _raised(one: Headline, known: Terms) -> Step:
    words = f"to {known.told(one.recipients)}: {one.title}."
    return Step(one.raised_at, f"Told as {one.tier}", words, True, one.alert_id)


def _step(one: Decision, alert: Headline, known: Terms) -> Step | None:
    if one.decision == "withheld":
        return not_told(one)
    if one.decision in TOLD:
        to = f"to {known.told(one.to)}: " if one.to else ""
        words = f"{to}{codes.REASONS[one.reason]}."
        return Step(one.at, codes.DECISIONS[one.decision], words, True)
    return None


def _sentence(
    view: DeskView, one: Headline, role: str | None, held: list[Decision], known: Terms
) -> str:
    name = whom(role, known)
    at = first_told(view, one.alert_id, role)
    if at is not None:
        return f"{name if role else 'Somebody'} was told on {dated(at)}: {one.title}."
    if held:
        newest = codes.REASONS[held[-1].reason]
        return f"{name} was {'not ' if role else ''}told of this: {newest}."
    others = known.told(one.recipients)
    return f"{name} was {'not ' if role else ''}told of this. It goes to: {others}."
