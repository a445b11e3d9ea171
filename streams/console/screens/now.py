"""The first page: what needs someone, what is in hand, what is due, what was not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.fields import parse_instant
from streams.catalogue.terms import Terms, terms
from streams.clients.shift_changes import GREW
from streams.console.desk.facts import DutyDue, Headline
from streams.console.desk.view import DeskView
from streams.console.frame import doubt, seen
from streams.console.screen import Asked, Screen
from streams.console.screens import card as cards
from streams.console.screens.card import Card, card
from streams.console.screens.news import News, news
from streams.console.screens.sight import nothing_words
from streams.console.words import codes
from streams.console.words.clocks import Clock, clock, counted

FIRST = 30  # cards drawn before somebody asks for all
SOON = timedelta(hours=72)  # reviews that stand here
SHIFT = timedelta(hours=12)  # taken back, where nobody has taken the shift over
FIRST_REVIEWS = 8
LOUD = ("red", "amber")  # tiers that need someone; info is for the digest


@dataclass(frozen=True, slots=True)
class Review:
    """One step that is due: which, of which alert, by when."""

    alert_id: str
    words: str
    due: Clock


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a shift began."""

    at: datetime
    is_shift: bool
    new: int
    stronger: int
    closed: int


@dataclass(frozen=True, slots=True)
class NowPage:
    """All that the first page shows. ``shown`` of ``unanswered`` cards are drawn."""

    title: str
    heading: str
    where: str
    numbers: dict[str, int]
    unanswered: int
    shown: tuple[Card, ...]
    by_family: tuple[tuple[str, int], ...]
    in_hand: tuple[Card, ...]
    reviews: tuple[Review, ...]
    reviews_due: int
    withheld: tuple[tuple[str, str, int], ...]
    not_told: int
    info: int
    since: Since
    nothing: str | None
    is_blind: bool
    news: News
    may_order: bool


def build(view: DeskView, asked: Asked) -> NowPage:
    """Lay out the page; ``?all=1`` draws every card, ``?opened=`` says when the list was opened."""
    now, known = asked.now, terms(view.configuration.rules)
    waiting, held = view.unanswered(), view.in_hand()
    sees, why = seen(view, now), doubt(view, now)
    shift = next(reversed(view.shifts()), None)
    since = shift.at if shift else now - SHIFT
    withheld = Counter(one.decision.reason for one in view.withheld(since))
    drawn = waiting if asked.one("all") else waiting[:FIRST]
    reviews = view.duties_due(now, SOON)
    return NowPage(
        title="Now",
        heading=heading(waiting),
        where=where(view),
        numbers=cards.numbers(waiting),
        unanswered=len(waiting),
        shown=tuple(_card(view, one, known, now) for one in drawn),
        by_family=_by_family(waiting) if len(waiting) > FIRST else (),
        in_hand=tuple(_card(view, one, known, now) for one in held),
        reviews=tuple(_review(one, known, now) for one in reviews[:FIRST_REVIEWS]),
        reviews_due=len(reviews),
        withheld=tuple(
            (reason, codes.capital(codes.REASONS[reason]), count)
            for reason, count in withheld.most_common()
        ),
        not_told=withheld.total(),
        info=sum(one.state == "open" and one.tier == "info" for one in view.headlines()),
        since=_since(view, since, is_shift=shift is not None),
        nothing=None if waiting else nothing_words(sees, now, why),
        is_blind=why is not None or not sees.is_whole,
        news=news(waiting, _opened(asked)),
        may_order=view.viewer.may_order,
    )


def heading(waiting: Iterable[Headline]) -> str:
    """Say how many alerts need someone: 2 alerts need someone: 1 red, 1 amber."""
    found = cards.numbers(waiting)
    total = sum(found.values())
    if not total:
        return "Nobody is waiting for an answer"
    split = ", ".join(f"{count} {tier}" for tier, count in found.items())
    return f"{counted(total, 'alert')} {'needs' if total == 1 else 'need'} someone: {split}"


def _by_family(alerts: Iterable[Headline]) -> tuple[tuple[str, int], ...]:
    found = Counter(
        f"{codes.TIER_WORDS[one.tier]} {codes.TITLE_FAMILIES[one.family]}" for one in alerts
    )
    return tuple(found.most_common())


def _card(view: DeskView, one: Headline, known: Terms, now: datetime) -> Card:
    alert = view.alert(one.alert_id)
    decisions = [told.decision for told in view.decisions(one.alert_id)]
    return card(one, alert, decisions, known, now)


def _review(due: DutyDue, known: Terms, now: datetime) -> Review:
    duty = due.duty
    assert duty.due_at is not None  # noqa: S101  -- the desk lists none without
    words = f"{known.duty(duty.duty)}: {known.step(duty.duty, duty.step)}"
    return Review(due.headline.alert_id, words, clock(duty.due_at, now))


def _since(view: DeskView, since: datetime, *, is_shift: bool) -> Since:
    live = [one for one in view.headlines() if one.updated_at > since and not one.shadow]
    kinds: Counter[str] = Counter()
    for one in live:
        if one.tier not in LOUD:
            continue
        if one.raised_at > since:
            kinds["new"] += 1
        elif one.is_live:
            kinds["stronger"] += any(
                told.decision.decision == "updated"
                and told.decision.reason in GREW
                and told.decision.at > since
                for told in view.decisions(one.alert_id)
            )
        if not one.is_live:
            kinds["closed"] += 1
    return Since(since, is_shift, kinds["new"], kinds["stronger"], kinds["closed"])


def _opened(asked: Asked) -> datetime:
    """When the list was opened, as its own address says; a bad one counts as now."""
    try:
        return parse_instant(asked.one("opened") or "")
    except ValueError:
        return asked.now


def where(view: DeskView) -> str:
    """Name the viewer's areas: up to three, then how many."""
    names = [view.configuration.areas.by_code[code].name for code in view.areas]
    return " and ".join(names) if len(names) <= 3 else f"{len(names)} areas"


SCREEN = Screen("now", "/", build, "now.html", parts={"news": "parts/news.html"})
