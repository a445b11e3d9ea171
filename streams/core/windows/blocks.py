"""Where things are counted by day: the whole area, and cells of which nine make an 8 km block."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from streams.core.case import Case
from streams.core.lookup import CaseRow
from streams.core.windows.cells import Cell, around, cell_of
from streams.core.windows.days import WHOLE_AREA

CELL_KM = 8.0 / 3.0  # three by three make a block of 8 km about a case
BLOCK_KM2 = 64.0


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
    return _block(cell_of(lat, lon, CELL_KM))


@lru_cache(maxsize=4096)
def _block(middle: Cell) -> tuple[str, ...]:
    return tuple(_name(cell) for cell in around(middle))


def blocks_with(focus: CaseRow, rows: Iterable[CaseRow]) -> list[tuple[str, ...]]:
    """The blocks about cases that hold the focus, each once; its own first."""
    mine = set(places_of(focus.case)) - {WHOLE_AREA}
    blocks = [block_about(row.case) for row in (focus, *rows)]
    return [block for block in dict.fromkeys(blocks) if not mine.isdisjoint(block)]


def _name(cell: Cell) -> str:
    return f"cell:{cell[0]}:{cell[1]}"
