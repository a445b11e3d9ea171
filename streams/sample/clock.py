"""Days of the sample as moments: local time of day inside, UTC on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The period of a stream: ``days`` whole local days from ``start``."""

    start: date
    days: int

    def at(self, day: float) -> datetime:
        """Return the instant of a local day number; its fraction is the time of day."""
        midnight = datetime.combine(self.start, time())
        wall = midnight + timedelta(seconds=round(day * 86400))
        return wall.replace(tzinfo=LONDON).astimezone(UTC)

    def on(self, day: date, hour: float) -> datetime:
        """Return the instant of a local date and hour of the day."""
        return self.at((day - self.start).days + hour / 24)

    @property
    def phase(self) -> float:
        """Days from the height of winter (15 January) to the start."""
        return float(self.start.timetuple().tm_yday - 15)

    @property
    def end(self) -> datetime:
        """The first instant after the period."""
        return self.at(self.days)


def local(moment: datetime) -> str:
    """Write an instant as police systems do: local time with offset, whole seconds."""
    return moment.astimezone(LONDON).isoformat(timespec="seconds")


def wire(moment: datetime) -> str:
    """Write an instant as CloudEvents carry it: UTC, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
