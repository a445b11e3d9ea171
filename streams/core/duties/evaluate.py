"""Which duties a report raises, version by version: more news never gives more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from streams.core.case import Case
from streams.core.duties.book import Book
from streams.core.duties.clocks import first_steps, renewed, whole
from streams.core.duties.conditions import Truth
from streams.core.duties.duty import RUNNING, Duty, DutyState, Order, by_duty
from streams.core.duties.judging import Judgement, Look, excluded_by, judge, look
from streams.core.duties.regimes import IfUnknown, Regime

Lines = tuple[Duty, ...]


def assess(book: Book, case: Case, before: Sequence[Duty], aware_at: datetime) -> Lines:
    """Judge one version of a report afresh, given the duties after the version before it.

    Units: ``aware_at`` is this version's ``recorded_at``; a duty raised earlier keeps its own.
    Source: [conventions] versions, exclusion, unknown.
    """
    seen = look(book, case)
    lines = by_duty(before)
    earlier = {name: _since(mine, aware_at) for name, mine in lines.items()}
    judged = judge(book, seen, aware_at, earlier)
    after: list[Duty] = []
    for name, regime in book.regimes.items():
        mine = lines.pop(name, ())
        verdict = judged.get(name)
        if verdict is None:
            after.extend(mine)
        elif mine or verdict.truth is not Truth.FALSE:
            aware = earlier.get(name, aware_at)
            after.extend(_ordered(mine, verdict) or _renew(book, regime, seen, judged, mine, aware))
    for rest in lines.values():  # raised by a regime that is no longer in the file
        after.extend(rest)
    return tuple(after)


def _since(mine: Lines, aware_at: datetime) -> datetime:
    """Keep the earliest awareness of a duty whose trigger held before; else it is now."""
    held = [
        line.aware_at
        for line in mine
        if line.state is not DutyState.VOID
        and not (line.is_whole and line.state is DutyState.NEEDS_FACT)
    ]
    return min([aware_at, *held])


def _ordered(mine: Lines, verdict: Judgement) -> Lines:
    """Let a person's order stand against the machine; 'not required' lasts while it holds."""
    order = next((line.order for line in mine if line.order is not None), None)
    if order is Order.NOT_REQUIRED and verdict.truth is Truth.FALSE:
        return tuple(replace(line, order=None) for line in mine)
    return mine if order is not None else ()


def _renew(
    book: Book,
    regime: Regime,
    seen: Look,
    judged: dict[str, Judgement],
    mine: Lines,
    aware_at: datetime,
) -> Lines:
    """Raise, keep, exclude, ask about or void one duty."""
    verdict = judged[regime.id]
    if verdict.truth is Truth.FALSE:
        return _void(regime, mine, verdict.reason(seen.sight))
    if verdict.truth is Truth.UNKNOWN:
        return _ask(regime, mine, verdict.reason(seen.sight), aware_at)
    exclusion = excluded_by(book, regime, seen, judged, aware_at)
    if exclusion is not None:
        reason = f"{exclusion.when}: {exclusion.effect}"
        return (whole(regime, DutyState.EXCLUDED, aware_at, reason, by=exclusion.by),)
    reason = verdict.reason(seen.sight)
    fresh = first_steps(book, regime, aware_at, seen.sight.case.occurred_from, reason=reason)
    earlier = {line.step: line for line in mine if not line.is_whole}
    return tuple(
        renewed(book, earlier[line.step], line) if line.step in earlier else line for line in fresh
    )


def _void(regime: Regime, mine: Lines, reason: str) -> Lines:
    """End a duty that no longer holds; one that was void already keeps its reason."""
    if not mine or all(line.state is DutyState.VOID for line in mine):
        return mine
    aware_at = min(line.aware_at for line in mine)
    return (whole(regime, DutyState.VOID, aware_at, f"no longer holds: {reason}"),)


def _ask(regime: Regime, mine: Lines, reason: str, aware_at: datetime) -> Lines:
    """Ask for the missing fact, or stay silent; a clock that runs already runs on."""
    if regime.if_unknown is IfUnknown.SKIP:
        return mine
    if any(not line.is_whole for line in mine):
        return tuple(
            replace(line, state=DutyState.NEEDS_FACT, reason=reason)
            if line.state in RUNNING
            else line
            for line in mine
        )
    asked = [line.aware_at for line in mine if line.state is DutyState.NEEDS_FACT]
    return (whole(regime, DutyState.NEEDS_FACT, min([aware_at, *asked]), reason),)
