"""The linker's memory: units, who is near whom, and hypotheses with what is derived from them.

``touched``: numbers of units whose hypotheses moved in this step.

Rows are the hypotheses; all else is made again from the cases at a restart.
Source: detection specification, sections 2 and 4.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from streams.core.rows import Rows
from streams.core.series.background.usual import Usual
from streams.core.series.linking.candidates import Rings
from streams.core.series.linking.evidence import Evidence, weigh_each
from streams.core.series.linking.hypotheses import Hypothesis, begun, grow, unpack
from streams.core.series.linking.limits import LinkerLimits
from streams.core.series.linking.unit_columns import Columns, Floats
from streams.core.series.unit import Unit, day_number

FOUND = frozenset({"found_harmed", "found_dead"})


class Linker:
    """Units that are compared, and the hypotheses about them."""

    def __init__(self, rows: Rows[Hypothesis], limits: LinkerLimits) -> None:
        self.limits = limits
        self.columns = Columns()
        self.rings = Rings(limits)
        self.touched: dict[int, None] = {}
        self._rows = rows
        self._weights: dict[str, Floats] = {}
        self._holding: dict[int, set[str]] = {}
        self._waiting: list[tuple[float, int]] = []

    def put_unit(self, unit: Unit) -> None:
        """Compare a unit from now on, in place of what was known of it."""
        self.drop_unit(unit.seq)
        self.columns.put(unit)
        self.rings.add(unit)
        if unit.kind == "missing" and unit.missing_status not in FOUND:
            insort(self._waiting, (unit.day + self.limits.missing_days, unit.seq))

    def drop_unit(self, seq: int) -> None:
        """Compare a unit no longer, if it was."""
        if seq not in self.columns:
            return
        unit = self.columns.unit(seq)
        self.rings.remove(unit)
        self.columns.drop(seq)
        entry = (unit.day + self.limits.missing_days, seq)
        at = bisect_left(self._waiting, entry)
        if self._waiting[at : at + 1] == [entry]:
            del self._waiting[at]

    def due(self, since: datetime, now: datetime) -> list[int]:
        """People who became missing for long between two moments, in order."""
        start = bisect_left(self._waiting, (day_number(since), -1))
        end = bisect_left(self._waiting, (day_number(now), -1))
        return [seq for _, seq in self._waiting[start:end]]

    def counts_now(self, unit: Unit, now: datetime) -> bool:
        """Tell whether a unit counts yet: somebody missing does after a fortnight."""
        if unit.kind != "missing" or unit.missing_status in FOUND:
            return True
        return unit.day + self.limits.missing_days < day_number(now)

    def candidates(self, unit: Unit, now: datetime, widest: int | None = None) -> list[int]:
        """Units to weigh one against, by arrival."""
        first = bisect_right(self._waiting, (day_number(now), -1))
        early = {seq for _, seq in self._waiting[first:]}
        return [one for one in self.rings.of(unit, widest) if one not in early]

    def holding(self, seq: int) -> list[str]:
        """Names of the hypotheses that hold a unit, oldest seed first."""
        return sorted(self._holding.get(seq, ()), key=int)

    def weights(self, of: Hypothesis) -> Floats:
        """Weights of a hypothesis that stands, or has but its seed; (places, scales, 2)."""
        name = of.key if len(of.members) > 1 else ""
        found = self._weights.get(name)
        if found is None:
            found = self._weights[name] = unpack(of.weights)
        return found

    def put(self, hypothesis: Hypothesis) -> None:
        """Write a hypothesis, in place of what it was; only its newest members stay."""
        kept = hypothesis.members
        most = self.limits.counts["members"]
        if len(kept) > most:
            hypothesis = replace(hypothesis, members=(kept[0], *kept[len(kept) - most + 1 :]))
        name = hypothesis.key
        self.forget(name)
        self._rows.put(name, hypothesis)
        self._hold(hypothesis)
        self.touched.update(dict.fromkeys(one.seq for one in hypothesis.members))

    def forget(self, name: str) -> None:
        """Give a hypothesis up, if there is one."""
        before = self._rows.get(name)
        if before is None:
            return
        for one in before.members:
            self._holding[one.seq].discard(name)
            if not self._holding[one.seq]:
                del self._holding[one.seq]
            self.touched[one.seq] = None
        self._weights.pop(name, None)
        self._rows.delete(name)

    def rest(self) -> None:
        """Forget what was only about the step that ends."""
        self.touched.clear()

    def restored(self, units: Iterable[Unit]) -> None:
        """Make the caches again from the units and the stored rows."""
        for unit in units:
            self.put_unit(unit)
        for hypothesis in self._rows.values():
            self._hold(hypothesis)

    def prune(self, oldest: float) -> None:
        """Forget units that happened before a day, and hypotheses of nothing else."""
        for seq in [seq for seq in self.columns.slot_of if self.columns.unit(seq).day < oldest]:
            self.drop_unit(seq)
        for name in list(self._rows):
            if not any(one.seq in self.columns for one in self._rows[name].members):
                self.forget(name)

    def built(self, seqs: Sequence[int], usual: Usual) -> Hypothesis | None:
        """What a hypothesis is when its units come again in order of arrival; None: no series."""
        return replayed(self.columns, seqs, usual, self.limits)

    def _hold(self, hypothesis: Hypothesis) -> None:
        for one in hypothesis.members:
            self._holding.setdefault(one.seq, set()).add(hypothesis.key)


def replayed(
    columns: Columns, seqs: Sequence[int], usual: Usual, limits: LinkerLimits
) -> Hypothesis | None:
    """Let units come again in order of arrival, from S = 0; None where no second one joins.

    The first begins it; a later one is a member where its likelihood ratio is 1 or more.
    """
    ordered = sorted(seq for seq in dict.fromkeys(seqs) if seq in columns)
    if not ordered:
        return None
    found = begun(ordered[0], came(columns.unit(ordered[0])))
    for seq, evidence in zip(ordered[1:], weigh_each(ordered, columns, usual, limits), strict=True):
        found = joined(found, seq, evidence, columns, limits) or found
    return found if len(found.members) > 1 else None


def joined(
    before: Hypothesis, seq: int, evidence: Evidence, columns: Columns, limits: LinkerLimits
) -> Hypothesis | None:
    """A hypothesis with one unit more; None where the unit does not belong to it.

    ``evidence``: of the unit against its members, and perhaps others.
    """
    chances = {one.seq: one.p for one in before.members}
    evidence = evidence.kept(np.array([one in chances for one in evidence.others.tolist()], bool))
    if not len(evidence.others):
        return None
    p = np.array([chances[one] for one in evidence.others.tolist()])
    total = np.tensordot(p, evidence.terms, axes=1)
    day = came(columns.unit(seq))
    grown = grow(
        unpack(before.weights)[None],
        np.array([before.mass]),
        np.array([max(0.0, day - before.last)]),
        total[None],
        limits,
    )
    return grown.after(0, before, seq, day) if grown.ratio[0] >= 1.0 else None


def came(unit: Unit) -> float:
    """When a unit came, in days since 2000 on the clock."""
    return day_number(unit.arrived)


LONG_AGO = timedelta(days=30)  # units are kept this much longer than they are compared
