"""Section 17: what did we expect, what came? The last report's ranges against now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from streams.report.columns import Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import GROUPS, Ground
from streams.report.words import counted, number

RED_A_MONTH, AMBER_A_WEEK = 1.0, 2.0  # domain brief, section 6
WEEK, MONTH = 7.0, 30.4
USUAL, COMING = "usual", "still to come"


def figures(ground: Ground) -> Iterator[Figure]:
    """Score the last forecast, give the next one's ranges, and set alerts beside their budget."""
    yield _scored(ground)
    yield _budget(ground)


def _scored(ground: Ground) -> Figure:
    previous = ground.previous
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
    span = _span(previous)
    rows: list[Row] = []
    for name, categories in GROUPS.items():
        now = sum(one.category in categories and span.holds(one.occurred)
                  for one in ground.trended)  # fmt: skip
        rows += _ranges(name, told.get(name, {}), now)
    kinds = {kind: [row for row in rows if row.facts["range"] == kind] for kind in (USUAL, COMING)}
    held = {kind: sum(row.facts["inside"] == "yes" for row in mine) for kind, mine in kinds.items()}
    return Figure(
        key="scored", section=17, title="The last report's ranges, and what came",
        rows=tuple(rows), partner="drop", chart="ranges" if rows else None,
        sentence=f"{number(held[USUAL])} of {counted(len(kinds[USUAL]), 'usual range')} held what "
        f"came (95% should), {number(held[COMING])} of "
        f"{counted(len(kinds[COMING]), 'range')} of what was still to come (90% should)."
        if rows else "The earlier report gave no range.",
        numbers={"usual_held": held[USUAL], "usual": len(kinds[USUAL]), "should_usual": 0.95,
                 "coming_held": held[COMING], "coming": len(kinds[COMING]), "should": 0.90},
        basis=f"by date of death, {span.words()}",
    )  # fmt: skip


def _span(previous: Mapping[str, Any]) -> Period:
    return Period(*(date.fromisoformat(previous["period"][end]) for end in ("from", "to")))


def _ranges(name: str, told: Mapping[str, Any], now: int) -> Iterator[Row]:
    """The usual range, and what was still to come, that the last report told for a category."""
    for kind, ends in ((USUAL, told.get("usual")), (COMING, (told.get("low"), told.get("high")))):
        if ends and ends[0] is not None and ends[1] is not None:
            low, high = int(ends[0]), int(ends[1])
            yield Row(label=f"{name}, {kind}", value=now, low=low, high=high, facts={
                "range": kind, "then": told["value"],
                "inside": "yes" if low <= now <= high else "no",
            })  # fmt: skip


def asked_before(ground: Ground, again: Callable[[Ground], list[Figure]]) -> Figure | None:
    """What the last report asked for, and the same number as it stands now, for the same days."""
    previous = ground.previous
    if not previous or not previous.get("asked"):
        return None
    then = replace(ground, asked=_span(previous), previous=None)
    now = {figure.key: figure.numbers for figure in again(then)}
    rows = tuple(
        Row(label=ask["what"], facts={
            "asked of": ask["who"], "then": ask["number"],
            "now": now.get(ask["figure"], {}).get(ask["measure"]),
        })
        for ask in previous["asked"]
    )  # fmt: skip
    numbers = [(row.facts["now"], row.facts["then"]) for row in rows]
    fewer = sum(int(now or 0) < int(before or 0) for now, before in numbers)
    return Figure(
        key="asked_before", section=17, title="What the last report asked, and what became of it",
        unit="text", rows=rows, partner="drop", label_name="Asked",
        basis=f"for {then.asked.words()}, as it stands now",
        sentence=f"Of {counted(len(rows), 'request')}, {number(fewer)} now stand lower.",
        numbers={"asked": len(rows), "fewer": fewer},
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
