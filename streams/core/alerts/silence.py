"""A silence: what a person asked not to be told of, until when, and what it has hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Target:
    """What a silence is about: one alert, or all that agree with each fact that is given."""

    alert_id: str | None = None
    kind: str | None = None
    lsoa: str | None = None
    institution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One silence. ``hides_red``: a supervisor's, short enough to hide red alerts too.

    ``hidden`` and ``last_hid``: how many decisions it withheld, and when the last; ``idle``: when
    its author was told that it hides nothing; ``ended``: by a person or by its time.
    """

    silence_id: str
    target: Target
    by: str
    reason: str
    start: datetime
    until: datetime
    hides_red: bool
    hidden: int = 0
    last_hid: datetime | None = None
    warned: bool = False
    idle: datetime | None = None
    ended: datetime | None = None

    def warn_at(self, before: timedelta) -> datetime:
        """When its author is told that it ends: so long before, or half-way of a short one."""
        return self.until - min(before, (self.until - self.start) / 2)

    def idle_at(self, after: timedelta) -> datetime | None:
        """When it will have hidden nothing for so long; once for each time that it fell idle."""
        last = self.last_hid or self.start
        return None if self.idle is not None and self.idle >= last else last + after
