"""Deaths at each institution in a year, beside what one of its kind and size would see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from schemas.area_summaries import Institution
from streams.core.classes import is_unexpected
from streams.core.detectors import institution_excess
from streams.core.lookup import CaseRow
from streams.core.state import AreaState
from streams.core.windows.days import day_of

YEAR_DAYS = 365
DIGITS = 4


def institutions(state: AreaState, rows: Iterable[CaseRow], end: int) -> Iterator[Institution]:
    """Every institution where somebody died unexpectedly in the year before the day ``end``.

    Units: deaths. Source: the shipped rates of rule L5; beds as a partner last counted them.
    Blind to: case mix and coding; institutions without such a death.
    """
    seen: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for row in rows:
        site = row.case.place.institution
        is_lately = end - YEAR_DAYS <= day_of(row.case.occurred_from) < end
        if site is not None and is_lately and is_unexpected(row.case):
            seen[site] += 1
            kinds[site] = row.case.place.kind
    watched = min(YEAR_DAYS, max(0, end - day_of(state.now.since))) / YEAR_DAYS
    for site in sorted(seen):
        beds = state.beds.of(site)
        usual = _a_year(state, kinds[site], beds)
        expected = None if usual is None else round(usual * watched, DIGITS)
        yield Institution(site, kinds[site], beds, seen[site], expected)


def _a_year(state: AreaState, kind: str, beds: int | None) -> float | None:
    """Deaths a year that the shipped rate puts in one of this kind, of this size if known."""
    if kind not in institution_excess.WORDS:
        return None
    limits = state.context.limits(institution_excess.DETECTOR.id)
    size = 1.0 if beds is None else beds / limits[f"{kind}_beds"]
    return limits[f"{kind}_a_year"] * size
