"""One alert: what to do, why to doubt it, who knows, then the evidence and its history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.alerts import Alert, AlertDuty
from streams.catalogue.terms import Terms, terms
from streams.console.desk.facts import Opening, Order
from streams.console.desk.view import DeskView
from streams.console.lately_hidden import lately_hidden
from streams.console.pictures.of_alert import of_alert
from streams.console.pictures.picture import Picture
from streams.console.screen import Asked, NotFound, Screen
from streams.console.screens.card import RUNNING, unusual
from streams.console.screens.cases import Case, cases
from streams.console.screens.doing import Doing, doing
from streams.console.screens.history import Line, history
from streams.console.screens.knows import Next, Told, next_told, told
from streams.console.screens.strength import Figure, Half, figures, halves
from streams.console.words import codes
from streams.console.words.clocks import Clock, clock, short
from streams.core.detectors import DETECTORS

WITNESS = re.compile(r"\b(finder|caller|found (?:him|her|them|the body)|reported it)\b", re.I)


@dataclass(frozen=True, slots=True)
class DoNow:
    """A step to take. ``is_witness``: it names a finder or caller, who is no suspect."""

    words: str
    is_witness: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A step of a review that this alert starts, in words."""

    words: str
    step: str
    duty: AlertDuty
    due: Clock | None
    state: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """All that the page of one alert shows; ``alert`` under the names of the contract."""

    title: str
    alert_id: str
    revision: int
    newest: int
    is_past: bool
    alert: Alert
    family: str
    kind: str
    state: str
    answer: Clock | None
    figures: tuple[Figure, ...]
    do_now: tuple[DoNow, ...]
    told: tuple[Told, ...]
    opened: tuple[Opening, ...]
    next_told: Next | None
    other_areas: tuple[str, ...]
    cases: tuple[Case, ...]
    duties: tuple[Duty, ...]
    history: tuple[Line, ...]
    doing: Doing
    halves: tuple[Half, Half] | None
    ticked: tuple[str, ...]
    silence_previews: tuple[str, str]
    area: str
    pictures: tuple[Picture, ...]
    finding: str | None


def build(view: DeskView, asked: Asked) -> AlertPage:
    """Lay out an alert, at its newest revision or, with ``?rev=``, as it stood.

    Raises:
        NotFound: there is none, or it is another area's.
    """
    alert_id, now, known = asked.params["alert_id"], asked.now, terms(view.configuration.rules)
    kept = view.revisions(alert_id)
    newest = view.alert(alert_id)
    alert = view.alert(alert_id, _revision(asked, newest))
    if alert is None or newest is None:
        raise NotFound
    is_past = alert.revision < newest.revision
    until = _ended(view, alert, is_past=is_past)
    decisions = [one.decision for one in view.decisions(alert_id)]
    decisions = [one for one in decisions if until is None or one.at < until]
    alerting = view.configuration.shared.alerting
    ticked = _ticked(asked, alert)
    opened = [x for x in view.openings(alert_id) if until is None or x.at < until]
    return AlertPage(
        title=f"{codes.TIER_WORDS[alert.tier]} {codes.TITLE_FAMILIES[alert.family]} {alert_id}",
        alert_id=alert_id,
        revision=alert.revision,
        newest=newest.revision,
        is_past=is_past,
        alert=alert,
        family=codes.FAMILIES[alert.family],
        kind=_kind(alert.kind),
        state=_state(alert, known),
        answer=None if is_past else _answer(alert, now),
        figures=figures(alert),
        do_now=tuple(DoNow(step, bool(WITNESS.search(step))) for step in alert.next_steps),
        told=told(
            alert,
            decisions,
            [x for x in view.deliveries(alert_id) if until is None or x.at < until],
            known,
        ),
        opened=_newest_of_each(opened),
        next_told=None if is_past else next_told(alert, decisions, alerting, known, now),
        other_areas=_others(view, alert),
        cases=cases(
            [one for n in kept if n <= alert.revision if (one := view.alert(alert_id, n))],
            decisions,
            _looked_at(view, alert_id, alert),
        ),
        duties=tuple(_duty(one, known, now) for one in alert.duties),
        history=history(
            decisions,
            [
                _as_then(x, until)
                for x in view.orders_of(alert_id)
                if until is None or x.sent_at < until
            ],
            opened,
            known,
        ),
        doing=doing(
            alert,
            view.viewer,
            known.roles,
            alerting.silence,
            now,
            past=is_past,
            on_duty=_on_duty(view, alert, now),
        ),
        halves=halves(alert, ticked) if ticked else None,
        ticked=ticked,
        silence_previews=_previews(view, alert, now),
        area=view.configuration.areas.by_code[alert.areas[0]].name,
        pictures=of_alert(alert, view.configuration.areas),
        finding=unusual(alert),
    )


