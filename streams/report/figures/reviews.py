"""Section 15: reviews that were due, and lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, midnight
from streams.report.measures.waiting import quartiles
from streams.report.words import counted, number

STATES = ("in time", "done late", "open, late", "open", "excluded", "undecided")
A_YEAR = timedelta(days=365)
REPEATED = 2


def figures(ground: Ground) -> Iterator[Figure]:
    """Duties whose clock ended in the period, by regime; then lessons of a year."""
    found: dict[str, Counter[str]] = {}
    for alert in ground.columns.alerts.values():
        for duty in alert["duties"]:
            due = duty["due_at"] and datetime.fromisoformat(duty["due_at"])
            if due and ground.asked.holds(due):
                state = step_state(duty, alert["alert_id"], ground)
                found.setdefault(duty["duty"], Counter())[state] += 1
    rows = tuple(
        Row(label=duty.replace("_", " "), value=sum(states.values()),
            facts={state: states[state] for state in STATES})
        for duty, states in sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    )  # fmt: skip
    total = sum(int(row.value or 0) for row in rows)
    late = sum(int(row.facts["open, late"] or 0) for row in rows)
    done = sum(int(row.facts["in time"] or 0) for row in rows)
    yield Figure(
        key="duties", section=15, title="Steps of reviews due in the period", chart="bars",
        rows=rows, basis="by the day on which they fell due", label_name="Regime",
        sentence=f"{counted(total, 'step')} fell due; {number(done)} were done in time, "
        f"{number(late)} are open and late." if total else "No step of a review fell due.",
        numbers={"due": total, "late": late, "done": done},
        notes=("A step counts as done when it was marked as done; what was done and not marked "
               "stands here as late.",),
    )  # fmt: skip
    yield _days(ground)
    yield _lessons(ground)


def _days(ground: Ground) -> Figure:
    """How long a step takes from the hour the force knew; what is open has waited as long."""
    waits: dict[str, list[tuple[float, bool]]] = {}
    for alert in ground.columns.alerts.values():
        for duty in alert["duties"]:
            due = duty["due_at"] and datetime.fromisoformat(duty["due_at"])
            if not due or not ground.asked.holds(due) or not duty["aware_at"]:
                continue
            key = (alert["alert_id"], duty["duty"], duty["step"])
            ended = ground.columns.duty_changes.get(key)
            aware = datetime.fromisoformat(duty["aware_at"])
            days = ((ended or ground.columns.as_of) - aware) / timedelta(days=1)
            waits.setdefault(duty["duty"], []).append((round(max(0.0, days), 2), bool(ended)))
    rows = []
    for name, mine in sorted(waits.items()):
        low, middle, high = quartiles([days for days, _ in mine], [done for _, done in mine])
        still = sum(not done for _, done in mine)
        rows.append(Row(label=name.replace("_", " "), value=middle, low=low, high=high,
                        n=len(mine), facts={"open": still, "half decided after": number(middle)
                                            if middle is not None else "not reached"}))  # fmt: skip
    return Figure(
        key="days_to_decision", section=15, title="Days from awareness to a decision",
        unit="days", rows=tuple(rows), partner="drop", label_name="Regime",
        basis="by awareness, steps due in the period",
        chart="dots" if any(row.value is not None for row in rows) else None,
        sentence="Half are decided by the dot; the bar spans the middle half." if rows
        else "No step of a review fell due.",
        method="Kaplan-Meier quartiles; what is open counts as long as it has waited.",
    )  # fmt: skip


def step_state(duty: Mapping[str, Any], alert: str, ground: Ground) -> str:
    """Say how one step stands against its clock."""
    key = (alert, duty["duty"], duty["step"])
    due = datetime.fromisoformat(duty["due_at"])
    return _state(duty["state"], due, ground, ground.columns.duty_changes.get(key))


def _state(state: str, due: datetime, ground: Ground, changed: datetime | None) -> str:
    if state == "done":
        return "in time" if changed is None or changed <= due else "done late"
    if state in ("excluded", "void"):
        return "excluded"
    if state in ("needs_fact", "waiting"):
        return "undecided"
    return "open, late" if due < ground.columns.as_of else "open"


def _lessons(ground: Ground) -> Figure:
    end = midnight(ground.period.end)
    tags = Counter(tag for when, tag in ground.columns.lessons if end - A_YEAR <= when < end)
    rows = tuple(
        Row(label=tag, value=n, facts={"repeated": "yes" if n >= REPEATED else "no"})
        for tag, n in sorted(tags.items(), key=lambda one: (-one[1], one[0]))
    )
    again = sum(n >= REPEATED for n in tags.values())
    return Figure(
        key="lessons", section=15, title="Lessons of 12 months, by tag", rows=rows,
        basis="by the day on which they were recorded", label_name="Tag", partner="drop",
        sentence=f"{counted(len(rows), 'tag')}; {number(again)} came more than once."
        if rows else "No lesson was recorded in 12 months.",
        numbers={"tags": len(rows), "again": again},
    )  # fmt: skip
