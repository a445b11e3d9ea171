"""How large each institution is, as its partner last counted its beds. A cache over the counts."""

from __future__ import annotations

from streams.core.events import Counts

MEASURE = "beds"


class Beds:
    """Counts of beds by institution."""

    def __init__(self) -> None:
        self._by_site: dict[str, dict[tuple[str, str], Counts]] = {}

    def add(self, counts: Counts) -> None:
        """Note an aggregate, in place of its version before, if it is one of beds at a site."""
        if counts.measure == MEASURE and counts.institution is not None:
            rows = self._by_site.setdefault(counts.institution, {})
            rows[counts.source, counts.report_id] = counts

    def remove(self, counts: Counts) -> None:
        """Forget an aggregate that was corrected or has grown old."""
        if counts.measure == MEASURE and counts.institution is not None:
            self._by_site.get(counts.institution, {}).pop((counts.source, counts.report_id), None)

    def of(self, institution: str) -> int | None:
        """Return the beds of the newest count above nothing; None where nobody counted them."""
        rows = [row for row in self._by_site.get(institution, {}).values() if row.count > 0]
        newest = max(rows, key=lambda row: (row.period_to, row.source, row.report_id), default=None)
        return None if newest is None else newest.count
