"""Section 3: which categories, against what the season and the months before lead us to expect?"""

from __future__ import annotations

from collections.abc import Iterator

from streams.report.columns import Death
from streams.report.figure import Figure, Panel, Row
from streams.report.figures import runs
from streams.report.figures.ground import (
    GROUPS,
    Ground,
    by_month,
    judged,
    outlook,
    still_to_come,
    together,
)
from streams.report.measures.intervals import rate
from streams.report.words import counted

SUICIDE, FROM_AGE = "Suspected suicide", 10


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
        "month the rate before, by quarter; under 5 a quarter dates alone. Band: 499 of 500 points "
        "fall inside by chance. Each incident counts once.",
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
    shown = runs.panel(name, runs.Counted(ground.months, counts, coming), found, ground, "death")
    return row, shown, late


def _rates(ground: Ground) -> Figure:
    """Crude rates; of suicide among those aged ten and over where people by age are known."""
    days = ground.period.days
    grown = ground.people_from(FROM_AGE)
    rows = []
    for name, categories in GROUPS.items():
        mine = [one for one in ground.in_period if one.category in categories]
        people = float(ground.area.people or 0)
        label = name
        if name == SUICIDE and grown:
            mine = [one for one in mine if one.age is None or one.age >= FROM_AGE]
            people, label = grown, f"{name}, aged {FROM_AGE} and over"
        value, low, high = rate(len(mine), people, days) if days else (0.0, 0.0, 0.0)
        rows.append(
            Row(label=label, value=round(value, 2), low=round(low, 2), high=round(high, 2),
                k=len(mine), exposure=people * days / 365.25 / 100_000)
        )  # fmt: skip
    without = "" if grown else " Suspected suicide too: people by age were not given."
    return Figure(
        key="rates", section=3, title="Rates per 100,000 residents a year", unit="rate",
        rows=tuple(rows), chart="dots",
        sentence=f"Rates are crude: deaths of the period over residents of the area.{without}",
        method="Deaths / (residents x days / 365.25) x 100,000; 95%: Garwood under 10, Byar.",
        label_name="Category",
    )  # fmt: skip
