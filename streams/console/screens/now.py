"""The first page: what needs someone, what is in hand, what is due, what was not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.alerts import Alert
from schemas.decisions import Decision
from streams.catalogue.terms import Terms
from streams.clients.shift_changes import GREW
from streams.console.screens import card as cards
from streams.console.screens.card import RUNNING, Card, card
from streams.console.screens.sight import Sight, nothing_words
from streams.console.words import codes
from streams.console.words.clocks import Clock, clock, counted

FIRST = 30  # cards drawn before somebody asks for all
SOON = timedelta(hours=72)  # reviews that stand here
FIRST_REVIEWS = 8
LOUD = ("red", "amber")  # tiers that need someone; info is for the digest

DecisionsOf = Callable[[str], Sequence[Decision]]


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
    new: int
    stronger: int
    closed: int


@dataclass(frozen=True, slots=True)
class NowPage:
    """All that the first page shows. ``shown`` of ``unanswered`` cards are drawn."""

    heading: str
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


def now_page(
    alerts: Iterable[Alert],
    decisions_of: DecisionsOf,
    recent: Iterable[Decision],
    seen: Sight,
    terms: Terms,
    *,
    since: datetime,
    now: datetime,
    show_all: bool = False,
) -> NowPage:
    """Lay out the page.

    ``alerts``: those that stand in the viewer's areas, at their newest revision; ``recent``:
    decisions of these areas since the last handover, ``since``.
    """
    live = [one for one in alerts if one.state in ("open", "acknowledged") and not one.shadow]
    waiting = sorted((x for x in live if x.state == "open" and x.tier in LOUD), key=cards.order)
    held = sorted((x for x in live if x.state == "acknowledged"), key=cards.order)
    recent = [one for one in recent if one.at > since]
    withheld = Counter(one.reason for one in recent if one.decision == "withheld")
    drawn = waiting if show_all else waiting[:FIRST]
    reviews = _reviews(live, terms, now)
    return NowPage(
        heading=heading(waiting),
        numbers=cards.numbers(waiting),
        unanswered=len(waiting),
        shown=tuple(card(one, decisions_of(one.alert_id), terms, now) for one in drawn),
        by_family=_by_family(waiting) if len(waiting) > FIRST else (),
        in_hand=tuple(card(one, decisions_of(one.alert_id), terms, now) for one in held),
        reviews=tuple(reviews[:FIRST_REVIEWS]),
        reviews_due=len(reviews),
        withheld=tuple(
            (reason, codes.capital(codes.REASONS[reason]), count)
            for reason, count in withheld.most_common()
        ),
        not_told=withheld.total(),
        info=sum(one.state == "open" and one.tier == "info" for one in live),
        since=_since(recent, since),
        nothing=None if waiting else nothing_words(seen, now),
        is_blind=not seen.is_whole,
    )


def heading(waiting: Iterable[Alert]) -> str:
    """Say how many alerts need someone: 2 alerts need someone: 1 red, 1 amber."""
    found = cards.numbers(waiting)
    total = sum(found.values())
    if not total:
        return "Nobody is waiting for an answer"
    split = ", ".join(f"{count} {tier}" for tier, count in found.items())
    return f"{counted(total, 'alert')} {'needs' if total == 1 else 'need'} someone: {split}"


def _by_family(alerts: Iterable[Alert]) -> tuple[tuple[str, int], ...]:
    found = Counter(
        f"{codes.TIER_WORDS[one.tier]} {codes.TITLE_FAMILIES[one.family]}" for one in alerts
    )
    return tuple(found.most_common())


def _reviews(live: Iterable[Alert], terms: Terms, now: datetime) -> list[Review]:
    """Steps that are late or due by 72 hours from now, soonest first."""
    found = sorted(
        (duty.due_at, alert.alert_id, terms.step(duty.duty, duty.step))
        for alert in live
        if alert.tier in LOUD
        for duty in alert.duties
        if duty.due_at is not None and duty.state in RUNNING and duty.due_at <= now + SOON
    )
    return [Review(alert_id, words, clock(due, now)) for due, alert_id, words in found]


def _since(recent: Iterable[Decision], since: datetime) -> Since:
    kinds = Counter(
        "stronger" if one.decision == "updated" and one.reason in GREW else one.decision
        for one in recent
    )
    return Since(since, kinds["told"], kinds["stronger"], kinds["closed"] + kinds["resolved"])
