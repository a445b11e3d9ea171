"""What each regime says of one case: raised, not raised, or a fact is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from streams.core.case import Case
from streams.core.duties.book import Book
from streams.core.duties.conditions import Truth, weigh
from streams.core.duties.regimes import Exclusion, Regime
from streams.core.duties.sight import Sight, look_at
from streams.core.duties.standing import Standing, Whereabouts, locate, standing
from streams.core.duties.wording import facts, grounds


@dataclass(frozen=True, slots=True)
class Look:
    """One version of a case, seen through the book."""

    sight: Sight
    where: Whereabouts


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a regime says of a case, and in words why. ``applies``: it is law here and now."""

    truth: Truth
    reason: str
    applies: bool


def look(book: Book, case: Case) -> Look:
    """See a case through the book."""
    where = locate(book, case.area, case.district, case.place.lsoa)
    return Look(look_at(case, book.offences, where.country), where)


def judge(book: Book, seen: Look, aware: Mapping[str, datetime]) -> dict[str, Judgement]:
    """Judge a case by each regime that reads such reports; ``aware`` = since when, by regime."""
    judged: dict[str, Judgement] = {}
    for regime in book.regimes.values():
        if regime.trigger.condition(seen.sight.case.kind) is not None:
            judged[regime.id] = _judge_one(book, regime, seen, aware[regime.id])
    return judged


def _judge_one(book: Book, regime: Regime, seen: Look, aware_at: datetime) -> Judgement:
    """Ask first whether the regime applies, then whether its trigger holds."""
    stands = standing(book, regime, seen.where, seen.sight.case.occurred_from, aware_at)
    if stands.truth is Truth.FALSE:
        return Judgement(Truth.FALSE, stands.why_not, applies=False)
    return _triggered(regime, seen.sight, stands)


def _triggered(regime: Regime, sight: Sight, stands: Standing) -> Judgement:
    condition = regime.trigger.condition(sight.case.kind)
    if condition is None:
        return Judgement(Truth.FALSE, "no report of this kind raises it", applies=True)
    finding = weigh(condition, sight)
    if finding.truth is Truth.FALSE:
        return Judgement(Truth.FALSE, grounds(finding.grounds, sight), applies=True)
    missing = (*stands.missing, *finding.missing)
    if missing:
        return Judgement(Truth.UNKNOWN, facts(missing), applies=stands.truth is Truth.TRUE)
    return Judgement(Truth.TRUE, grounds(finding.grounds, sight), applies=True)


def excluded_by(
    book: Book, regime: Regime, seen: Look, judged: Mapping[str, Judgement], aware_at: datetime
) -> Exclusion | None:
    """Find the first regime that excludes this one: in force here, and raised or its test holds."""
    for exclusion in regime.excluded_by:
        verdict = judged.get(exclusion.by)
        if verdict is not None and verdict.truth is Truth.TRUE:
            return exclusion
        if exclusion.test is None:
            continue
        other = book.regimes[exclusion.by]
        stands = standing(book, other, seen.where, seen.sight.case.occurred_from, aware_at)
        if stands.truth is Truth.TRUE and weigh(exclusion.test, seen.sight).truth is Truth.TRUE:
            return exclusion
    return None


def triggered_kinds(regime: Regime) -> Collection[str]:
    """Name the kinds of report that can raise a regime."""
    return [kind for kind in ("death", "violence") if regime.trigger.condition(kind) is not None]
