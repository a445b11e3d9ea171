"""The linker's title and sentence, and how many such deaths are usual."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from streams.core.detectors.wording import oxford, people_of, span
from streams.core.lookup import CaseRow
from streams.core.series.linking.evidence import COLUMN, STREAM
from streams.core.series.linking.limits import DISCS
from streams.core.series.linking.term_words import FEATURE_WORDS, neighbourhood, time_scale
from streams.core.series.linking.terms import Scale
from streams.core.series.unit import Unit, unit_of

if TYPE_CHECKING:
    from streams.core.state import AreaState

LONGEST = 90  # characters of a title
NAMED = 3  # features named in the sentence
METRES = 10  # distances are rounded up to tens of metres
YEARS_ALIKE = 10  # years of age within which members count as of one age


def title(rows: Sequence[CaseRow], at: Scale, state: AreaState) -> str:
    """4 deaths alike within 360 m in 452 days, Barking."""
    what = f"{len(rows)} {_what(rows)} alike {_where(rows, at)}in {_span(rows)}"
    longer = f"{what}, {_place(rows, state)}"
    return longer if len(longer) <= LONGEST else what


def why(rows: Sequence[CaseRow], at: Scale, features: Sequence[str], state: AreaState) -> str:
    """One sentence to read aloud; it names nobody."""
    who = people_of([row.case for row in rows])
    named = oxford(FEATURE_WORDS[name] for name in features[:NAMED])
    alike = f"alike in {named}" if named else "close together"
    return (
        f"{who} {_fate(rows)} {_where(rows, at)}over {_span(rows)} near {_place(rows, state)}; "
        f"they are {alike}, more than chance makes likely there, "
        f"most of all {neighbourhood(at)} {time_scale(at)}."
    )


def expected(rows: Sequence[CaseRow], at: Scale, state: AreaState) -> float:
    """Deaths like the latest that are usual in the neighbourhood, in the time from first to last.

    Like: of the sex, method, kind of place and class that all members share as far as known, and
    of like age. Units: deaths.
    """
    units = [unit_of(row) for row in rows]
    last = units[-1]
    days = max(1.0, max(one.day for one in units) - min(one.day for one in units))
    share = 1.0
    for name, attribute in (
        ("sex", "sex"), ("method", "method"), ("place_kind", "place_kind"), ("class", "klass"),
    ):  # fmt: skip
        if len({getattr(one, attribute) for one in units}) == 1:
            share *= state.usual.share(name, last)
    ages = [one.age for one in units if one.age is not None]
    if len(ages) == len(units) and max(ages) - min(ages) <= YEARS_ALIKE:
        share *= min(1.0, state.usual.share("age", last) * (2 * YEARS_ALIKE + 1))
    return _a_day(units, at, state) * days * share


def _a_day(units: Sequence[Unit], at: Scale, state: AreaState) -> float:
    last = units[-1]
    if at[0] < DISCS:
        return state.usual.disc(STREAM, last, at[0])
    shared = [
        key
        for key in last.keys
        if COLUMN.get(key.kind) == at[0] and any(key in one.keys for one in units[:-1])
    ]
    rates = [state.usual.key(STREAM, key) for key in shared]
    return min(rates, default=state.usual.disc(STREAM, last, 0))


def _where(rows: Sequence[CaseRow], at: Scale) -> str:
    """Say how far they lie apart at most, or what place all share; nothing if that is not known."""
    units = [unit_of(row) for row in rows]
    if at[0] >= DISCS:
        shared = set.intersection(*({key for key in one.keys} for one in units))
        return f"{neighbourhood(at)} " if any(COLUMN.get(k.kind) == at[0] for k in shared) else ""
    points = [(one.x, one.y) for one in units if one.x is not None and one.y is not None]
    if len(points) < len(units):
        return ""
    km = max(math.dist(one, other) for one in points for other in points)
    metres = max(METRES, math.ceil(1000 * km / METRES) * METRES)
    return f"within {metres} m " if metres < 1000 else f"within {math.ceil(km)} km "


def _what(rows: Sequence[CaseRow]) -> str:
    kinds = {row.case.kind for row in rows}
    return "deaths" if kinds == {"death"} else "people" if "death" in kinds else "missing people"


def _fate(rows: Sequence[CaseRow]) -> str:
    kinds = {row.case.kind for row in rows}
    if kinds == {"death"}:
        return "died"
    return "died or are missing" if "death" in kinds else "are missing"


def _span(rows: Sequence[CaseRow]) -> str:
    times = [row.case.occurred_from for row in rows]
    return span(min(times), max(times))


def _place(rows: Sequence[CaseRow], state: AreaState) -> str:
    return state.context.place_of(rows[-1].case)
