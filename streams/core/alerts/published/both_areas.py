"""How an alert says that its cases lie in more than one police area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.core.detectors.wording import number_word, oxford
from streams.core.lookup import CaseRow
from streams.core.state import AreaState

NAMED = 2  # areas named in a title; more are counted


def areas_of(state: AreaState, members: Iterable[str]) -> tuple[str, ...]:
    """Areas of an alert's cases: this one first, for it writes it, then by arrival."""
    rows = sorted(state.rows(set(members)), key=lambda row: row.by_arrival)
    here = state.context.area.code
    return tuple(dict.fromkeys((here, *(row.case.area for row in rows))))


def with_areas(
    state: AreaState, title: str, why: str, rows: Sequence[CaseRow], longest: int
) -> tuple[str, str]:
    """Name the areas in the place of the place; both are told, and each must know of the other."""
    codes = areas_of(state, (row.id for row in rows))
    if len(codes) < 2:
        return title, why
    names = [state.context.areas.by_code[code].name for code in codes]
    head = title.rpartition(", ")[0] or title
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    whole = f"{head}, {' / '.join(names[:NAMED])}{more}"
    said = f"{why} They lie in {number_word(len(names))} police areas: {oxford(names)}."
    return (whole if len(whole) <= longest else f"{head}, {len(names)} police areas"), said
