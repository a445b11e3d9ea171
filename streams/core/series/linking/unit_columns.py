"""Units of an area as columns of numbers, so that one can be weighed against many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.core.series.background.grid import LEVELS
from streams.core.series.linking.limits import CLASSES
from streams.core.series.unit import Key, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNKNOWN = -1  # a value that is not known; where it stands, a factor is exactly 1
MOST_SUBSTANCES = 6  # of one unit that are compared
_NUMBERS = ("day", "x", "y", "precision", "age")
_CODES = ("sex", "method", "place_kind", "slot", "domestic", "klass", "lsoa")
_FIRST = 64  # slots at the start; doubled when full
_NOT_KNOWN = frozenset({None, "unknown", "U"})


class Columns:
    """One slot a unit. Codes are equal where values are; their order says nothing.

    Units: days since 2000-01-01 UTC, kilometres in the local projection, years of age.
    """

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self.slot_of: dict[int, int] = {}
        self.units: list[Unit | None] = []
        self.keys: list[frozenset[int]] = []
        self.numbers = {name: np.full(_FIRST, np.nan) for name in _NUMBERS}
        self.codes = {name: np.full(_FIRST, UNKNOWN, dtype=np.int64) for name in _CODES}
        self.substances = np.full((_FIRST, MOST_SUBSTANCES), UNKNOWN, dtype=np.int64)
        self._rates = np.full((_FIRST, LEVELS), np.nan)
        self._rates_of: object = None
        self._free: list[int] = []
        self._code: dict[tuple[str, Any], int] = {}
        for unit in units:
            self.put(unit)

    def __contains__(self, seq: int) -> bool:
        return seq in self.slot_of

    def unit(self, seq: int) -> Unit:
        """Return the unit that came as number ``seq`` (KeyError: it is not here)."""
        return self.of(self.slot_of[seq])

    def of(self, slot: int) -> Unit:
        """Return the unit in a slot that is taken."""
        found = self.units[slot]
        if found is None:
            raise KeyError(slot)
        return found

    def slots(self, seqs: Iterable[int]) -> Ints:
        """Slots of units, in the order given."""
        return np.array([self.slot_of[seq] for seq in seqs], dtype=np.int64)

    def put(self, unit: Unit) -> None:
        """Write a unit, in place of what was known of it."""
        slot = self.slot_of.get(unit.seq)
        if slot is None:
            slot = self._take()
            self.slot_of[unit.seq] = slot
        self.units[slot] = unit
        self._rates[slot] = np.nan
        self.keys[slot] = frozenset(self.code_of(key) for key in unit.keys)
        numbers = (unit.day, unit.x, unit.y, unit.precision_km, unit.age)
        for name, value in zip(_NUMBERS, numbers, strict=True):
            self.numbers[name][slot] = np.nan if value is None else value
        values = (
            unit.sex, unit.method, unit.place_kind, unit.slot, unit.domestic, unit.klass,
            unit.lsoa,
        )  # fmt: skip
        for name, code in zip(_CODES, values, strict=True):
            self.codes[name][slot] = self._coded(name, code)
        self.substances[slot] = self._substances(unit.substances)

    def drop(self, seq: int) -> None:
        """Forget a unit."""
        slot = self.slot_of.pop(seq)
        self.units[slot] = None
        self.keys[slot] = frozenset()
        self._free.append(slot)

    def code_of(self, key: Key) -> int:
        """Return the number that stands for a key in ``keys``."""
        return self._code.setdefault(("key", (key.kind, key.value)), len(self._code))

    def rates(self, facts: object) -> Floats:
        """Rates about units, (slots, levels), as worked out from ``facts`` and kept here.

        No number where they were not, or the unit is another now.
        """
        if facts is not self._rates_of:
            self._rates[:] = np.nan
            self._rates_of = facts
        return self._rates

    def _take(self) -> int:
        if self._free:
            return self._free.pop()
        self.units.append(None)
        self.keys.append(frozenset())
        if len(self.units) > len(self.substances):
            self._grow()
        return len(self.units) - 1

    def _grow(self) -> None:
        for columns in (self.numbers, self.codes):
            for name, values in columns.items():
                columns[name] = np.concatenate([values, values])
        self.substances = np.concatenate([self.substances, self.substances])
        self._rates = np.concatenate([self._rates, np.full_like(self._rates, np.nan)])

    def _coded(self, name: str, value: Any) -> int:
        if value in _NOT_KNOWN:
            return UNKNOWN
        if name == "slot":
            return int(value)
        if name == "klass":
            return CLASSES.index(value)
        return self._code.setdefault((name, value), len(self._code))

    def _substances(self, named: Sequence[str]) -> Ints:
        codes = [self._coded("substance", one) for one in named[:MOST_SUBSTANCES]]
        return np.array(codes + [UNKNOWN] * (MOST_SUBSTANCES - len(codes)), dtype=np.int64)
