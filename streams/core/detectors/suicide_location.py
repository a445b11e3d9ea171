"""S2, suicide location: two suspected suicides at one place within a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import is_possible_suicide
from streams.core.detectors.wording import number_word, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow
from streams.core.places import same_point, same_property
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import SUICIDES
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="suicide_location",
    number="S2",
    family="linked_series",
    about=UNEXPECTED,
    title="Suspected suicides at one place",
    looks_for="two suspected suicides, or hangings nobody has judged yet, within 365 days at one "
    "property, one institution or one point",
    blind_to="long bridges, cliffs and lines of rail where the points differ; places known worse "
    "than the radius",
    source="Detection specification, section 8, S2; domain brief, section 7",
    limits=("days", "near_m"),
    explanations=(
        "A household or hostel recorded as one property",
        "The middle of a town or park, used where the exact place was not known",
        "A large hospital or prison: ask how many are usual there",
    ),
    next_steps=(
        "Ask whose place it is and what could be made safer: barrier, sign, patrol, telephone",
        "Tell the suicide prevention lead and the owner; keep the place out of what is published",
        "Check that each was investigated as if it were none",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the possible suicides at the place of one.

    Units: days, metres.
    Source: detection specification, section 8, S2.
    Blind to: see DETECTOR.
    """
    others = state.rows(neighbours(focus, state))
    if not others:
        return
    days = state.context.limits(DETECTOR.id)["days"]
    units = [unit[0] for unit in units_of(fullest_window(focus, others, timedelta(days=days)))]
    if len(units) < 2:
        return
    start, end = first_and_last(units)
    place = state.context.place_of(units[-1].case)
    number = number_word(len(units)).capitalize()
    yield Signal(
        kind=DETECTOR.id,
        tier="amber",
        members=tuple(row.id for row in units),
        title=f"{len(units)} suspected suicides at one place in {span(start, end)}, {place}",
        why=f"{number} people died at one place near {place} over {span(start, end)}, as it seems "
        "by suicide.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(days),
        features={
            row.id: {"place_kind": row.case.place.kind, "method": row.case.method} for row in units
        },
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other possible suicides of this area at the same place within the window."""
    if focus.border or not is_possible_suicide(focus.case):
        return []
    limits = state.context.limits(DETECTOR.id)
    reach, when = timedelta(days=limits["days"]), focus.case.occurred_from
    rows = state.rows(state.lookup.tied(SUICIDES, when - reach, when + reach))
    near_m = limits["near_m"]
    return [
        row.id
        for row in rows
        if row.id != focus.id and not row.border and _one_place(focus.case, row.case, near_m)
    ]


def _one_place(one: Case, two: Case, near_m: float) -> bool:
    known = same_property(one, two)
    if known is not None:
        return known
    site = one.place.institution
    if site is not None and site == two.place.institution:
        return True
    return same_point(one, two, near_m)
