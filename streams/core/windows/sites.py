"""How many deaths a day an institution is used to: its kind and size, corrected by its own past.

Source: detection specification, section 3, *Keyed places* and *Guard*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

DAYS_A_YEAR = 365.25
ASKED_AFTER = 20  # deaths after one that changed which are asked again


@dataclass(frozen=True, slots=True)
class Rate:
    """The usual rate of one site. ``days``: its deaths as day numbers, sorted.

    ``since``: the day from which it is watched; ``shipped``: deaths a year of a site of its kind
    and size, which count as ``prior`` deaths; ``guard``: newest days that do not count, once
    twice as many are known, or a series would raise its own background.
    """

    days: Sequence[int]
    since: int
    shipped: float
    prior: float
    guard: int

    def on(self, day: int) -> float:
        """Return the deaths a day that were usual on a day, by what was known before it."""
        end = day - self.guard if day - self.since > 2 * self.guard else day
        seen = bisect_left(self.days, end) - bisect_left(self.days, self.since)
        return (seen + self.prior) / (
            max(0, end - self.since) + self.prior * DAYS_A_YEAR / self.shipped
        )