def _revision(asked: Asked, newest: Alert | None) -> int | None:
    """Which revision is asked for; words and numbers that no revision can have find nothing."""
    given = asked.one("rev")
    if given is None or newest is None:
        return None
    if not given.isdecimal() or len(given) > len(str(newest.revision)):
        raise NotFound
    return int(given)


def _ended(view: DeskView, alert: Alert, *, is_past: bool) -> datetime | None:
    """When a past revision gave way to the next; None for the newest."""
    if not is_past:
        return None
    later = [n for n in view.revisions(alert.alert_id) if n > alert.revision]
    following = view.alert(alert.alert_id, later[0]) if later else None
    return following.updated_at if following else None


def _looked_at(view: DeskView, alert_id: str, alert: Alert) -> Alert | None:
    """The revision that this reader saw before this one."""
    seen = [
        one.revision
        for one in view.openings(alert_id)
        if one.user == view.viewer.user and one.revision is not None
        if one.revision < alert.revision
    ]
    return view.alert(alert_id, seen[-1]) if seen else None


def _as_then(order: Order, until: datetime | None) -> Order:
    """Take from an order the answer that came later than the moment that is shown."""
    late = until is not None and order.answer is not None and order.answer.at >= until
    return replace(order, answer=None, confirmed_at=None) if late else order


def _on_duty(view: DeskView, alert: Alert, now: datetime) -> str:
    """Say who could be asked: the service knows who took over, and not who is on duty."""
    shift = next((x for x in reversed(view.shifts()) if x.area == alert.areas[0]), None)
    if shift is None:
        return "Who is on duty is not known here: nobody has taken over this shift."
    return f"The last to take over the shift: {shift.by}, {short(shift.at, now)}."


def _newest_of_each(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    newest = {one.user: one for one in openings}
    return tuple(sorted(newest.values(), key=lambda one: one.at, reverse=True))


def _others(view: DeskView, alert: Alert) -> tuple[str, ...]:
    """Name the areas beside the first that the alert concerns."""
    known = view.configuration.areas.by_code
    return tuple(known[code].name if code in known else code for code in alert.areas[1:])


def _answer(alert: Alert, now: datetime) -> Clock | None:
    waits = alert.state == "open" and not alert.shadow
    return clock(alert.ack_by, now) if alert.ack_by and waits else None


def _kind(kind: str) -> str:
    found = DETECTORS.get(kind)
    return found.title if found else codes.capital(codes.spoken(kind))


def _ticked(asked: Asked, alert: Alert) -> tuple[str, ...]:
    """Reports of the cases that are ticked, by their numbers: no address carries a report's."""
    numbers = {int(one) for one in asked.query.get("case", ()) if one.isdecimal() and len(one) < 4}
    return tuple(
        case.report_id for number, case in enumerate(alert.evidence, start=1) if number in numbers
    )


def _previews(view: DeskView, alert: Alert, now: datetime) -> tuple[str, str]:
    """Say what a silence of this alert, and one of its kind in its area, would have hidden."""
    return (
        lately_hidden(view, {"alert_id": alert.alert_id}, now),
        lately_hidden(view, {"kind": alert.kind, "area": alert.areas[0]}, now),
    )


def _state(alert: Alert, known: Terms) -> str:
    if alert.state == "acknowledged" and alert.assigned_to:
        return f"In hand: {known.told((alert.assigned_to,))}"
    if alert.state == "closed" and alert.verdict:
        return f"Closed: {codes.VERDICTS[alert.verdict][0].lower()}"
    if alert.merged_into:
        return f"Joined with {alert.merged_into}"
    return codes.STATES[alert.state]


def _duty(one: AlertDuty, known: Terms, now: datetime) -> Duty:
    due = clock(one.due_at, now) if one.due_at and one.state in RUNNING else None
    state = codes.DUTY_STATES[one.state]
    if one.excluded_by:
        state = f"{state}: {known.duty(one.excluded_by)} takes its place"
    return Duty(known.duty(one.duty), known.step(one.duty, one.step), one, due, state)


SCREEN = Screen("alert", "/alerts/{alert_id}", build, "alert.html")
PRINT = Screen("alert_print", "/alerts/{alert_id}/print", build, "alert_print.html")
