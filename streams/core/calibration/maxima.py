"""What chance alone brings: findings that would be one alert counted once, and how they thin out.

Source: detection specification, sections 6 and 9.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from streams.core.alerts.surroundings import overlap


@dataclass(frozen=True, slots=True)
class Chance:
    """A finding among permuted reports: score in nats, and row ids of its members."""

    score: float
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maxima:
    """Declustered maxima in nats, greatest first, of so many area years."""

    scores: tuple[float, ...]
    years: float


def declustered(found: Iterable[Chance]) -> list[float]:
    """Scores of the strongest findings of each cluster, greatest first."""
    ranked = sorted(found, key=lambda one: (-one.score, one.members))
    leaders: list[Chance] = []
    of: dict[str, list[int]] = {}
    for one in ranked:
        near = dict.fromkeys(number for name in one.members for number in of.get(name, ()))
        if any(overlap(one.members, leaders[number].members) for number in near):
            continue
        for name in one.members:
            of.setdefault(name, []).append(len(leaders))
        leaders.append(one)
    return [one.score for one in leaders]


def pooled(reruns: Sequence[Iterable[Chance]], years: float) -> Maxima:
    """Maxima of several reruns of so many years each."""
    scores = sorted((score for one in reruns for score in declustered(one)), reverse=True)
    return Maxima(tuple(scores), years * len(reruns))


def line_for(maxima: Maxima, a_year: float, tail: float, least: int) -> float | None:
    """The score that chance passes so often a year; None where too little says it.

    Above their ``tail`` quantile the maxima thin out exponentially; below it they are counted.
    """
    scores = np.array(maxima.scores)
    if not len(scores):
        return None
    start = float(np.quantile(scores, tail))
    above = scores[scores > start]
    if len(above) < least:
        return None
    often = len(above) / maxima.years
    if a_year <= often:
        return start + float(np.mean(above - start)) * math.log(often / a_year)
    allowed = math.floor(a_year * maxima.years)
    return float(scores[allowed - 1]) if allowed <= len(scores) else None
