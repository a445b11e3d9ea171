"""Section 4: what changed after the first hour, and what was missed before it did?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.report.columns import GRAVE, Death, Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground
from streams.report.measures.waiting import quartiles
from streams.report.words import counted, number

A_YEAR = 365
NAMES = {
    "homicide": "Homicide",
    "suspicious": "Suspicious",
    "undetermined": "Undetermined",
    "suspected_drug_related": "Suspected drug-related",
    "suspected_accident": "Suspected accident",
    "suspected_suicide": "Suspected suicide",
    "unexpected_under_investigation": "Under investigation",
    "unexpected_not_suspicious": "Unexpected, not suspicious",
    "rtc": "Road traffic",
    "expected_natural": "Expected, natural",
    "out_of_scope": "Out of scope",
}


def figures(ground: Ground) -> Iterator[Figure]:
    """Show first category against newest over twelve months, and how long it took."""
    year = Period(ground.period.end, ground.period.end).before(A_YEAR)
    deaths = [
        one
        for one in ground.deaths
        if year.holds(one.occurred) and (one.is_unexpected or _was_unexpected(one))
    ]
    flows = Counter((one.first, one.category) for one in deaths)
    into = sum(n for (was, now), n in flows.items() if now in GRAVE and was not in GRAVE)
    out = sum(n for (was, now), n in flows.items() if was in GRAVE and now not in GRAVE)
    moved = sum(n for (was, now), n in flows.items() if was != now)
    order = list(NAMES)
    rows = tuple(
        Row(label=f"{NAMES[was]} to {NAMES[now]}" if was != now else f"{NAMES[was]}, unchanged",
            value=n, facts={"first": NAMES[was], "now": NAMES[now]})
        for (was, now), n in sorted(
            flows.items(), key=lambda one: (order.index(one[0][1]), order.index(one[0][0]))
        )
    )  # fmt: skip
    yield Figure(
        key="reclassified", section=4, title="First category and newest", chart="flow",
        rows=rows, basis=f"by date of death, {year.words()}",
        sentence=f"{counted(into, 'death')} now suspicious or homicide "
        f"{'was' if into == 1 else 'were'} first recorded as something else; {number(out)} went "
        f"the other way. Of {counted(len(deaths), 'death')}, {number(moved)} stand in another "
        "category now.",
        numbers={"into": into, "out": out, "deaths": len(deaths), "moved": moved},
        notes=("Deaths of the last weeks have had less time to change.",),
        label_name="From and to",
    )  # fmt: skip
    yield _waits(deaths, ground)
    yield _missed(deaths, ground)


def _was_unexpected(death: Death) -> bool:
    return death.first not in ("expected_natural", "rtc", "out_of_scope")


def _waits(deaths: list[Death], ground: Ground) -> Figure:
    rows = []
    for state in ("homicide", "suspicious", "suspected_drug_related", "suspected_suicide"):
        reached = [one for one in deaths if one.category == state and one.first != state]
        days = [(one.known_in((state,)) - one.arrived).total_seconds() / 86400 for one in reached]
        if days:
            low, middle, high = quartiles([round(day, 2) for day in days], [True] * len(days))
            rows.append(Row(label=NAMES[state], value=middle, low=low, high=high, n=len(days)))
    return Figure(
        key="days_to_state", section=4, title="Days from the first report to the newest category",
        unit="days", rows=tuple(rows), chart="dots", partner="drop",
        basis="by first arrival", of_name="Deaths",
        sentence="Half of those that changed had changed by the dot; the bar spans the middle half."
        if rows else "No death changed into these categories.",
        method="Quartiles over deaths that changed; those that never change have none.",
    )  # fmt: skip


def _missed(deaths: list[Death], ground: Ground) -> Figure:
    """Deaths later suspicious that stood in no alert before they were so."""
    grave = [one for one in deaths if one.category in GRAVE and one.first not in GRAVE]
    rows = []
    for one in grave:
        since = ground.columns.stood.get((one.source, one.report_id))
        turned = one.known_in(GRAVE)
        stood = since is not None and since < turned
        rows.append(
            Row(label=one.report_id, facts={
                "happened": f"{one.occurred:%Y-%m-%d}", "first": NAMES[one.first],
                "now": NAMES[one.category], "since": f"{turned:%Y-%m-%d}",
                "stood in an earlier alert": "yes" if stood else "no",
            })
        )  # fmt: skip
    missed = sum(row.facts["stood in an earlier alert"] == "no" for row in rows)
    return Figure(
        key="missed", section=4, title="Later suspicious: seen before?", unit="text",
        rows=tuple(rows), partner="drop", label_name="Report",
        sentence=f"{number(missed)} of {counted(len(rows), 'death')} later found suspicious stood "
        "in no earlier alert of a series or surge.",
        numbers={"missed": missed, "deaths": len(rows)},
    )  # fmt: skip
