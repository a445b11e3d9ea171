"""How many drug deaths are usual in a window: the year before, shrunk to the shipped rate."""

from __future__ import annotations

from dataclasses import dataclass

from streams.core.areas import Area
from streams.core.windows.blocks import BLOCK_KM2
from streams.core.windows.days import WHOLE_AREA, DayCounts

STREAM = "drug"
OVERDOSES = "ambulance_overdoses"
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: a Gamma law of ``events`` in ``days``; its mean is deaths a day."""

    events: float
    days: float

    def in_days(self, length: int) -> float:
        """Expected deaths in so many days."""
        return self.events / self.days * length


def usual(
    days: DayCounts,
    places: tuple[str, ...],
    area: Area,
    rate: float,
    start: int,
    seen_days: int,
    prior: float,
) -> Usual:
    """What the ``seen_days`` days before ``start`` make usual, shrunk to the shipped rate.

    Units: ``rate`` per million residents a year; ``prior`` in events (detection, section 3).
    """
    whole = places == (WHOLE_AREA,)
    millions = area.millions if whole else area.people_a_km2 * BLOCK_KM2 / 1e6
    shipped = rate * millions / DAYS_A_YEAR
    seen = sum(days.total(STREAM, place, start - seen_days, start) for place in places)
    return Usual(seen + prior, seen_days + prior / shipped)
