"""When the background was last learned, and from which days.

Source: detection specification, section 3, guard and refresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.core.series.unit import day_number


@dataclass(frozen=True, slots=True)
class Phase:
    """The last refresh: its moment, how many cases had come, and the days it learned from.

    Units: ``start`` and ``end`` in days since 2000-01-01 UTC, [start, end).
    """

    at: datetime
    cases: int
    start: float
    end: float

    @property
    def days(self) -> float:
        """Days learned from."""
        return self.end - self.start

    def is_due(self, now: datetime, cases: int, numbers: Mapping[str, float]) -> bool:
        """Tell whether enough reports or days have passed since."""
        many = cases - self.cases >= numbers["refresh_reports"]
        return many or now - self.at >= timedelta(days=numbers["refresh_days"])


def phase_at(now: datetime, since: datetime, cases: int, numbers: Mapping[str, float]) -> Phase:
    """The days to learn from at a moment: the newest 180 stay out once there is a year of them.

    An area that knows itself for less than ``least_days`` learns from none.
    """
    begun, end = day_number(since), day_number(now)
    if end - begun > numbers["guard_after_days"]:
        end -= numbers["guard_days"]
    if end - begun < numbers["least_days"]:
        end = begun
    return Phase(now, cases, max(begun, end - numbers["kept_days"]), end)
