"""How common looks are: shares by class for the linker, by stream for the scan.

Counts of the area, shrunk to the shipped table by a weight of 50 reports. A floor of half a
count keeps what was never seen possible. What is unknown has a share of exactly 1.

Source: detection specification, section 3, marks; section 5, P_f.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import get_args

import numpy as np

from schemas.reports import Method, PlaceKind
from streams.core.series.background.shipped_marks import (
    BAND_YEARS,
    BANDS,
    LEAST,
    SLOTS,
    Looks,
    band_of,
    looks_of,
)
from streams.core.series.settings import SCAN_STREAMS, SeriesSettings
from streams.core.series.shrinkage import Floats
from streams.core.series.unit import CLASSES, Unit, streams_of
from streams.core.windows.background import DeathClass

UNKNOWN = "?"
LINKED = tuple(one for one in CLASSES if one not in ("expected", "violence"))
OF_STREAM = {"homicide": "homicide_stream"}
NAMED_DOMESTIC = ("homicide", "violence", "missing")
SHIPPED_SUBSTANCE = 0.1  # of reports that name any, a substance of which nothing is known yet
VALUES: Mapping[str, tuple[str | int, ...]] = {
    "sex": ("F", "M", "X"),
    "method": tuple(one for one in get_args(Method) if one != "unknown"),
    "place": tuple(one for one in get_args(PlaceKind) if one != "unknown"),
    "slot": tuple(range(SLOTS)),
    "domestic": (0, 1),
}
OLDEST = 130  # years
TOP_BAND_YEARS = 10.0  # of the last band, 100 and more
LEAST_PART = 0.5  # of a count


def marks_of(unit: Unit) -> Iterator[str]:
    """Names of the counts that a unit is part of."""
    klass = unit.klass
    if klass is not None:
        yield from _of_class(f"c|{klass}", unit)
    for stream in streams_of(unit):
        if stream == "linker":
            yield stream
        elif stream in SCAN_STREAMS:
            yield from _of_stream(f"s|{stream}", unit)
        elif stream.startswith("drug:"):
            yield f"s|{stream}"


def _of_class(at: str, unit: Unit) -> Iterator[str]:
    sex, method = unit.sex or UNKNOWN, unit.method or UNKNOWN
    yield at
    yield f"{at}|sex|{sex}"
    yield f"{at}|age|{sex}|{UNKNOWN if unit.age is None else band_of(unit.age)}"
    yield f"{at}|method|{sex}|{method}"
    yield f"{at}|place|{method}|{unit.place_kind or UNKNOWN}"
    yield f"{at}|slot|{UNKNOWN if unit.slot is None else unit.slot}"
    yield f"{at}|domestic|{sex}|{int(unit.domestic)}"
    yield from (f"{at}|substance|{name}" for name in unit.substances)
    if unit.substances:
        yield f"{at}|named"


def _of_stream(at: str, unit: Unit) -> Iterator[str]:
    yield at
    yield f"{at}|a|{UNKNOWN if unit.age is None else band_of(unit.age)}"
    yield f"{at}|s|{unit.sex or UNKNOWN}"
    yield f"{at}|m|{unit.method or UNKNOWN}"
    yield f"{at}|p|{unit.place_kind or UNKNOWN}"
    yield f"{at}|h|{UNKNOWN if unit.slot is None else unit.slot}"


class Marks:
    """Shares as of one refresh; made new at the next. ``counts``: by the names of `marks_of`."""

    def __init__(
        self,
        counts: Mapping[str, int],
        settings: SeriesSettings,
        deaths: Mapping[str, DeathClass],
    ) -> None:
        self._counts, self._settings, self._deaths = counts, settings, deaths
        self._weight = settings.background["prior_marks"]
        self._reach = int(settings.scan["age_years"])
        self._looks: dict[str, Looks] = {}
        self._ages: dict[str, Floats] = {}
        self._like: dict[tuple[str, str, str | int], float] = {}
        self._shares: dict[tuple[str, str, str, str | int], float] = {}

    def number(self, name: str) -> int:
        """One count, nothing where nothing was counted."""
        return self._counts.get(name, 0)

    @cached_property
    def unexpected(self) -> int:
        """Deaths of the window that nobody foresaw."""
        deaths = (name for name in CLASSES if name not in ("expected", "violence", "missing"))
        return sum(self.number(f"c|{name}") for name in deaths)

    def like(self, stream: str, letter: str, unit: Unit) -> float:
        """Share of a stream's reports that agree with a unit in a, s, m, p or h: P_f."""
        value = _value(letter, unit)
        if value is None:
            return 1.0
        key = (stream, letter, value)
        share = self._like.get(key)
        if share is None:
            share = self._like[key] = self._agreeing(stream, letter, value)
        return share

    def rarity(self, substance: str) -> float:
        """Share of drug deaths in which a substance is named."""
        shipped = self._settings.rates["drug_substance"].more / self.looks("drug").rate
        seen, whole = self.number(f"s|drug:{substance}"), self.number("s|drug")
        return (seen + self._weight * shipped) / (whole + self._weight)

    def share(self, feature: str, unit: Unit) -> float:
        """Share of units of its class like this one in a feature, of those where it is known.

        ``feature``: class, sex, age (a single year), method, place_kind, slot, flag:domestic,
        substance (any of several).
        """
        if unit.klass is None:
            return 1.0
        if feature == "substance":
            named = [self._of_class(unit.klass, "substance", "", one) for one in unit.substances]
            return min(sum(named), 1.0) if named else 1.0
        name, given, value = _asked(feature, unit)
        if value is None:
            return 1.0
        return self._of_class(unit.klass, name, given, value)

    def _of_class(self, klass: str, feature: str, given: str, value: str | int) -> float:
        key = (klass, feature, given, value)
        share = self._shares.get(key)
        if share is None:
            share = self._shares[key] = self._learned(*key)
        return share

    def _learned(self, klass: str, feature: str, given: str, value: str | int) -> float:
        looks = self.looks(klass)
        if feature == "class":
            whole = sum(self.number(f"c|{one}") for one in LINKED)
            rate = looks.rate / sum(self.looks(one).rate for one in LINKED)
            return self._shrunk(self.number(f"c|{klass}"), whole, rate)
        if feature == "age":
            name = f"c|{klass}|age|{given}"
            return float(self._age_shares(name, looks, known=True)[int(value)])
        at = f"c|{klass}|{feature}|{given}" if given else f"c|{klass}|{feature}"
        values = self._values(feature)
        known = sum(self.number(f"{at}|{one}") for one in values)
        if feature == "substance":
            known = self.number(f"c|{klass}|named")
        shipped = self._shipped_share(feature, klass, looks, value)
        return self._shrunk(self.number(f"{at}|{value}"), known, shipped)

    def _values(self, feature: str) -> tuple[str | int, ...]:
        return VALUES.get(feature, ())

    def _shipped_share(self, feature: str, klass: str, looks: Looks, value: str | int) -> float:
        if feature == "sex":
            return looks.of_sex(str(value))
        if feature == "method":
            return looks.of_method(str(value)) / max(1.0 - looks.methods.get("unknown", 0.0), LEAST)
        if feature == "place":
            return looks.of_place(str(value))
        if feature == "slot":
            return 1.0 / SLOTS
        if feature == "domestic":
            flagged = self._settings.domestic[klass if klass in NAMED_DOMESTIC else "death"]
            return flagged if value else 1.0 - flagged
        return SHIPPED_SUBSTANCE

    def looks(self, group: str) -> Looks:
        """Shipped looks of a class or a stream."""
        if group not in self._looks:
            self._looks[group] = looks_of(group, self._settings, self._deaths)
        return self._looks[group]

    def _agreeing(self, stream: str, letter: str, value: str | int) -> float:
        """P_f of a stream: unknown ones count in the whole and never agree."""
        looks, at = self.looks(OF_STREAM.get(stream, stream)), f"s|{stream}"
        whole = self.number(at)
        if letter == "a":
            age, reach = int(value), self._reach
            shares = self._age_shares(f"{at}|a", looks, known=False)
            near = shares[max(age - reach, 0) : age + reach + 1]
            return max(float(near.sum()), LEAST_PART / (whole + self._weight))
        if letter == "h":
            slots = [(int(value) + step) % SLOTS for step in (-1, 0, 1)]
            seen = sum(self.number(f"{at}|h|{slot}") for slot in slots)
            return self._shrunk(seen, whole, 3.0 / SLOTS)
        shipped = {"s": looks.of_sex, "m": looks.of_method, "p": looks.of_place}[letter](str(value))
        return self._shrunk(self.number(f"{at}|{letter}|{value}"), whole, shipped)

    def _age_shares(self, name: str, looks: Looks, *, known: bool) -> Floats:
        """Share of each single year of age, bands smoothed over their neighbours."""
        if name in self._ages:
            return self._ages[name]
        seen = np.array([self.number(f"{name}|{band}") for band in range(BANDS)], dtype=float)
        unknown = 0 if known else self.number(f"{name}|{UNKNOWN}")
        whole = seen.sum() + unknown + self._weight
        bands = (seen + self._weight * looks.ages) / whole
        edged = np.concatenate([bands[:1], bands, bands[-1:]])
        smooth = 0.25 * edged[:-2] + 0.5 * edged[1:-1] + 0.25 * edged[2:]
        smooth = np.maximum(smooth, LEAST_PART / whole)
        years = np.repeat(smooth / BAND_YEARS, BAND_YEARS)
        top = np.full(OLDEST + 1 - BAND_YEARS * (BANDS - 1), smooth[-1] / TOP_BAND_YEARS)
        self._ages[name] = np.concatenate([years[: BAND_YEARS * (BANDS - 1)], top])
        return self._ages[name]

    def _shrunk(self, seen: float, whole: float, shipped: float) -> float:
        number = whole + self._weight
        return min(max((seen + self._weight * shipped) / number, LEAST_PART / number), 1.0)


def _value(letter: str, unit: Unit) -> str | int | None:
    values = {
        "a": unit.age, "s": unit.sex, "m": unit.method, "p": unit.place_kind, "h": unit.slot,
    }  # fmt: skip
    return values[letter]


def _asked(feature: str, unit: Unit) -> tuple[str, str, str | int | None]:
    """Name of a feature's counts, what they are given, and the unit's value."""
    sex, method = unit.sex or UNKNOWN, unit.method or UNKNOWN
    return {
        "class": ("class", "", unit.klass),
        "sex": ("sex", "", unit.sex),
        "age": ("age", sex, unit.age),
        "method": ("method", sex, unit.method),
        "place_kind": ("place", method, unit.place_kind),
        "slot": ("slot", "", unit.slot),
        "flag:domestic": ("domestic", sex, int(unit.domestic)),
    }[feature]
