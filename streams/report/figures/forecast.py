"""Section 17: what did we expect, what came? The last report's ranges against now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from streams.report.columns import Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import GROUPS, Ground
from streams.report.words import counted, number

RED_A_MONTH, AMBER_A_WEEK = 1.0, 2.0  # domain brief, section 6
WEEK, MONTH = 7.0, 30.4


def figures(ground: Ground) -> Iterator[Figure]:
    """Score the last forecast, give the next one's ranges, and set alerts beside their budget."""
    yield _scored(ground)
    yield _budget(ground)


def _scored(ground: Ground) -> Figure:
    previous: Any = ground.previous
    if not previous:
        return Figure(
            key="scored", section=17, title="The last report's ranges", partner="drop",
            sentence="No earlier report was given (--previous), so no forecast can be scored.",
        )  # fmt: skip
    told = {
        row["label"]: row
        for figure in previous["figures"] if figure["key"] == "categories"
        for row in figure["rows"]
    }  # fmt: skip
    span = Period(*(date.fromisoformat(previous["period"][end]) for end in ("from", "to")))
    rows = []
    for name, categories in GROUPS.items():
        row = told.get(name)
        if row and row.get("low") is not None and row.get("high") is not None:
            now = sum(one.category in categories and span.holds(one.occurred)
                      for one in ground.trended)  # fmt: skip
            usual = (int(row["low"]), int(row["high"]))
            rows.append(Row(label=name, value=now, usual=usual, facts={
                "then": row["value"],
                "inside": "yes" if usual[0] <= now <= usual[1] else "no",
            }))  # fmt: skip
    inside = sum(row.facts["inside"] == "yes" for row in rows)
    return Figure(
        key="scored", section=17, title="What was still to come, and what came",
        rows=tuple(rows), partner="drop",
        sentence=f"{number(inside)} of {counted(len(rows), 'range')} held what came; nine in ten "
        "should." if rows else "The earlier report had no month that was not complete.",
        numbers={"inside": inside, "ranges": len(rows)}, basis=f"by date of death, {span.words()}",
    )  # fmt: skip


def _budget(ground: Ground) -> Figure:
    days = max(1, ground.period.days)
    rows = []
    for tier, budget in (
        ("red", days / MONTH * RED_A_MONTH),
        ("amber", days / WEEK * AMBER_A_WEEK),
    ):
        n = sum(
            one["tier"] == tier and one["family"] in ("linked_series", "surge")
            and not one["shadow"]
            and ground.period.holds(datetime.fromisoformat(one["raised_at"]))
            for one in ground.columns.alerts.values()
        )  # fmt: skip
        rows.append(Row(label=f"{tier.capitalize()} alerts", value=n, expected=round(budget, 1)))
    said = "; ".join(f"{row.label.lower()}: {number(row.value or 0)}, budget "
                     f"{number(row.expected or 0)}" for row in rows)  # fmt: skip
    return Figure(
        key="budget", section=17, title="Alerts of series and surges against their budget",
        rows=tuple(rows), basis="by raising", sentence=f"{said.capitalize()}.",
    )  # fmt: skip
