"""Poisson CUSUM: evidence that a rate has risen, gathered from when it last looked usual.

Source: detection specification, section 7, *Institutions*; Lucas (1985), Technometrics 27,
129-144, in its log likelihood form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sum:
    """Where a CUSUM stands. ``value`` in nats; ``begun``: first step since it last stood at 0.

    ``crossed``: it reached the line at this step; the next one begins from 0 again.
    """

    value: float
    begun: int
    crossed: bool


def path(steps: Iterable[tuple[float, float]], ratio: float, line: float) -> list[Sum]:
    """Follow observed and expected counts, step by step; reset on each crossing.

    C = max(0, C + O ln RR - (RR - 1) E).

    Units: ``ratio`` RR, the rise looked for; ``line`` in nats.
    """
    out: list[Sum] = []
    value, begun = 0.0, 0
    for number, (observed, expected) in enumerate(steps):
        if value <= 0.0:
            begun = number
        value = max(0.0, value + observed * math.log(ratio) - (ratio - 1.0) * expected)
        crossed = value >= line
        out.append(Sum(value, begun, crossed))
        if crossed:
            value = 0.0
    return out
