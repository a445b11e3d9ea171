"""What every story needs: a report at a known place and hour, and a name for what was planted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from streams.sample.clock import Calendar, local
from streams.sample.ground import Ground
from streams.sample.life import Data, Life, start
from streams.sample.tokens import report_id, token


@dataclass(frozen=True, slots=True)
class Story:
    """Reports that belong together. ``kind``: as in the labels; ``trap_`` must not be a series."""

    name: str
    kind: str
    words: str
    lives: tuple[Life, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where stories play: the period and the grounds by name."""

    calendar: Calendar
    grounds: dict[str, Ground]

    def point(self, where: str, lat: float, lon: float, kind: str, **more: Any) -> Data:
        """Return a place of a known kind, with the small area it lies in; 20 m unless told.

        Raises:
            ValueError: outside the border of the force.
        """
        ground = self.grounds[where]
        if not ground.inside(lat, lon):
            raise ValueError("a story must play inside the border of its force")
        spot = min(ground.spots, key=lambda s: (s.lat - lat) ** 2 + (0.62 * (s.lon - lon)) ** 2)
        place = {"lat": lat, "lon": lon, "precision_m": 20, "lsoa": spot.lsoa, "kind": kind}
        return {**place, **more}

    def death(
        self, where: str, key: str, day: date, hour: float, before: float, **fields: Any
    ) -> Life:
        """Begin a death found at a local hour, at most ``before`` hours after it happened.

        It is recorded 25 minutes after it was found, and nothing is sent yet.
        """
        found = self.calendar.on(day, hour)
        times = {
            "found_at": local(found),
            "occurred_from": local(found - timedelta(hours=before)),
            "occurred_to": local(found),
        }
        return self.begin("death", where, key, found + timedelta(minutes=25), **times, **fields)

    def begin(self, kind: str, where: str, key: str, recorded: datetime, **fields: Any) -> Life:
        """Begin a report of a kind."""
        territory = self.grounds[where].territory
        number = report_id(territory.prefix, kind, recorded, "story", key)
        return start(kind, territory.source, number, territory.area, local(recorded), **fields)


def somebody(key: str, sex: str, age: int) -> Data:
    """Return the person harmed in a story."""
    return {"token": token("subject", "story", key), "sex": sex, "age": age}


def recorded(life: Life) -> datetime:
    """Return when the sender became aware."""
    return datetime.fromisoformat(life.data["recorded_at"])
