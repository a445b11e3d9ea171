"""What must hold between regimes: ids, dates, exclusions, and one law at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from streams.core.duties.regimes import Regime, StartKind


def check_regimes(regimes: Sequence[Regime], faults: list[str]) -> None:
    """Add to ``faults`` all that single regimes cannot show."""
    faults += [f"regime {name}: the id stands twice" for name in _twice(r.id for r in regimes)]
    by_id = {regime.id: regime for regime in regimes}
    for regime in regimes:
        _check_dates(regime, faults)
        _check_steps(regime, faults)
        for exclusion in regime.excluded_by:
            if exclusion.by and (exclusion.by not in by_id or exclusion.by == regime.id):
                faults.append(f"regime {regime.id}: excluded_by unknown id {exclusion.by}")
        for later in regime.superseded_by:
            if later not in by_id:
                faults.append(f"regime {regime.id}: superseded_by unknown id {later}")
    for older, newer in sorted(_successions(regimes, by_id.keys())):
        if _overlap(by_id[older], by_id[newer]):
            faults.append(
                f"regime {newer}: in force together with {older}, which it supersedes; "
                f"end {older} the day before"
            )


def _twice(ids: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(ids).items() if name and times > 1)


def _check_dates(regime: Regime, faults: list[str]) -> None:
    if regime.in_force_to is None:
        return
    if regime.in_force_from is None:
        faults.append(f"regime {regime.id}: in_force_to without in_force_from")
    elif regime.in_force_from > regime.in_force_to:
        faults.append(f"regime {regime.id}: in_force_from is after in_force_to")


def _check_steps(regime: Regime, faults: list[str]) -> None:
    """Let a step wait only for one written before it, so that none waits for ever."""
    if not regime.steps:
        faults.append(f"regime {regime.id}: no steps")
    twice = _twice(step.id for step in regime.steps)
    faults += [f"regime {regime.id}: step {name} stands twice" for name in twice]
    seen: set[str] = set()
    for step in regime.steps:
        if step.start.kind is StartKind.STEP and step.start.name not in seen:
            faults.append(
                f"regime {regime.id}, step {step.id}: from step:{step.start.name}, "
                "which is no step before it"
            )
        seen.add(step.id)


def _successions(regimes: Iterable[Regime], known: Iterable[str]) -> set[tuple[str, str]]:
    """Give (older, newer) for regimes of the file; what is superseded may be in no file."""
    ids = set(known)
    pairs = {(regime.id, newer) for regime in regimes for newer in regime.superseded_by}
    pairs |= {(older, regime.id) for regime in regimes for older in regime.supersedes}
    return {(older, newer) for older, newer in pairs if older in ids and newer in ids}


def _overlap(one: Regime, other: Regime) -> bool:
    if one.in_force_from is None or other.in_force_from is None:
        return False
    ends = [regime.in_force_to or date.max for regime in (one, other)]
    return max(one.in_force_from, other.in_force_from) <= min(ends)
