"""What is usual here, as of the last refresh: on the ground, at keyed places, and in looks.

Rows say what was counted and when; all else here is a cache that a restart makes again from the
rows and the cases, to the very same values.

Source: detection specification, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from streams.core.areas import Area
from streams.core.lookup import CaseRow
from streams.core.rows import Rows
from streams.core.series.background.counts import ALL, Counted, by_stream, cells_of
from streams.core.series.background.grid import LEVELS, RADII_KM, Grid, Leaf, Square, grid_of
from streams.core.series.background.ground import RateTable
from streams.core.series.background.keys import DAYS_A_YEAR, KeyCounts
from streams.core.series.background.marks import Marks, marks_of
from streams.core.series.background.phase import Phase, phase_at
from streams.core.series.background.profiles import Profiles
from streams.core.series.background.quarters import Evenness, Quarters, divided
from streams.core.series.background.window import Window
from streams.core.series.settings import SeriesSettings
from streams.core.series.shrinkage import Floats, TwoGammas
from streams.core.series.unit import Key, Unit, day_number, project, streams_of, unit_of
from streams.core.windows.background import DeathClass

__all__ = ["LEVELS", "RADII_KM", "Usual", "UsualRows"]

NOW = "now"  # key of the one row of the phase
GROWN_DAYS = 180.0  # before, an area's own deaths do not say how large it is
MOST_REMEMBERED = 4096  # profiles of units, until the next refresh


@dataclass(frozen=True, slots=True)
class UsualRows:
    """The rows behind it: counts by stream and cell, by mark, and the last refresh."""

    ground: Rows[int]
    marks: Rows[int]
    phase: Rows[Phase]


class Usual:
    """What is usual, reached as ``state.usual``."""

    def __init__(
        self,
        area: Area,
        settings: SeriesSettings,
        deaths: Mapping[str, DeathClass],
        cases: Rows[CaseRow],
        rows: UsualRows,
    ) -> None:
        self._area, self._settings, self._deaths, self._cases = area, settings, deaths, cases
        numbers = settings.background
        self._numbers = numbers
        self._law = TwoGammas(
            numbers["even_shape"], numbers["uneven_shape"], numbers["close_weight"]
        )
        self._even = Evenness(
            numbers["even_start"], numbers["even_reports"], numbers["spread_share"]
        )
        self._phase = rows.phase
        self._ground, self._marked = Counted(rows.ground), Counted(rows.marks)
        self._window = Window()
        self._keys = KeyCounts(settings)
        self._profiles = Profiles(numbers["prior_marks"], numbers["least_profile"], self._law)
        self._cells: dict[str, dict[Leaf, int]] | None = None
        self._tables: dict[str, RateTable] = {}
        self._marks: Marks | None = None
        self._remembered: dict[str, tuple[Unit, Floats]] = {}

    def disc(self, stream: str, unit: Unit, level: int) -> float:
        """Events of a stream a day in the disc of 0.5 * 2^level km about a unit; above 0.

        A unit without coordinates may lie anywhere in the area.
        """
        if unit.x is not None and unit.y is not None:
            found = self.discs(stream, np.array([unit.x]), np.array([unit.y]))
            return float(found[0, level])
        share = math.pi * float(RADII_KM[level]) ** 2 / (self._area.km2 or math.inf)
        return self.whole(stream) * min(max(share, 1e-6), 1.0)

    def discs(self, stream: str, x: Floats, y: Floats) -> Floats:
        """The same for many points and all levels at once: (points, levels)."""
        return self._table(stream).discs(x, y)

    def whole(self, stream: str) -> float:
        """Events of a stream a day in the whole area."""
        return self._rates(stream)[0]

    def whole_count(self, stream: str) -> tuple[float, float]:
        """Events and days behind the rate of the whole area, each with its prior."""
        events, days = self._rates(stream)[1:]
        return events, days

    def profiles(self, stream: str, unit: Unit) -> Floats:
        """How usual a unit's looks are round it (RR), 0.3 or more, at every level."""
        if self._profiles.have_changed():  # A late report or a correction, inside the window.
            self._remembered = {}
        held = self._remembered.get(unit.id)
        if held is not None and held[0] is unit:
            return held[1]
        squares = self._table(stream).squares
        ratios = self._profiles.ratios(unit, self.phase.days, squares)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[unit.id] = (unit, ratios)
        return ratios

    def key(self, stream: str, key: Key) -> float:
        """Events of a stream a day at a keyed place."""
        events, days = self.key_count(stream, key)
        return events / days

    def key_count(self, stream: str, key: Key) -> tuple[float, float]:
        """The events and the days behind it, each with its prior: their ratio is the rate."""
        return self._keys.rate(stream, key, self.phase.days)

    def share(self, feature: str, unit: Unit) -> float:
        """Share of units of the same class that look like this one in a feature; age a year.

        ``feature``: class, sex, age, method, place_kind, slot, flag:domestic, substance. What is
        unknown in the unit has a share of 1.
        """
        return self.marks.share(feature, unit)

    @property
    def size(self) -> float:
        """P: how many millions of residents the area's deaths are those of (section 6)."""
        numbers, days = self._settings.thresholds, self.phase.days
        deaths = self.marks.unexpected / days * DAYS_A_YEAR if days >= GROWN_DAYS else 0.0
        by_deaths = deaths / numbers["deaths_a_million"]
        return max(self._area.millions, by_deaths, numbers["least_size"])

    @property
    def phase(self) -> Phase:
        """The last refresh (KeyError: nothing ever came)."""
        return self._phase[NOW]

    @property
    def marks(self) -> Marks:
        """Shares of looks."""
        if self._marks is None:
            rows = self._marked.rows
            counts = {name: rows[name] for name in rows}
            self._marks = Marks(counts, self._settings, self._deaths)
        return self._marks

    def keep_up(self, now: datetime, since: datetime, cases: int) -> None:
        """Learn anew if that is due. ``cases``: how many came so far."""
        before = self._phase.get(NOW)
        if before is not None and not before.is_due(now, cases, self._numbers):
            return
        after = phase_at(now, since, cases, self._numbers)
        self._move(after)
        self._ground.refresh()
        self._marked.refresh()
        self._phase.put(NOW, after)
        self._made_anew()

    def add(self, row: CaseRow) -> None:
        """Learn of a case, at its newest version; what is copied here is not counted."""
        if not row.border and self._window.add(day_number(row.case.occurred_from), row.id):
            self._count(row, 1)

    def remove(self, row: CaseRow) -> None:
        """Unlearn a version of a case."""
        if not row.border and self._window.remove(day_number(row.case.occurred_from), row.id):
            self._count(row, -1)

    def restored(self, rows: Iterable[CaseRow]) -> None:
        """Make the caches again from the rows."""
        if NOW not in self._phase:
            return
        self._move(self.phase)
        for row in rows:
            self.add(row)
        self._ground.restored()
        self._marked.restored()
        self._made_anew()

    def _move(self, phase: Phase) -> None:
        for name, sign in self._window.move(phase.start, phase.end):
            self._count(self._cases[name], sign)

    def _count(self, row: CaseRow, sign: int) -> None:
        unit = unit_of(row)
        self._ground.add(cells_of(unit), sign)
        self._marked.add(marks_of(unit), sign)
        self._keys.add(unit, sign)
        if "linker" in streams_of(unit):
            (self._profiles.add if sign > 0 else self._profiles.remove)(unit)

    def _made_anew(self) -> None:
        """Forget what was made of the rows of the refresh before."""
        self._cells = self._marks = None
        self._tables, self._remembered = {}, {}

    def _table(self, stream: str) -> RateTable:
        if stream not in self._tables:
            if self._cells is None:
                self._cells = by_stream(self._ground.rows)
                self._grid, self._quarters = self._divided(self._cells.get(ALL, {}))
            self._tables[stream] = RateTable.learned(
                self._grid, self._quarters, self._cells.get(stream, {}), self.whole(stream),
                self.phase.days, self._law,
            )  # fmt: skip
        return self._tables[stream]

    def _divided(self, cells: Mapping[Leaf, int]) -> tuple[Grid, tuple[Quarters, ...]]:
        area, label, square = self._area, None, None
        if area.lat is not None and area.lon is not None:
            label = project(area.lat, area.lon)
            square = Square(*label, math.sqrt(area.km2)) if area.km2 else None
        grid = grid_of(cells, label)
        return grid, divided(grid, grid.counts(cells), square, self._even)

    def _rates(self, stream: str) -> tuple[float, float, float]:
        """Rate a day of a stream in the whole area, and the events and days behind it."""
        rate = self._settings.rates[stream]
        shipped = rate.more + sum(self._deaths[name].rate for name in rate.classes)
        a_day = shipped * self._area.millions / DAYS_A_YEAR
        prior = self._numbers["prior_events"]
        events = self._seen(stream) + prior
        days = self.phase.days + prior / a_day
        return events / days, events, days

    def _seen(self, stream: str) -> int:
        if stream == "linker":
            return self.marks.number("linker")
        return self.marks.number(f"s|{stream}")
