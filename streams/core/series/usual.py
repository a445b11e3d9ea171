"""What is usual here, as of the last refresh: on the ground, at keyed places, and in looks.

Source: detection specification, section 3.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from streams.core.series.unit import Key, Unit

LEVELS = 8
RADII_KM = tuple(0.5 * 2**level for level in range(LEVELS))


class Usual(Protocol):
    """What is usual, reached as ``state.usual``."""

    def disc(self, stream: str, unit: Unit, level: int) -> float:
        """Events of a stream a day in the disc of 0.5 * 2^level km about a unit; above 0."""

    def discs(
        self, stream: str, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The same for many points and all levels at once, one row a point, eight columns."""

    def profile(self, stream: str, unit: Unit, level: int) -> float:
        """How usual a unit's looks are round it (RR), 0.3 or more."""

    def key(self, stream: str, key: Key) -> float:
        """Events of a stream a day at a keyed place."""

    def key_count(self, stream: str, key: Key) -> tuple[float, float]:
        """The count and the days behind it, each with its prior: their ratio is the rate."""

    def share(self, feature: str, unit: Unit) -> float:
        """Share of units of the same class that look like this one in a feature; age a year.

        ``feature``: class, sex, age, method, place_kind, slot, flag:domestic, substance. What is
        unknown in the unit has a share of 1.
        """
