"""Section 8: how, and with what? Methods, substances, toxicology, ambulance overdoses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from streams.report.figure import Figure, Panel, Row
from streams.report.figures.ground import Ground, by_month, midnight, month_words, tally
from streams.report.measures.waiting import quartiles
from streams.report.words import counted, listed, number

SHOWN = 24
DAY = 86400.0


def figures(ground: Ground) -> Iterator[Figure]:
    """Count methods and substances of the period; how long toxicology takes."""
    found = tally(ground.in_period, lambda one: one.method)
    yield Figure(
        key="methods", section=8, title="Apparent method, unexpected deaths", label_name="Method",
        rows=tuple(Row(label=name.replace("_", " "), value=n) for name, n in found.items()),
        sentence=f"{counted(found.get('unknown', 0), 'death')} of {number(len(ground.in_period))} "
        "have no method yet.",
        numbers={"unknown": found.get("unknown", 0), "deaths": len(ground.in_period)},
    )  # fmt: skip
    yield _substances(ground)
    yield _toxicology(ground)
    yield _overdoses(ground)


def _substances(ground: Ground) -> Figure:
    drugs = [one for one in ground.in_period if one.category == "suspected_drug_related"]
    found = Counter(name for one in drugs for name in set(one.substances))
    before = {name for one in ground.unexpected if one.occurred < midnight(ground.period.start)
              for name in one.substances}  # fmt: skip
    new = sorted(name for name in found if name not in before)
    rows = tuple(
        Row(label=name, value=n, facts={"new": "yes" if name in new else "no"})
        for name, n in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    )
    named = sum(bool(one.substances) for one in drugs)
    return Figure(
        key="substances", section=8, title="Substances named, suspected drug-related deaths",
        rows=rows, label_name="Substance", partner="drop",
        sentence=f"Substances are named for {number(named)} of "
        f"{counted(len(drugs), 'suspected drug-related death')}; new here: "
        f"{listed(new) if new else 'none'}.",
        numbers={"named": named, "deaths": len(drugs)},
    )  # fmt: skip


def _toxicology(ground: Ground) -> Figure:
    waits, done = [], []
    for one in ground.in_period:
        if one.category == "suspected_drug_related":
            end = one.toxicology_done or ground.columns.as_of
            waits.append(round(max(0.0, (end - one.arrived).total_seconds() / DAY), 2))
            done.append(one.toxicology_done is not None)
    low, middle, high = quartiles(waits, done) if waits else (None, None, None)
    reached = f"{number(middle)} days" if middle is not None else "not reached"
    return Figure(
        key="toxicology", section=8, title="Days to toxicology, suspected drug-related deaths",
        unit="days", partner="drop",
        rows=(Row(label="Days to toxicology", value=middle, low=low, high=high, n=len(waits),
                  missing=len(waits) - sum(done)),) if waits else (),
        sentence=f"Half have their toxicology after: {reached}. Still waiting: "
        f"{number(len(waits) - sum(done))} of {number(len(waits))}.",
        numbers={"waiting": len(waits) - sum(done), "deaths": len(waits)},
        method="Kaplan-Meier quartiles; those still waiting count as long as they have waited.",
    )  # fmt: skip


def _overdoses(ground: Ground) -> Figure:
    months = ground.months[-SHOWN:]
    mine = [one for one in ground.columns.counts.values() if one.measure == "ambulance_overdoses"]
    deaths = [one.occurred for one in ground.trended if one.category == "suspected_drug_related"]
    spread = [one.start for one in mine for _ in range(one.count)]
    panels = [_panel("Suspected drug-related deaths", by_month(deaths, months), months)]
    if mine:
        panels.append(_panel("Overdoses, ambulance", by_month(spread, months), months))
    here = sum(ground.period.holds(one) for one in spread)
    return Figure(
        key="overdoses", section=8, title="Ambulance overdoses beside deaths", chart="lines",
        rows=(Row(label="Overdoses, ambulance", value=here),) if mine else (
            Row(label="Overdoses, ambulance", verdict="no_data"),),
        panels=tuple(panels), basis="by the day of the call; deaths by date of death",
        sentence="" if mine else "No count of overdoses came from an ambulance service; nothing "
        "can be said.",
    )  # fmt: skip


def _panel(name: str, counts: list[int], months: list[date]) -> Panel:
    rows = zip(months, counts, strict=True)
    return Panel(name, tuple(Row(label=month_words(month), value=n) for month, n in rows))
