"""An even country whose background is known exactly, and units drawn from it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.configuration import DATA
from streams.core.rows import Rows
from streams.core.series.background.usual import RADII_KM
from streams.core.series.linking import weighing
from streams.core.series.linking.limits import LinkerLimits, linker_limits_from
from streams.core.series.linking.linker import Linker
from streams.core.series.unit import Key, Unit

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SIDE_KM = 60.0
A_DAY = 2.0  # units a day in all of the country
SHARES: dict[str, dict[Any, float]] = {
    "sex": {"M": 0.6, "F": 0.4},
    "method": {"unknown": 0.5, "natural": 0.2, "hanging": 0.15, "drug_poisoning": 0.15},
    "place_kind": {"home": 0.7, "street": 0.1, "outdoors": 0.1, "hotel": 0.1},
    "slot": {slot: 0.125 for slot in range(8)},
    "klass": {"unexpected": 0.7, "suicide": 0.12, "drug": 0.1, "accident": 0.06, "homicide": 0.02},
}
AGES = (20, 90)  # even between


def limits() -> LinkerLimits:
    return linker_limits_from(tomllib.loads((DATA / "series.toml").read_text())["linker"])


def a_unit(seq: int, day: float, **facts: Any) -> Unit:
    """A man of 50 found dead at home in the middle of the country."""
    given: dict[str, Any] = {
        "id": f"//x\x1f{seq}", "seq": seq, "arrived": EPOCH + timedelta(days=day), "day": day,
        "x": 30.0, "y": 30.0, "precision_km": 0.05, "lsoa": None, "klass": "unexpected",
        "kind": "death", "category": None, "sex": "M", "age": 50, "method": None,
        "place_kind": "home", "slot": 3, "flags": (), "substances": (), "keys": (),
        "incident": None, "subject": None, "border": False, "drug": False, "stranger": False,
        "missing_status": None,
    }  # fmt: skip
    return Unit(**(given | facts))


class EvenUsual:
    """What is usual in the even country: exact, and the same for ever."""

    phase = None

    def disc(self, stream: str, unit: Unit, level: int) -> float:
        return self._disc(level)

    def discs(
        self, stream: str, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.tile([self._disc(level) for level in range(8)], (len(x), 1))

    def profiles(self, stream: str, unit: Unit) -> NDArray[np.float64]:
        return np.ones(8)

    def key(self, stream: str, key: Key) -> float:
        return 0.0001

    def key_count(self, stream: str, key: Key) -> tuple[float, float]:
        return 1.0, 100.0

    def share(self, feature: str, unit: Unit) -> float:
        if feature == "age":
            return 1.0 / (AGES[1] - AGES[0])
        if feature == "flag:domestic":
            return 0.05 if unit.domestic else 0.95
        if feature == "substance":
            return 0.1
        name = {"class": "klass"}.get(feature, feature)
        value = getattr(unit, name)
        return SHARES[name]["unknown" if value is None else value]

    def _disc(self, level: int) -> float:
        return float(A_DAY * min(1.0, math.pi * RADII_KM[level] ** 2 / SIDE_KM**2))


def drawn(rng: np.random.Generator, number: int, start: float = 0.0) -> list[Unit]:
    """Units of the background: a Poisson process in time, even on the ground."""
    days = start + np.cumsum(rng.exponential(1.0 / A_DAY, number))
    return [_drawn(rng, seq, float(day)) for seq, day in enumerate(days, start=1)]


def _drawn(rng: np.random.Generator, seq: int, day: float) -> Unit:
    facts = {name: _pick(rng, shares) for name, shares in SHARES.items()}
    if facts["method"] == "unknown":
        facts["method"] = None
    return a_unit(
        seq, day,
        x=float(rng.uniform(0, SIDE_KM)), y=float(rng.uniform(0, SIDE_KM)),
        age=int(rng.integers(*AGES)),
        flags=("domestic_abuse",) if rng.random() < 0.05 else (),
        **facts,
    )  # fmt: skip


def _pick(rng: np.random.Generator, shares: dict[Any, float]) -> Any:
    values = list(shares)
    return values[int(rng.choice(len(values), p=list(shares.values())))]


def linked(units: Iterable[Unit]) -> Any:
    """A linker that weighed units one after the other; with its rows, as an area's state has it."""
    hypotheses: Rows[Any] = Rows()
    state = SimpleNamespace(
        hypotheses=hypotheses, linker=Linker(hypotheses, limits()), usual=EvenUsual()
    )
    for unit in units:
        state.now = SimpleNamespace(clock=unit.arrived)
        state.linker.put_unit(unit)
        weighing.weigh_new(unit, state)
    return state
