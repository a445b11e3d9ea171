"""What each regime says of one case: raised, not raised, or a fact is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from streams.core.case import Case
from streams.core.duties.book import Book
from streams.core.duties.calendar import local_date
from streams.core.duties.conditions import Finding, Truth, weigh
from streams.core.duties.regimes import Exclusion, Regime
from streams.core.duties.sight import Sight, look_at
from streams.core.duties.standing import Standing, Whereabouts, locate, standing
from streams.core.duties.wording import facts, grounds


@dataclass(frozen=True, slots=True)
class Look:
    """One version of a case, seen through the book. ``occurred`` is a London date."""

    sight: Sight
    where: Whereabouts
    occurred: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a regime says of a case: whether it is law there and then, and what triggers it."""

    stands: Standing
    finding: Finding

    @property
    def truth(self) -> Truth:
        """Join the two: both must hold, and what is unknown of either is unknown."""
        if Truth.FALSE in (self.stands.truth, self.finding.truth):
            return Truth.FALSE
        if Truth.UNKNOWN in (self.stands.truth, self.finding.truth):
            return Truth.UNKNOWN
        return Truth.TRUE

    def reason(self, sight: Sight) -> str:
        """Say in plain words on what it rests, or which fact is missing."""
        if self.stands.truth is Truth.FALSE:
            return self.stands.why_not
        if self.truth is Truth.UNKNOWN:
            return facts((*self.stands.missing, *self.finding.missing))
        return grounds(self.finding.grounds, sight)


NOT_WEIGHED = Finding(Truth.FALSE)


def look(book: Book, case: Case) -> Look:
    """See a case through the book."""
    where = locate(book, case.area, case.district, case.place.lsoa)
    return Look(look_at(case, book.offences, where.country), where, local_date(case.occurred_from))


def judge(
    book: Book, seen: Look, aware_at: datetime, earlier: Mapping[str, datetime]
) -> dict[str, Judgement]:
    """Judge a case by each regime that reads such reports; ``earlier`` = awareness kept."""
    today = local_date(aware_at)
    since = {name: local_date(moment) for name, moment in earlier.items()}
    judged: dict[str, Judgement] = {}
    for regime in book.regimes.values():
        condition = regime.trigger.condition(seen.sight.case.kind)
        if condition is not None:
            aware = since.get(regime.id, today)
            stands = standing(book, regime, seen.where, seen.occurred, aware)
            is_law = stands.truth is not Truth.FALSE
            finding = weigh(condition, seen.sight) if is_law else NOT_WEIGHED
            judged[regime.id] = Judgement(stands, finding)
    return judged


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
        other = book.regimes.get(exclusion.by)
        if other is None:  # switched off
            continue
        stands = standing(book, other, seen.where, seen.occurred, local_date(aware_at))
        if stands.truth is Truth.TRUE and weigh(exclusion.test, seen.sight).truth is Truth.TRUE:
            return exclusion
    return None
