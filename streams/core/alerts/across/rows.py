"""What an area remembers of clusters that it shares with others: rows, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streams.core.signals import Signal


@dataclass(frozen=True, slots=True)
class Handed:
    """A cluster that was found here and is another area's to write.

    ``name``: what it is called towards that area; ``versions``: of the members when last sent.
    """

    name: str
    home: str
    members: tuple[str, ...]
    versions: tuple[int, ...]
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What another area saw of a cluster whose home is here; ``members`` are row ids."""

    by: str
    name: str
    members: tuple[str, ...]
    signals: tuple[Signal, ...]

    @property
    def key(self) -> str:
        """Names the finding among those of all areas."""
        return f"{self.by} {self.name}"


@dataclass(frozen=True, slots=True)
class Foreign:
    """An alert that another area publishes about cases of this one."""

    home: str
    alert_id: str
    members: tuple[str, ...]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """What other areas were last told of an alert of this one."""

    areas: tuple[str, ...]
    members: tuple[str, ...]
