"""Which facts that are not known might have lifted a finding of the linker, and by how much.

Source: detection specification, section 9, ``missing.gain``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from streams.core.series.linking.linker import replayed
from streams.core.series.linking.unit_columns import Columns
from streams.core.series.unit import Unit
from streams.core.signals import Signal

if TYPE_CHECKING:
    from streams.core.state import AreaState

FIELDS = {
    "sex": "subject.sex",
    "age": "subject.age",
    "method": "method",
    "place_kind": "place.kind",
    "slot": "occurred_from",
}
LEAST_GAIN = 0.01  # nats; less changes nothing


def gains(signal: Signal, state: AreaState) -> list[tuple[str, float]]:
    """Fields by what they would add, in nats: the score with that field at the others' commonest.

    Of a field that several members lack, the one that would add most.
    """
    rows = state.rows(signal.members)
    columns = state.linker.columns
    units = [columns.unit(row.seq) for row in rows if row.seq in columns]
    usual = _score(units, state)
    found: dict[str, float] = {}
    for field, changed in _filled_in(units):
        gain = _score(changed, state) - usual
        if gain >= LEAST_GAIN:
            found[field] = max(gain, found.get(field, 0.0))
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def _filled_in(units: Sequence[Unit]) -> Iterator[tuple[str, list[Unit]]]:
    """The units with one unknown field of one of them at the others' commonest value."""
    for number, unit in enumerate(units):
        for name, field in FIELDS.items():
            known = [getattr(one, name) for one in units if getattr(one, name) is not None]
            if getattr(unit, name) is None and known:
                given: Any = {name: Counter(known).most_common(1)[0][0]}
                yield field, [*units[:number], replace(unit, **given), *units[number + 1 :]]


def _score(units: Sequence[Unit], state: AreaState) -> float:
    found = replayed(Columns(units), [unit.seq for unit in units], state.usual, state.linker.limits)
    return 0.0 if found is None else found.score
