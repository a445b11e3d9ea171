"""A group's months, quarters or dates: held against lines where there are enough for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from streams.report.figure import Panel, Row
from streams.report.figures.ground import (
    COMPLETE,
    Ground,
    Outlook,
    length_of,
    month_words,
    verdict,
)
from streams.report.measures import lines
from streams.report.measures.season import flat
from streams.report.measures.still_to_come import Nowcast

SHOWN_MONTHS, SHOWN_QUARTERS, SHOWN_DATES = 24, 8, 12
IN_A_QUARTER = 3
Dated = tuple[Row, float]  # a row, and its number less what was expected


@dataclass(frozen=True, slots=True)
class Counted:
    """A group's numbers by month, with what is still to come of each."""

    months: Sequence[date]
    counts: Sequence[int]
    coming: Sequence[Nowcast]


def panel(name: str, mine: Counted, found: Outlook | None, ground: Ground, kind: str) -> Panel:
    """Months with the season, else quarters, else dates alone."""
    deaf = ground.deaf_months(kind)
    if found is None:
        total = sum(mine.counts[-SHOWN_DATES:])
        rows = _plain(mine, deaf)[-SHOWN_MONTHS:]
        note = f"too few for lines; {total} in the last {len(mine.counts[-SHOWN_DATES:])} months"
        return Panel(name, rows, note, "dates")
    if found.monthly:
        return _watched(name, _by_month(mine, found, deaf)[-SHOWN_MONTHS:], found.how, "month")
    quarters = _by_quarter(mine, deaf, ground.period.start)[-SHOWN_QUARTERS:]
    return _watched(name, quarters, found.how, "quarter")


def _watched(name: str, found: list[Dated], how: str, by: str) -> Panel:
    rows = tuple(row for row, _ in found)
    whole = [apart for row, apart in found if row.verdict != "incomplete"]
    run = lines.runs(whole, lines.shift_run(len(whole))) if whole else ()
    step: Literal["month", "quarter"] = "quarter" if by == "quarter" else "month"
    if not run:
        return Panel(name, rows, how, step, looked=len(whole))
    first = run[-1]
    while first - 1 in run and (whole[first - 1] > 0) == (whole[run[-1]] > 0):
        first -= 1
    side = "above" if whole[run[-1]] > 0 else "below"
    note = f"{how}; {run[-1] - first + 1} {by}s running lie {side} it, more than chance gives"
    return Panel(name, rows, note, step, (first, run[-1]), len(whole))


def _plain(mine: Counted, deaf: frozenset[date]) -> tuple[Row, ...]:
    return tuple(
        Row(label=month_words(month), value=n, silent=month in deaf)
        for month, n in zip(mine.months, mine.counts, strict=True)
    )


def _held(row: Row, mean: float, variance: float) -> Row:
    """Hold a number against its four lines."""
    low, inner, upper, top = lines.lines(mean, variance)
    return replace(
        row, expected=round(mean, 2), outer=(max(0.0, round(low, 2)), round(top, 2)),
        usual=lines.usual(mean, variance),
        verdict=verdict(row.value or 0, low, inner, upper, top),
    )  # fmt: skip


def _with_rest(row: Row, coming: Sequence[Nowcast]) -> Row:
    """Say of a number what is still to come; it is held against nothing until it is known."""
    known, likely = sum(one.known for one in coming), sum(one.likely for one in coming)
    if not likely or known / likely >= COMPLETE:
        return row
    low, high = sum(one.low for one in coming), sum(one.high for one in coming)
    return replace(row, low=low, high=high, verdict="incomplete")


def _by_month(mine: Counted, found: Outlook, deaf: frozenset[date]) -> list[Dated]:
    held = []
    for i, row in enumerate(_plain(mine, deaf)):
        mean, variance = found.monthly[i]
        told = _with_rest(_held(row, mean, variance), mine.coming[i : i + 1])
        held.append((told, (row.value or 0) - mean))
    return held


def _by_quarter(mine: Counted, deaf: frozenset[date], start: date) -> list[Dated]:
    """Three months each, back from the newest; expected at the rate of those before the period."""
    first = len(mine.months) % IN_A_QUARTER
    at = range(first, len(mine.months), IN_A_QUARTER)
    numbers = [sum(mine.counts[i : i + IN_A_QUARTER]) for i in at]
    days = [sum(map(length_of, mine.months[i : i + IN_A_QUARTER])) for i in at]
    before = [i for i, place in enumerate(at) if mine.months[place + IN_A_QUARTER - 1] < start]
    past, cases = sum(days[i] for i in before), sum(numbers[i] for i in before)
    held = []
    for place, n, length in zip(at, numbers, days, strict=True):
        months = mine.months[place : place + IN_A_QUARTER]
        row = Row(label=f"{months[0]:%b} to {month_words(months[-1])}", value=n,
                  silent=bool(deaf.intersection(months)))  # fmt: skip
        if cases:
            mean, variance = flat(cases, past, length)
            row = _held(row, mean, variance)
            row = _with_rest(row, mine.coming[place : place + IN_A_QUARTER])
        held.append((row, n - (row.expected or 0)))
    return held
