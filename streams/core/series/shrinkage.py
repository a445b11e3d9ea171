"""How far a count may pull its rate from what is expected: two Gamma laws, even and uneven ground.

Source: detection specification, section 3. One law is not enough: fitted, it knows no hot spots.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln

Floats: TypeAlias = NDArray[np.float64]
LEAST_ODDS = -700.0  # nats; below, the exponential of its opposite is no number


@dataclass(frozen=True, slots=True)
class TwoGammas:
    """The law of a cell's true over its expected rate: (1-w) Gamma(a1, a1) + w Gamma(a2, a2)."""

    even: float
    uneven: float
    weight: float

    def mean(self, seen: Floats, expected: Floats) -> Floats:
        """E[r | n, E]: the ratio to believe after ``seen`` events where ``expected`` were."""
        uneven = self._posterior(seen, expected)
        of_even = (seen + self.even) / (expected + self.even)
        of_uneven = (seen + self.uneven) / (expected + self.uneven)
        return (1.0 - uneven) * of_even + uneven * of_uneven

    def ratio(self, seen: float, expected: float) -> float:
        """The same of one cell, in plain numbers: an array of one costs thirty times as much."""
        odds = log(self.weight / (1.0 - self.weight))
        odds += _log_chance_of(seen, expected, self.uneven)
        odds -= _log_chance_of(seen, expected, self.even)
        uneven = 1.0 / (1.0 + exp(-odds)) if odds > LEAST_ODDS else 0.0
        of_even = (seen + self.even) / (expected + self.even)
        of_uneven = (seen + self.uneven) / (expected + self.uneven)
        return (1.0 - uneven) * of_even + uneven * of_uneven

    def _posterior(self, seen: Floats, expected: Floats) -> Floats:
        """Weight of the uneven law after the count."""
        prior = np.log(self.weight / (1.0 - self.weight))
        odds = prior + _log_chance(seen, expected, self.uneven)
        weight: Floats = expit(odds - _log_chance(seen, expected, self.even))
        return weight


def _log_chance(seen: Floats, expected: Floats, shape: float) -> Floats:
    """Log NB(n; a, E) but for a term that is the same for every shape."""
    nats = shape * np.log(shape / (shape + expected)) - seen * np.log(shape + expected)
    some = np.flatnonzero(seen)
    if some.size:  # lgamma(n + a) - lgamma(a) is nothing where nothing was seen
        flat = nats.reshape(-1)
        flat[some] += gammaln(seen.reshape(-1)[some] + shape) - gammaln(shape)
    return nats


def _log_chance_of(seen: float, expected: float, shape: float) -> float:
    nats = shape * log(shape / (shape + expected)) - seen * log(shape + expected)
    return nats + lgamma(seen + shape) - lgamma(shape) if seen else nats
