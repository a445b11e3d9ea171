"""L6, institution event burst: three unexpected deaths on one ward within a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.detectors.wording import categories, number_word, oxford, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import ward_of
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="institution_event_burst",
    number="L6",
    family="linked_series",
    about=UNEXPECTED,
    title="Unexpected deaths on one ward within days",
    looks_for="three unexpected deaths on one ward of a hospital, or in one care home that names "
    "no wards, within 7 days",
    blind_to="deaths that the site calls expected; hospitals that send no ward; a rise that is "
    "slower than a week",
    source="Detection specification, section 8, L6; domain brief, section 7",
    limits=("days", "fewest"),
    explanations=(
        "An outbreak of infection, a heat wave, or a ward for the dying",
        "One incident, such as a fire or a failed oxygen supply, sent as several reports",
        "A ward that has begun to report what it did not report before",
    ),
    next_steps=(
        "Call the site manager: which deaths, in which beds, at what hours, after what treatment",
        "Ask that notes, drug charts, syringes, samples and rotas be secured now",
        "Ask the medical examiner and the coroner's officer to hold the bodies",
        "Ask the pathologist for insulin, potassium, opioids and sedatives",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal so many incidents of unexpected death on one ward within days.

    Units: days; deaths, where one incident counts as one.
    Source: detection specification, section 8, L6.
    Blind to: see DETECTOR.
    """
    others = state.rows(neighbours(focus, state))
    if not others:
        return
    limits = state.context.limits(DETECTOR.id)
    window = fullest_window(focus, others, timedelta(days=limits["days"]))
    units = [unit[0] for unit in units_of(window)]
    if len(units) < limits["fewest"]:
        return
    start, end = first_and_last(units)
    last = units[-1].case
    place = state.context.place_of(last)
    where = "on one ward" if last.place.ward is not None else "in one care home"
    number = number_word(len(units)).capitalize()
    yield Signal(
        kind=DETECTOR.id,
        tier="red",
        members=tuple(row.id for row in units),
        title=f"{len(units)} unexpected deaths {where} in {span(start, end)}, {place}",
        why=f"{number} unexpected deaths {where} near {place} over {span(start, end)}; recorded "
        f"as {oxford(categories(units))}.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(limits["days"]),
        features={row.id: {"same_ward": True, "method": row.case.method} for row in units},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other unexpected deaths on the same ward within the window."""
    tie = ward_of(focus.case)
    if tie is None:
        return []
    reach, when = (
        timedelta(days=state.context.limits(DETECTOR.id)["days"]),
        focus.case.occurred_from,
    )
    return [one for one in state.lookup.tied(tie, when - reach, when + reach) if one != focus.id]
