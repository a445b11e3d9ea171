"""D2, drug deaths in one building: two within three days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import is_drug_death
from streams.core.compounds import shown
from streams.core.detectors.wording import number_word, oxford
from streams.core.incidents import first_and_last
from streams.core.lookup import CaseRow
from streams.core.places import same_point, same_property
from streams.core.signals import DEATHS, Detector, Signal
from streams.core.state import AreaState
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="drug_same_building",
    number="D2",
    family="linked_series",
    about=DEATHS,
    title="Drug deaths in one building within days",
    looks_for="two people dead by drugs within 72 hours at one property or in one building, "
    "suicides apart",
    blind_to="deaths not yet known to be by drugs; one event that its sender gave one incident "
    "number; buildings known worse than the radius",
    source="Detection specification, section 8, D2; domain brief, sections 5.3 and 7",
    limits=("hours", "near_m"),
    explanations=(
        "Two people who used together, known as one event at the scene",
        "Neighbours in a hostel or block where drug deaths are not rare",
    ),
    next_steps=(
        "Send somebody to the building now: others may have the same supply",
        "Ask the laboratory to hurry toxicology and name the compounds",
        "Tell the director of public health and the ambulance service; consider a warning",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the people dead by drugs in one building within hours.

    Two deaths of one night are what it looks for, so that nearness makes them no single
    incident here: only an incident number, or one person recorded twice, does.

    Units: hours, metres, people.
    Source: detection specification, section 8, D2.
    Blind to: see DETECTOR.
    """
    others = state.rows(neighbours(focus, state))
    if not others:
        return
    limits = state.context.limits(DETECTOR.id)
    window = fullest_window(focus, others, timedelta(hours=limits["hours"]))
    rows = _apart(sorted(window, key=lambda row: row.seq))
    if len(rows) < 2:
        return
    place = state.context.place_of(rows[-1].case)
    start, end = first_and_last(rows)
    named = shown(sorted({word for row in rows for word in row.case.substances}))
    drugs_named = f" Named so far: {oxford(named)}." if named else ""
    hours, number = limits["hours"], number_word(len(rows)).capitalize()
    yield Signal(
        kind=DETECTOR.id,
        tier="red",
        members=tuple(row.id for row in rows),
        title=f"{len(rows)} drug deaths in one building within {hours:g} hours, {place}",
        why=f"{number} people died of drugs in one building near {place} within {hours:g} hours. "
        f"Others there may have the same supply.{drugs_named}",
        observed=len(rows),
        start=start,
        end=end,
        window_days=max(1, round(hours / 24)),
        features={row.id: {"substances": oxford(shown(row.case.substances))} for row in rows},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other drug deaths of this area in the same building within the window."""
    if focus.border or not is_drug_death(focus.case):
        return []
    limits = state.context.limits(DETECTOR.id)
    reach, when = timedelta(hours=limits["hours"]), focus.case.occurred_from
    rows = state.rows(state.lookup.drug_deaths(when - reach, when + reach))
    near_m = limits["near_m"]
    return [
        row.id
        for row in rows
        if row.id != focus.id and not row.border and _one_building(focus.case, row.case, near_m)
    ]


def _one_building(one: Case, two: Case, near_m: float) -> bool:
    return same_property(one, two) is True or same_point(one, two, near_m)


def _apart(rows: list[CaseRow]) -> list[CaseRow]:
    """The first report of each incident number and of each person."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        names = {f"{row.case.incident} incident"} if row.case.incident is not None else set()
        if row.case.subject.token is not None:
            names.add(f"{row.case.subject.token} person")
        if seen.isdisjoint(names):
            kept.append(row)
        seen |= names
    return kept
