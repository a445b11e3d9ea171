"""L9, unsolved group: killings of one sex by one method here, few of them solved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.case import Case
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import killed_of

DETECTOR = Detector(
    id="unsolved_group",
    number="L9",
    family="linked_series",
    about=UNEXPECTED,
    title="Killings alike, few of them solved",
    looks_for="three or more suspicious deaths and homicides of one sex by one method in the area "
    "in five years, of which a third or fewer have a charge or conviction",
    blind_to="killings of unknown method or sex; the last 28 days; killings that nobody has "
    "called suspicious; charges that the sender does not report",
    source="Domain brief, sections 4 and 7, L9, after the Murder Accountability Project",
    limits=("days", "settle_days", "fewest", "solved_share"),
    explanations=(
        "Charges that were made and not reported: ask for them first",
        "Suspicious deaths that turned out to be none and were not put right",
        "Coincidence: killings by one method are not by one hand",
    ),
    next_steps=(
        "Ask the review officer to read the unsolved ones side by side",
        "Ask whether forensic samples of each were compared with the others",
        "Bring charges and categories up to date at the sender",
    ),
)
SOLVED = frozenset({"charged", "convicted"})
PEOPLE = {"F": "women or girls", "M": "men or boys", "X": "people"}


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the group of an unsolved killing where few of the group are solved.

    Units: days; deaths, where one incident counts as one; a share of them.
    Source: domain brief, section 7, L9; that the newest 28 days do not count yet is our own.
    Blind to: see DETECTOR.
    """
    if focus.border or killed_of(focus.case) is None or not _is_open(focus.case):
        return
    units = units_of(_group(focus, state))
    unsolved = [unit[0] for unit in units if all(_is_open(row.case) for row in unit)]
    limits = state.context.limits(DETECTOR.id)
    solved = len(units) - len(unsolved)
    if len(units) < limits["fewest"] or solved > limits["solved_share"] * len(units):
        return
    who, how = PEOPLE[focus.case.subject.sex or "X"], focus.case.method.replace("_", " ")
    years, area = round(limits["days"] / 365.25), state.context.area.name
    yield Signal(
        kind=DETECTOR.id,
        tier="info",
        members=tuple(row.id for row in unsolved),
        title=f"{len(unsolved)} of {len(units)} killings ({how}) of {who} unsolved, {area}",
        why=f"Of {len(units)} suspicious deaths and homicides of {who} by one method ({how}) in "
        f"{area} in {years} years, {len(unsolved)} have no charge.",
        observed=len(units),
        start=min(row.case.occurred_from for row in unsolved),
        end=max(row.case.occurred_from for row in unsolved),
        window_days=int(limits["days"]),
        features={row.id: {"method": row.case.method, "solved": False} for row in unsolved},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """The other killings of its group."""
    if focus.border or killed_of(focus.case) is None:
        return []
    return [row.id for row in _group(focus, state) if row.id != focus.id]


def moments(row: CaseRow, state: AreaState) -> Iterator[datetime]:
    """When a killing counts as unsolved."""
    if killed_of(row.case) is not None:
        days = state.context.limits(DETECTOR.id)["settle_days"]
        yield row.case.occurred_from + timedelta(days=days)


def _group(focus: CaseRow, state: AreaState) -> list[CaseRow]:
    limits, now = state.context.limits(DETECTOR.id), state.now.clock
    start, end = now - timedelta(days=limits["days"]), now - timedelta(days=limits["settle_days"])
    rows = state.rows(state.lookup.tied(killed_of(focus.case) or "", start, end))
    return [row for row in rows if not row.border]  # The group is that of the area.


def _is_open(case: Case) -> bool:
    return case.suspect_status not in SOLVED
