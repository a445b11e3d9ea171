"""How a unit is weighed into hypotheses: a new one, one that changed, one that goes.

Source: detection specification, sections 4 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from streams.core.series.linking.evidence import Evidence, weigh
from streams.core.series.linking.hypotheses import Hypothesis, begun, grow
from streams.core.series.linking.linker import Linker, came
from streams.core.series.linking.unit_columns import Floats
from streams.core.series.unit import Unit

if TYPE_CHECKING:
    from streams.core.state import AreaState


def take_out(seq: int, state: AreaState) -> None:
    """Build the hypotheses of a unit again without it."""
    linker = state.linker
    for name in linker.holding(seq):
        rest = [one.seq for one in state.hypotheses[name].members if one.seq != seq]
        linker.forget(name)
        build(rest, state)


def build(seqs: Sequence[int], state: AreaState) -> None:
    """Write what units make of a hypothesis, unless its seed has one already."""
    known = [seq for seq in seqs if seq in state.linker.columns]
    if not known or str(min(known)) in state.hypotheses:
        return
    found = state.linker.built(known, state.usual)
    if found is not None:
        state.linker.put(found)


def weigh_new(unit: Unit, state: AreaState) -> None:
    """Weigh the newest unit into the hypotheses of its candidates and let it seed new ones."""
    linker = state.linker
    candidates = linker.candidates(unit, state.now.clock)
    if not candidates:
        return
    evidence = weigh(unit.seq, np.array(candidates), linker.columns, state.usual, linker.limits)
    for found in _joins(unit, evidence, state):
        linker.put(found)


def weigh_again(unit: Unit, state: AreaState, *, wide: bool) -> None:
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
        build([*pool, *later], state)
        build([one for one in pool if one != unit.seq], state)
    if later and str(unit.seq) not in state.hypotheses:
        build([unit.seq, *later], state)
    room = limits.counts["of_unit"] - len(linker.holding(unit.seq))
    for found in _joins(unit, evidence, state)[: max(0, room)]:
        linker.forget(found.key)
        build([*(one.seq for one in found.members), *later], state)


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
