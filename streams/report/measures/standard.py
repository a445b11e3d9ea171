"""The European Standard Population 2013 in 19 bands. Source: Eurostat (2013), KS-RA-13-028."""

from __future__ import annotations

from collections.abc import Sequence

FIVE = 5  # years
OLDEST = 90
BANDS: Sequence[str] = (
    *(f"{start}-{start + FIVE - 1}" for start in range(0, OLDEST, FIVE)), f"{OLDEST}+",
)  # fmt: skip
WEIGHTS: Sequence[float] = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000,
    2500, 1500, 1000,
)  # fmt: skip


def band_of(age: int) -> int:
    """Give the place of an age among the bands."""
    return min(age, OLDEST) // FIVE
