"""What the class scan found about one report: more of its kind than usual, where and how long.

Source: detection specification, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """The best cell of one report's scan, kept as a row.

    ``members``: row ids by arrival, the report itself among them, the newest 16; ``observed``: all
    of them; ``like``: what they have in common, letters of the strata; ``radius_km``: of the disc;
    ``place``: the kind of the keyed place, or the whole area; None for a disc.

    Units: ``score`` in nats; ``expected`` in reports; ``days`` of the window.
    """

    stream: str
    unit: str
    members: tuple[str, ...]
    observed: int
    expected: float
    score: float
    days: float
    like: str
    radius_km: float | None = None
    place: str | None = None

    @property
    def name(self) -> str:
        """Key of the row: one for each stream and report."""
        return f"{self.stream}|{self.unit}"


WHOLE = "area"
