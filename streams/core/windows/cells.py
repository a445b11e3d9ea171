"""Square cells of the ground, for counting by place and for looking nearby."""

from __future__ import annotations

import math

from streams.core.areas import KM_A_DEGREE

MID_LATITUDE = math.cos(math.radians(53.0))  # England and Wales; cells are true within 7 %

Cell = tuple[int, int]


def cell_of(lat: float, lon: float, km: float) -> Cell:
    """Return the cell of side ``km`` that holds a point (WGS 84 degrees)."""
    return (
        math.floor(lat * KM_A_DEGREE / km),
        math.floor(lon * KM_A_DEGREE * MID_LATITUDE / km),
    )


def around(cell: Cell, reach: int = 1) -> list[Cell]:
    """List a cell and its neighbours up to ``reach`` cells away, row by row."""
    easts = range(cell[1] - reach, cell[1] + reach + 1)
    return [(n, e) for n in range(cell[0] - reach, cell[0] + reach + 1) for e in easts]
