"""Exact limits of a share seen in few cases."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log

LEVEL = 0.95
HALVINGS = 60  # of the unit interval: far below the six digits that are shown


def clopper_pearson(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Give the exact binomial limits of a share; nothing seen says nothing (0 to 1).

    Units: shares from 0 to 1. Source: Clopper and Pearson (1934), Biometrika 26.
    Blind to: series that depend on each other; the limits hold for independent ones.

    Raises:
        ValueError: unless 0 <= hits <= of.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} hits of {of}")
    if of == 0:
        return 0.0, 1.0
    side = (1 - level) / 2
    low = 0.0 if hits == 0 else _where(lambda share: _at_least(hits, of, share) >= side)
    high = 1.0 if hits == of else _where(lambda share: 1 - _at_least(hits + 1, of, share) <= side)
    return low, high


def _where(holds: Callable[[float], bool]) -> float:
    """Find the share from which on a condition holds."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return (low + high) / 2


def _at_least(hits: int, of: int, share: float) -> float:
    """Chance of so many hits or more."""
    return sum(_chance(one, of, share) for one in range(hits, of + 1))


def _chance(hits: int, of: int, share: float) -> float:
    ways = lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)
    return exp(ways + hits * log(share) + (of - hits) * log(1 - share))
