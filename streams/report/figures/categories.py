"""Section 3: which categories, against what the season and the months before lead us to expect?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from streams.report.columns import Death
from streams.report.figure import Figure, Panel, Row
from streams.report.figures.ground import (
    COMPLETE,
    GROUPS,
    Ground,
    Outlook,
    by_month,
    judged,
    month_words,
    outlook,
    still_to_come,
    together,
)  # fmt: skip
from streams.report.measures import lines
from streams.report.measures.intervals import rate
from streams.report.measures.still_to_come import Nowcast
from streams.report.words import counted

SHOWN = 24


def figures(ground: Ground) -> Iterator[Figure]:
    """One row and one run of months for each group of categories."""
    rows, panels, late = [], [], 0
    for name, categories in GROUPS.items():
        mine = [one for one in ground.trended if one.category in categories]
        row, panel, missed = _group(ground, name, categories, mine)
        rows.append(row)
        panels.append(panel)
        late += missed
    yield Figure(
        key="categories", section=3, title="Categories at the report's time", chart="control",
        rows=tuple(rows), panels=tuple(panels),
        method="Expected: quasi-Poisson with one yearly wave on 18 to 60 months before; under 5 a "
        "month the rate before, flat. Band: 499 of 500 points fall inside by chance.",
        notes=(
            "A hollow point is not complete yet and is never a signal.",
            f"Left out of what is still to come: {counted(late, 'death')} known later than the "
            "ladder reaches.",
        ),
        numbers={"late": late},
    )  # fmt: skip
    if ground.area.people:
        yield _rates(ground)


def _group(
    ground: Ground, name: str, categories: tuple[str, ...], mine: list[Death]
) -> tuple[Row, Panel, int]:
    counts = by_month([one.occurred for one in mine], ground.months)
    found = outlook(counts, ground)
    known = [(one.occurred, one.known_in(categories)) for one in mine]
    coming, late = still_to_come(known, ground)
    value = sum(ground.period.holds(one.occurred) for one in mine)
    row = judged(name, value, found, together(coming, ground))
    return row, _panel(name, ground.months, counts, found, coming), late


def _panel(
    name: str, months: Sequence[date], counts: Sequence[int], found: Outlook | None,
    coming: Sequence[Nowcast],
) -> Panel:  # fmt: skip
    rows = []
    for i, month in enumerate(months):
        row = Row(label=month_words(month), value=counts[i])
        if found is not None and i < len(found.monthly):
            mean, variance = found.monthly[i]
            low, _, _, high = lines.lines(mean, variance)
            row = Row(
                label=row.label, value=row.value, expected=round(mean, 2),
                outer=(max(0.0, round(low, 2)), round(high, 2)),
            )  # fmt: skip
        if i < len(coming) and coming[i].share < COMPLETE:
            one = coming[i]
            row = Row(
                label=row.label, value=row.value, expected=row.expected, outer=row.outer,
                low=one.low, high=one.high, verdict="incomplete",
            )  # fmt: skip
        rows.append(row)
    return Panel(name, tuple(rows[-SHOWN:]), found.how if found else "too few for lines")


def _rates(ground: Ground) -> Figure:
    people, days = float(ground.area.people or 0), ground.period.days
    rows = []
    for name, categories in GROUPS.items():
        n = sum(one.category in categories for one in ground.in_period)
        value, low, high = rate(n, people, days) if days else (0.0, 0.0, 0.0)
        rows.append(
            Row(label=name, value=round(value, 2), low=round(low, 2), high=round(high, 2), k=n,
                exposure=people * days / 365.25 / 100_000)
        )  # fmt: skip
    return Figure(
        key="rates", section=3, title="Rates per 100,000 residents a year", unit="rate",
        rows=tuple(rows), chart="dots",
        sentence="Rates are crude: deaths of the period over residents of the area.",
        method="Deaths / (residents x days / 365.25) x 100,000; 95%: Garwood under 10, Byar.",
    )  # fmt: skip
