"""Rates at keyed places: wards, homes, practices, addresses, and tokens of people and things.

B = (n + a) / (W + a / m), m the mean rate of such keys. Reports show only keys that were seen at
least once: m allows for those that never were (a Poisson law without its zero), or a thing that
is seen once, as most are, would look as if it came once in every such time.

Source: detection specification, section 3, keyed places.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from streams.core.series.settings import Prior, SeriesSettings
from streams.core.series.unit import KEYED, Key, Unit, keys_of, streams_of

DAYS_A_YEAR = 365.25
PRIOR_KEYS = 20.0  # keys that the shipped rate of a kind counts as
STEPS = 40  # halvings to find the mean of a law without its zero
NameT = TypeVar("NameT")
SITES = frozenset({"ward", "home", "hospital"})


@dataclass(slots=True)
class _Kind:
    """Keys of a kind and role that were seen, and how often in all."""

    keys: int = 0
    events: int = 0


class KeyCounts:
    """Counts by stream and key in the window of the background; kept up with each report."""

    def __init__(self, settings: SeriesSettings) -> None:
        self._priors = settings.keyed
        self._counts: dict[tuple[str, str, str], int] = {}
        self._roles: dict[tuple[str, str, str, str], int] = {}
        self._kinds: dict[tuple[str, str, str], _Kind] = {}

    def add(self, unit: Unit, sign: int) -> None:
        """Count a unit's keys, or take them out again."""
        for stream, key in _keys_by_stream(unit):
            self._change(stream, key, sign)

    def rate(self, stream: str, key: Key, days: float) -> tuple[float, float]:
        """Count and days behind a key's rate, each with its prior (events, days)."""
        prior = self._prior(stream, key.kind)
        mean = self._mean(stream, key, prior, days)
        seen = self._counts.get((stream, key.kind, key.value), 0)
        return seen + prior.weight, days + prior.weight / mean

    def _mean(self, stream: str, key: Key, prior: Prior, days: float) -> float:
        """Mean events a day of keys of this kind and role."""
        name = (stream, key.kind, key.role)
        kind = self._kinds.get(name, _Kind())
        a_day = prior.shipped / DAYS_A_YEAR
        if days <= 0.0 or kind.keys == 0:
            return a_day
        own = _mean_with_unseen(kind.events / kind.keys) / days
        return (kind.keys * own + PRIOR_KEYS * a_day) / (kind.keys + PRIOR_KEYS)

    def _prior(self, stream: str, kind: str) -> Prior:
        if kind == "practice":
            shipped = self._priors["practice"]
            site = self._priors["site"]
            return shipped if stream == "linker" else Prior(site.weight, shipped.shipped)
        if kind in SITES:
            return self._priors["site"]
        return self._priors["address" if kind == "uprn" else "token"]

    def _change(self, stream: str, key: Key, sign: int) -> None:
        _step(self._counts, (stream, key.kind, key.value), sign)
        known = _step(self._roles, (stream, key.kind, key.role, key.value), sign)
        kind = self._kinds.setdefault((stream, key.kind, key.role), _Kind())
        kind.events += sign
        if known == 0 or (known == 1 and sign > 0):
            kind.keys += sign


def _step(counts: dict[NameT, int], name: NameT, sign: int) -> int:
    number = counts.get(name, 0) + sign
    if number:
        counts[name] = number
    else:
        del counts[name]
    return number


def _keys_by_stream(unit: Unit) -> Iterator[tuple[str, Key]]:
    for stream in streams_of(unit):
        if stream == "linker":
            yield from ((stream, key) for key in unit.keys)
        elif stream in KEYED:
            yield from ((stream, key) for key in keys_of(unit, *KEYED[stream]))


def _mean_with_unseen(mean_seen: float) -> float:
    """Mean of a Poisson law whose mean without its zero is given: x / (1 - exp(-x)) = mean."""
    if mean_seen > 20.0:
        return mean_seen
    low, high = 1e-6, mean_seen
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if middle / -math.expm1(-middle) > mean_seen else (middle, high)
    return high
