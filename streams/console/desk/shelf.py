"""Everything that is known of one alert: its newest headline, and what else was said of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from schemas.alerts import Alert
from schemas.deliveries import Delivery
from streams.console.desk.facts import Headline, Opening, Told
from streams.console.desk.reading_rows import ALERT

OPENINGS_KEPT = 200  # of one alert; the audit topic keeps them all
FAST = 1  # zlib level: revisions are written once and read seldom


@dataclass(slots=True)
class Shelf:
    """One alert. Revisions are kept packed: thousands of closed alerts are seldom opened."""

    headline: Headline | None = None
    packed: dict[int, bytes] = field(default_factory=dict)
    decisions: list[Told] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)

    def keep(self, revision: int, value: bytes) -> None:
        """Keep one revision as it came."""
        self.packed.setdefault(revision, zlib.compress(value, FAST))

    def alert(self, revision: int) -> Alert:
        """Read one revision.

        Raises:
            KeyError: it is not here.
        """
        return ALERT.validate_json(zlib.decompress(self.packed[revision]))

    def opened(self, opening: Opening) -> None:
        """Note an opening, the newest last."""
        self.openings.append(opening)
        del self.openings[:-OPENINGS_KEPT]
