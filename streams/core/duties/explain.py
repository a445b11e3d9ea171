"""What a report raises and why, and what it does not raise and why not, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from streams.core.case import Case
from streams.core.duties.book import Book
from streams.core.duties.conditions import Truth
from streams.core.duties.duty import DutyState
from streams.core.duties.judging import Judgement, Look, excluded_by, judge, look
from streams.core.duties.regimes import IfUnknown, Regime


class Why(NamedTuple):
    """One regime's answer: whether it is raised (or asks for a fact), in what state, and why."""

    regime: str
    is_raised: bool
    sentence: str
    state: DutyState | None


def why(book: Book, case: Case) -> list[Why]:
    """Explain every regime that reads such reports, for a case seen for the first time."""
    seen = look(book, case)
    judged = judge(book, seen, case.recorded_at, {})
    return [_explain(book, book.regimes[name], seen, judged) for name in judged]


def _explain(book: Book, regime: Regime, seen: Look, judged: dict[str, Judgement]) -> Why:
    verdict = judged[regime.id]
    reason = verdict.reason(seen.sight)
    if verdict.truth is Truth.FALSE:
        return Why(regime.id, False, f"{regime.title}: not raised, {reason}.", None)
    if verdict.truth is Truth.UNKNOWN:
        return _asked(regime, reason)
    exclusion = excluded_by(book, regime, seen, judged, seen.sight.case.recorded_at)
    if exclusion is not None:
        other = book.regimes[exclusion.by].title
        words = f"would be raised ({reason}), but {other} comes first: {exclusion.when}"
        return Why(regime.id, False, f"{regime.title}: {words}.", DutyState.EXCLUDED)
    words = f"raised, because {reason}. A person judges: {regime.judge.rstrip('.')}"
    return Why(regime.id, True, f"{regime.title}: {words}.", DutyState.OPEN)


def _asked(regime: Regime, reason: str) -> Why:
    """Ask or stay silent, as the regime says; both are explained."""
    if regime.if_unknown is IfUnknown.SKIP:
        return Why(regime.id, False, f"{regime.title}: not raised, {reason}.", None)
    words = f"cannot be judged until a fact is found: {reason}"
    return Why(regime.id, True, f"{regime.title}: {words}.", DutyState.NEEDS_FACT)
