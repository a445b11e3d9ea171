"""What people told an area to keep: who has the shift, lessons learned, cases taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Aside:
    """How many messages of a sender were set aside for one reason on one day; when the last."""

    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """Who has the shift, since when, and what was left in writing."""

    by: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as recorded, under its tags."""

    alert_id: str
    tags: tuple[str, ...]
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Split:
    """Cases that a person took apart: none of those that left is joined with one that stayed.

    ``about``: in clusters, they are no series; in duties, they are not one death or incident.
    """

    about: Literal["cluster", "duties"]
    left: tuple[str, ...]
    stayed: tuple[str, ...]
    by: str
    at: datetime
