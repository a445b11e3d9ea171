"""Reviews due: the nearest undecided duty, open; then all others, soonest first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.alerts import AlertDuty
from schemas.envelope import write_time
from streams.catalogue.regime_words import clock as clock_words
from streams.catalogue.terms import Terms, terms
from streams.console.desk.facts import Headline
from streams.console.desk.view import DeskView
from streams.console.screen import Asked, Screen
from streams.console.screens.now import where
from streams.console.words import codes
from streams.console.words.clocks import Clock, clock, counted, dated
from streams.core.duties.calendar import LONDON
from streams.core.duties.regimes import Regime

FIRST = 40  # rows drawn before somebody asks for all
SHOWN = frozenset({"open", "waiting", "needs_fact", "paused", "extended", "excluded"})
UNDECIDED = frozenset({"open", "extended", "needs_fact"})
RUNNING = frozenset({"open", "extended"})
FACTS = {"needs_fact": "A fact is missing before the rule can be judged", "excluded": ""}
FAR = datetime.max.replace(tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Row:
    """One step of one review. ``outcome``: what a person decided, None while nobody has."""

    alert_id: str
    revision: int
    tier: str
    duty: AlertDuty
    title: str
    step: str
    about: str
    due: Clock | None
    started: str
    state: str
    outcome: str | None
    who: str


@dataclass(frozen=True, slots=True)
class Open:
    """The duty that is open on the page: facts and judgement apart, law and source."""

    row: Row
    say: str
    record_shows: tuple[str, ...]
    only_you: tuple[str, ...]
    legal_basis: str
    sources: tuple[str, ...]
    confidence: str
    clock: str


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """All reviews of a viewer's areas. ``shown`` of ``total`` rows are drawn."""

    title: str
    heading: str
    where: str
    open: Open | None
    shown: tuple[Row, ...]
    total: int
    is_mine: bool
    alert_id: str | None
    may_order: bool
    csv: str


def build(view: DeskView, asked: Asked) -> ReviewsPage:
    """Lay out the page; ``?alert=`` and ``?duty=`` open one, ``?mine=1`` keeps one's own."""
    now, known = asked.now, terms(view.configuration.rules)
    alert_id, is_mine = asked.one("alert"), bool(asked.one("mine"))
    rows = sorted(
        _rows(view, _of_interest(view, alert_id, is_mine=is_mine), known, now),
        key=lambda row: (row.duty.due_at or FAR, row.alert_id, row.duty.duty, row.duty.step),
    )
    undecided = [row for row in rows if row.outcome is None and row.duty.state in UNDECIDED]
    chosen = next(
        (row for row in undecided if asked.one("duty") in (None, row.duty.duty)),
        undecided[0] if undecided else None,
    )
    others = [row for row in rows if row is not chosen]
    return ReviewsPage(
        title="Reviews due",
        heading=heading(undecided, now),
        where=where(view),
        open=_open(view, chosen) if chosen else None,
        shown=tuple(others if asked.one("all") else others[:FIRST]),
        total=len(others),
        is_mine=is_mine,
        alert_id=alert_id,
        may_order=view.viewer.may_order,
        csv=_csv(rows) if asked.one("format") == "csv" else "",
    )


def heading(undecided: Iterable[Row], now: datetime) -> str:
    """Say how many decisions are late, how many due today, how many soon."""
    today = now.astimezone(LONDON).date()
    dues = [row.duty.due_at for row in undecided if row.duty.due_at and row.duty.state in RUNNING]
    late = sum(due <= now for due in dues)
    due_today = sum(due > now and due.astimezone(LONDON).date() == today for due in dues)
    soon = sum(now < due <= now + timedelta(days=3) for due in dues) - due_today
    said = [f"{counted(late, 'decision')} {_be(late)} late"] if late else []
    if due_today:
        said.append(f"{counted(due_today, 'decision')} {_be(due_today)} due today")
    if soon:
        said.append(f"{soon} by {clock(now + timedelta(days=3), now).at.split(',')[0]}")
    if said:
        return f"Reviews: {', '.join(said)}"
    return "Reviews: nothing is due in three days" if dues else "No review is waiting"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _of_interest(view: DeskView, alert_id: str | None, *, is_mine: bool) -> list[Headline]:
    mine = set(view.viewer.posts)
    return [
        one
        for one in view.headlines()
        if one.duties
        and one.state != "resolved"
        and not one.shadow
        and (alert_id is None or one.alert_id == alert_id)
        and (not is_mine or mine.intersection(one.recipients))
    ]


def _rows(
    view: DeskView, headlines: Iterable[Headline], known: Terms, now: datetime
) -> Iterator[Row]:
    for one in headlines:
        outcomes = {
            str(order.fields.get("duty")): str(order.fields.get("outcome"))
            for order in view.orders_of(one.alert_id)
            if order.action == "decide_duty" and order.is_done
        }
        for duty in one.duties:
            if duty.state in SHOWN:
                yield _row(one, duty, outcomes.get(duty.duty), known, now)


def _row(one: Headline, duty: AlertDuty, outcome: str | None, known: Terms, now: datetime) -> Row:
    decided = None if outcome in (None, "undecided") else codes.capital(codes.spoken(outcome or ""))
    state = decided or codes.DUTY_STATES[duty.state]
    if duty.excluded_by:
        state = f"Not applied: {known.duty(duty.excluded_by)} takes its place"
    return Row(
        alert_id=one.alert_id,
        revision=one.revision,
        tier=one.tier,
        duty=duty,
        title=known.duty(duty.duty),
        step=known.step(duty.duty, duty.step),
        about=one.title,
        due=clock(duty.due_at, now) if duty.due_at and duty.state in RUNNING else None,
        started=dated(duty.starts_at) if duty.starts_at else "Not started",
        state=state,
        outcome=decided,
        who=known.told((one.assigned_to,)) if one.assigned_to else "Nobody",
    )


def _open(view: DeskView, row: Row) -> Open:
    regime = view.configuration.shared.book.regimes.get(row.duty.duty)
    return Open(
        row=row,
        say=regime.say if regime else row.step,
        record_shows=_shown(row.duty),
        only_you=tuple(filter(None, (regime.judge,))) if regime else (),
        legal_basis=regime.legal_basis if regime else "",
        sources=regime.sources if regime else (),
        confidence=row.duty.confidence or "",
        clock=_clock(regime, row),
    )


def _shown(duty: AlertDuty) -> tuple[str, ...]:
    facts = (duty.reason or "").split("; ")
    more = FACTS.get(duty.state, "")
    return tuple(codes.capital(one) for one in (*facts, more) if one)


def _clock(regime: Regime | None, row: Row) -> str:
    step = regime.step(row.duty.step) if regime else None
    aware = f"the force became aware {dated(row.duty.aware_at)}"
    return f"{codes.capital(clock_words(step))}; {aware}" if step else codes.capital(aware)


def _csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["alert_id", "duty", "step", "due_at", "starts_at", "state", "outcome"])
    for row in rows:
        times = [write_time(x) if x else "" for x in (row.duty.due_at, row.duty.starts_at)]
        write.writerow(
            [row.alert_id, row.duty.duty, row.duty.step, *times, row.duty.state, row.outcome or ""]
        )
    return out.getvalue()


SCREEN = Screen("reviews", "/reviews", build, "reviews.html", exports=True)
