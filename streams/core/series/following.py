"""How the linker follows the cases: each that comes, changes or goes moves its hypotheses.

Source: detection specification, sections 2, 4 and 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from streams.core.incidents import TOGETHER, same_incident
from streams.core.lookup import CaseRow
from streams.core.series.columns import Floats
from streams.core.series.evidence import Evidence, weigh
from streams.core.series.hypotheses import Hypothesis, begun, grow
from streams.core.series.linker import LONG_AGO, Linker, came
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
            _weigh_again(unit, state, wide=False)


def _build_all(state: AreaState) -> None:
    """Build every hypothesis anew: an area that has learned what is usual forgets its guesses."""
    found = sorted(state.hypotheses.values(), key=lambda one: one.seed)
    pools = [[one.seq for one in hypothesis.members] for hypothesis in found]
    for pool in pools:
        state.linker.forget(str(pool[0]))
    for pool in pools:
        _build(pool, state)


def _sync(row: CaseRow, before: CaseRow | None, after: CaseRow | None, state: AreaState) -> None:
    """Bring one unit up to date."""
    linker = state.linker
    known = linker.columns.unit(row.seq) if row.seq in linker.columns else None
    unit = unit_now(row, state)
    if unit == known:
        return
    if unit is None:
        linker.drop_unit(row.seq)
        _take_out(row.seq, state)
        return
    linker.put_unit(unit)
    if not _is_weighed(unit, state):
        _take_out(row.seq, state)
    elif before is None and after is not None and after.seq == row.seq:
        _weigh_new(unit, state)
    else:
        _weigh_again(unit, state, wide=_is_news(before, after))


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


def _take_out(seq: int, state: AreaState) -> None:
    """Build the hypotheses of a unit again without it."""
    linker = state.linker
    for name in linker.holding(seq):
        rest = [one.seq for one in state.hypotheses[name].members if one.seq != seq]
        linker.forget(name)
        _build(rest, state)


def _build(seqs: Sequence[int], state: AreaState) -> None:
    """Write what units make of a hypothesis, unless its seed has one already."""
    known = [seq for seq in seqs if seq in state.linker.columns]
    if not known or str(min(known)) in state.hypotheses:
        return
    found = state.linker.built(known, state.usual)
    if found is not None:
        state.linker.put(found)


def _weigh_new(unit: Unit, state: AreaState) -> None:
    """Weigh the newest unit into the hypotheses of its candidates and let it seed new ones."""
    linker = state.linker
    candidates = linker.candidates(unit, state.now.clock)
    if not candidates:
        return
    evidence = weigh(unit.seq, np.array(candidates), linker.columns, state.usual, linker.limits)
    for found in _joins(unit, evidence, state):
        linker.put(found)


def _weigh_again(unit: Unit, state: AreaState, *, wide: bool) -> None:
    """Weigh a unit that changed against those before and after it, and build all anew."""
    linker, limits = state.linker, state.linker.limits
    candidates = _candidates_again(unit, state, wide)
    evidence = weigh(
        unit.seq, np.array(candidates, dtype=np.int64), linker.columns, state.usual, limits
    )
    later = _strong_later(unit, evidence, linker)
    for name in linker.holding(unit.seq):
        pool = [one.seq for one in state.hypotheses[name].members]
        linker.forget(name)
        _build([*pool, *later], state)
        _build([one for one in pool if one != unit.seq], state)
    if later and str(unit.seq) not in state.hypotheses:
        _build([unit.seq, *later], state)
    room = limits.counts["of_unit"] - len(linker.holding(unit.seq))
    for found in _joins(unit, evidence, state)[: max(0, room)]:
        linker.forget(found.key)
        _build([*(one.seq for one in found.members), *later], state)


def _candidates_again(unit: Unit, state: AreaState, wide: bool) -> list[int]:
    """Candidates of a unit that changed; further back, and more, if it is news."""
    linker = state.linker
    if not wide:
        return linker.candidates(unit, state.now.clock)
    found = linker.candidates(unit, state.now.clock, linker.limits.counts["widest"])
    back = linker.limits.look_back_days
    return [one for one in found if abs(linker.columns.unit(one).day - unit.day) <= back]


def _strong_later(unit: Unit, evidence: Evidence, linker: Linker) -> list[int]:
    """Later units that may belong to it by its own strength, and have room."""
    strong = (evidence.others > unit.seq) & (evidence.best >= 1.0)
    most = linker.limits.counts["of_unit"]
    return [one for one in evidence.others[strong].tolist() if len(linker.holding(one)) < most]


def _joins(unit: Unit, evidence: Evidence, state: AreaState) -> list[Hypothesis]:
    """The hypotheses with the highest scores, with the unit in them."""
    linker, limits = state.linker, state.linker.limits
    near = _touched(unit, evidence, state)
    if not near:
        return []
    day = came(unit)
    grown = grow(
        np.array([linker.weights(found) for found in near]),
        np.array([found.mass for found in near]),
        np.array([max(0.0, day - found.last) for found in near]),
        _total(near, evidence),
        limits,
    )
    rows = np.flatnonzero(grown.ratio >= 1.0).tolist()
    rows.sort(key=lambda row: (-(near[row].score + grown.gain[row]), near[row].seed))
    most = limits.counts["of_unit"]
    return [grown.after(row, near[row], unit.seq, day) for row in rows[:most]]


def _total(near: Sequence[Hypothesis], evidence: Evidence) -> Floats:
    """Evidence against each hypothesis: that against its members, each as far as it is one."""
    place = {seq: number for number, seq in enumerate(evidence.others.tolist())}
    pairs = [
        (row, place[one.seq], one.p)
        for row, found in enumerate(near)
        for one in found.members
        if one.seq in place
    ]
    rows, columns, chances = (np.array(part) for part in zip(*pairs, strict=True))
    weighed = chances[:, None, None, None] * evidence.terms[columns]
    return np.add.reduceat(weighed, np.searchsorted(rows, np.arange(len(near))), axis=0)


def _touched(unit: Unit, evidence: Evidence, state: AreaState) -> list[Hypothesis]:
    """Hypotheses that hold a candidate, or that one could seed; the strongest links first.

    What a later unit seeded is none that this one could have joined.
    """
    linker = state.linker
    mine = set(linker.holding(unit.seq))
    strength: dict[str, float] = {}
    alone, best_of = evidence.mean.tolist(), evidence.best.tolist()
    for seq, best, mean in zip(evidence.others.tolist(), best_of, alone, strict=True):
        for name in linker.holding(seq):
            if name not in mine and int(name) < unit.seq:
                strength[name] = max(strength.get(name, 0.0), best)
        if mean >= 1.0 and seq < unit.seq and str(seq) not in state.hypotheses:
            strength[str(seq)] = best
    names = sorted(strength, key=lambda name: (-strength[name], int(name)))
    found = []
    for name in names[: linker.limits.counts["touched"]]:
        known = state.hypotheses.get(name)
        found.append(known or begun(int(name), came(linker.columns.unit(int(name)))))
    return found
