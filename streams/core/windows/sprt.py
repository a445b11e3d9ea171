"""Sequential probability ratio test: cumulated evidence for a raised rate, never set back.

Source: detection specification, section 7; Spiegelhalter et al. (2003), Int. J. Qual. Health
Care 15, 7-13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable


def path(steps: Iterable[tuple[float, float]], ratio: float) -> list[float]:
    """Cumulate ln(RR) O - (RR - 1) E over observed and expected counts; in nats."""
    out: list[float] = []
    value = 0.0
    for observed, expected in steps:
        value += observed * math.log(ratio) - (ratio - 1.0) * expected
        out.append(value)
    return out


def bound(alpha: float, beta: float) -> float:
    """Evidence at which the rate is called raised: ln((1 - beta) / alpha), in nats."""
    return math.log((1.0 - beta) / alpha)
