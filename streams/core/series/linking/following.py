"""How the linker follows the cases: each that comes, changes or goes moves its hypotheses.

Source: detection specification, sections 2, 4 and 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from streams.core.incidents import TOGETHER, same_incident
from streams.core.lookup import CaseRow
from streams.core.series.linking.linker import LONG_AGO
from streams.core.series.linking.weighing import build, take_out, weigh_again, weigh_new
from streams.core.series.thresholds import is_learning
from streams.core.series.unit import CLASS_OF, Unit, day_number, unit_of

if TYPE_CHECKING:
    from streams.core.state import AreaState

SAFE = "found_safe"


def follow(before: CaseRow | None, after: CaseRow | None, state: AreaState) -> None:
    """Bring units and hypotheses up to date after one case came, changed or went."""
    if before is None and after is not None:
        _mature(state)
    concerned: dict[str, CaseRow] = {}
    for row in (before, after):
        if row is not None and _is_linked(row):
            concerned[row.id] = row
            concerned.update((one.id, one) for one in _together(row, state))
    for row in sorted(concerned.values(), key=lambda one: one.seq):
        _sync(row, before, after, state)


def units_of_cases(state: AreaState) -> Iterator[Unit]:
    """All units that the linker compares, by arrival, read off the cases."""
    for row in sorted(state.cases.values(), key=lambda one: one.seq):
        unit = unit_now(row, state)
        if unit is not None:
            yield unit


def unit_now(row: CaseRow, state: AreaState) -> Unit | None:
    """The unit that a case leads as things stand; None if it leads none.

    One who was missing and then found dead is one unit, led by the first report and as the death
    report has it.
    """
    now = state.cases.get(row.id)
    if now is None or not _is_linked(now) or _is_forgotten(now, state):
        return None
    others = _together(now, state)
    if any(one.seq < now.seq for one in others):
        return None
    unit = unit_of(now)
    if now.case.kind == "missing":
        death = next((one for one in others if one.case.kind == "death"), None)
        if death is not None:
            return replace(unit_of(death), id=unit.id, seq=unit.seq, arrived=unit.arrived)
    return unit


def _together(row: CaseRow, state: AreaState) -> list[CaseRow]:
    """Other linked reports of the same incident or person, by arrival."""
    when, ids = row.case.occurred_from, state.lookup.of_event(row.case)
    if row.case.kind == "death":
        ids += state.lookup.near(row.case.place, when - TOGETHER, when + TOGETHER)
    found = state.rows(dict.fromkeys(ids))
    same = [
        one
        for one in found
        if one.id != row.id and same_incident(one.case, row.case) and _is_linked(one)
    ]
    return sorted(same, key=lambda one: one.seq)


def _is_linked(row: CaseRow) -> bool:
    """Tell a case of the linker's stream: somebody missing, or a death that nobody foresaw."""
    case = row.case
    if case.kind == "missing":
        return case.status != SAFE
    return case.kind == "death" and CLASS_OF.get(case.category or "", "expected") != "expected"


def _is_forgotten(row: CaseRow, state: AreaState) -> bool:
    """Tell whether a case was so old when units were last forgotten that it was, too."""
    pruned = state.now.pruned
    return pruned is not None and day_number(row.case.occurred_from) < oldest(state)


def oldest(state: AreaState) -> float:
    """Day (since 2000) before which units are forgotten, as of the last time that they were."""
    pruned = state.now.pruned
    kept = state.linker.limits.reach_days + LONG_AGO.days
    return -np.inf if pruned is None else day_number(pruned) - kept


def _mature(state: AreaState) -> None:
    """Weigh people who have now been missing for long."""
    since = state.now.linked or state.now.since
    state.move(linked=state.now.clock)
    if is_learning(state, since) and not is_learning(state, state.now.clock):
        _build_all(state)
    for seq in state.linker.due(since, state.now.clock):
        unit = state.linker.columns.unit(seq)
        if _is_weighed(unit, state):
            weigh_again(unit, state, wide=False)


def _build_all(state: AreaState) -> None:
    """Build every hypothesis anew: an area that has learned what is usual forgets its guesses."""
    found = sorted(state.hypotheses.values(), key=lambda one: one.seed)
    pools = [[one.seq for one in hypothesis.members] for hypothesis in found]
    for pool in pools:
        state.linker.forget(str(pool[0]))
    for pool in pools:
        build(pool, state)


def _sync(row: CaseRow, before: CaseRow | None, after: CaseRow | None, state: AreaState) -> None:
    """Bring one unit up to date."""
    linker = state.linker
    known = linker.columns.unit(row.seq) if row.seq in linker.columns else None
    unit = unit_now(row, state)
    if unit == known:
        return
    if unit is None:
        linker.drop_unit(row.seq)
        take_out(row.seq, state)
        return
    linker.put_unit(unit)
    if not _is_weighed(unit, state):
        take_out(row.seq, state)
    elif before is None and after is not None and after.seq == row.seq:
        weigh_new(unit, state)
    else:
        weigh_again(unit, state, wide=_is_news(before, after))


def _is_weighed(unit: Unit, state: AreaState) -> bool:
    """Tell whether a unit may join others, and is not there for them to join alone."""
    if unit.border or state.cases[unit.id].history:
        return False
    return state.linker.counts_now(unit, state.now.clock)


def _is_news(before: CaseRow | None, after: CaseRow | None) -> bool:
    """Tell whether a case became suspicious or a homicide, or a substance was newly named."""
    if before is None or after is None:
        return False
    named = set(after.case.substances) - set(before.case.substances)
    return bool(named) or (after.turned_grave and not before.turned_grave)
