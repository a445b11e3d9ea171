"""Section 10: children. Each death, its category, and whether its review began in time."""

from __future__ import annotations

from collections.abc import Iterator

from streams.report.columns import Alert, Death
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, tally
from streams.report.figures.reclassified import NAMES
from streams.report.figures.reviews import step_state
from streams.report.words import counted, number

ADULT = 18
BANDS = ((1, "under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"), (ADULT, "16 to 17"))


def figures(ground: Ground) -> Iterator[Figure]:
    """Every death of a child in the period, unexpected or not."""
    deaths = [
        one
        for one in ground.deaths
        if one.age is not None and one.age < ADULT and ground.period.holds(one.occurred)
    ]
    deaths.sort(key=lambda one: (one.occurred, one.report_id))
    found = tally(deaths, _band)
    yield Figure(
        key="children", section=10, title="Deaths of children by age",
        rows=tuple(Row(label=band, value=found.get(band, 0)) for _, band in BANDS),
        sentence=f"{counted(len(deaths), 'death')} of people under 18.",
        numbers={"children": len(deaths), "adult": ADULT}, label_name="Age", partner="drop",
    )  # fmt: skip
    kinds = tally(deaths, lambda one: NAMES.get(one.category, one.category))
    yield Figure(
        key="children_kinds", section=10, title="Deaths of children by category",
        rows=tuple(Row(label=name, value=n) for name, n in kinds.items()),
        sentence=f"{counted(len(deaths), 'death')} of people under 18, by category now.",
        numbers={"children": len(deaths), "adult": ADULT}, label_name="Category",
    )  # fmt: skip
    duties = _duties(ground)
    rows = tuple(
        Row(label=one.report_id, facts={
            "age": _band(one), "category": NAMES.get(one.category, one.category),
            "happened": f"{one.occurred:%Y-%m-%d}",
            "first step": _first(duties.get((one.source, one.report_id)), ground),
            "reviews": _review(duties.get((one.source, one.report_id))),
        })
        for one in deaths
    )  # fmt: skip
    without = sum(row.facts["reviews"] == "no duty stands" for row in rows)
    yield Figure(
        key="child_deaths", section=10, title="Each death, and its reviews", unit="text", rows=rows,
        partner="drop", label_name="Report",
        sentence=f"{number(without)} of {number(len(rows))} have no duty of a review on record."
        if rows else "No death of a child was reported.",
        numbers={"without": without, "children": len(rows)},
    )  # fmt: skip


def _band(death: Death) -> str:
    return next(name for end, name in BANDS if (death.age or 0) < end)


def _duties(ground: Ground) -> dict[tuple[str, str], Alert]:
    return {
        (one["source"], one["report_id"]): alert
        for alert in ground.columns.alerts.values()
        if alert["kind"] == "review_due"
        for one in alert["evidence"]
    }


def _first(alert: Alert | None, ground: Ground) -> str:
    """How the step that falls due first stands: whether the review began in time."""
    timed = [duty for duty in alert["duties"] if duty["due_at"]] if alert else []
    if alert is None or not timed:
        return "no clock runs"
    first = min(timed, key=lambda duty: (duty["due_at"], duty["duty"], duty["step"]))
    return f"{step_state(first, alert['alert_id'], ground)}, due {first['due_at'][:10]}"


def _review(alert: Alert | None) -> str:
    if alert is None or not alert["duties"]:
        return "no duty stands"
    states = [duty["state"] for duty in alert["duties"]]
    done = sum(state == "done" for state in states)
    return f"{done} of {len(states)} steps marked done"
