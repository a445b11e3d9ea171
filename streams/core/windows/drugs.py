"""Where drug deaths are counted, and how many are usual there in a window."""

from __future__ import annotations

from dataclasses import dataclass

from streams.core.areas import Area
from streams.core.case import Case
from streams.core.windows.cells import Cell, around, cell_of
from streams.core.windows.days import WHOLE_AREA, DayCounts

STREAM = "drug"
OVERDOSES = "ambulance_overdoses"
CELL_KM = 8.0 / 3.0  # three by three make a block of 8 km about a death
BLOCK_KM2 = 64.0
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: a Gamma law of ``events`` in ``days``; its mean is deaths a day."""

    events: float
    days: float

    def in_days(self, length: int) -> float:
        """Expected deaths in so many days."""
        return self.events / self.days * length


def places_of(case: Case) -> tuple[str, ...]:
    """The whole area, and the counting cell if the case has coordinates."""
    lat, lon = case.place.lat, case.place.lon
    if lat is None or lon is None:
        return (WHOLE_AREA,)
    return (WHOLE_AREA, _name(cell_of(lat, lon, CELL_KM)))


def block_about(case: Case) -> tuple[str, ...]:
    """The cells of the 8 km block about a case; none without coordinates."""
    lat, lon = case.place.lat, case.place.lon
    if lat is None or lon is None:
        return ()
    return tuple(_name(cell) for cell in around(cell_of(lat, lon, CELL_KM)))


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


def _name(cell: Cell) -> str:
    return f"drug:{cell[0]}:{cell[1]}"
