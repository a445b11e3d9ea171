"""V2, retaliation window: three days in which a killing, shooting or stabbing may be answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.case import Case
from streams.core.detectors.wording import local, number_word
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow, metres_between
from streams.core.signals import UNEXPECTED, VIOLENCE, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import ARMED
from streams.core.violence import (
    is_armed,
    is_domestic,
    is_killing_shooting_or_stabbing,
    may_be_answered,
)

DETECTOR = Detector(
    id="retaliation_window",
    number="V2",
    family="review_due",
    about=UNEXPECTED | VIOLENCE,
    title="Watch for retaliation",
    looks_for="a homicide, or somebody gravely hurt by a gun or a blade: a watch of 72 hours "
    "within 2 km, in which any further armed violence is new evidence. A stabbing that killed "
    "nobody and has no sign of a gang stands in the digest until something follows",
    blind_to="violence in a family or household, which is not answered in the street; retaliation "
    "further away or later; victims whose injury is not known yet",
    source="Detection specification, section 8, V2; domain brief, section 7. That violence in a "
    "family or household starts no watch, and which stabbings call nobody alone, is our own: "
    "measured on our background, all together were 131 a year and million people "
    "(deploy/decisions/0009-what-wakes-a-duty-inspector.md)",
    limits=("hours", "near_km"),
    explanations=(
        "A robbery or a quarrel between strangers, with nobody to answer it",
        "An attack by somebody already in custody",
    ),
    next_steps=(
        "Ask intelligence who may answer it, and where they are",
        "Brief the shift: visible patrols, hospital, schools, funeral and vigil sites",
        "Warn those at risk where a threat to life is seen",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal a watch after grave violence, and all armed violence within it.

    Units: hours, kilometres.
    Source: detection specification, section 8, V2; that most stabbings alone are info is our own.
    Blind to: see DETECTOR.
    """
    if not _starts(focus) or not focus.case.occurred_from <= state.now.clock < _over(focus, state):
        return
    about = units_of([focus, *state.rows(_within(focus, state))])
    lead = next(unit[0] for unit in about if focus in unit)
    if lead.id != focus.id and _starts(lead):
        return  # Of one incident, its first report speaks.
    others = [unit[0] for unit in about if focus not in unit]
    units = [focus, *(row for row in others if _is_after(row, focus, state))]
    case, limits = focus.case, state.context.limits(DETECTOR.id)
    place = state.context.place_of(case)
    until, more = _over(focus, state), len(units) - 1
    what = "homicide" if _is_killing(case) else "shooting or stabbing"
    also = f" Since then {number_word(more)} more armed attack{'s' if more > 1 else ''}." * bool(
        more
    )
    yield Signal(
        kind=DETECTOR.id,
        tier="amber" if more or may_be_answered(case) else "info",
        members=tuple(row.id for row in sorted(units, key=lambda row: row.seq)),
        title=f"Watch for retaliation after a {what}, {place}",
        why=f"A {what} near {place}: watch {limits['near_km']:g} km about it until "
        f"{local(until)}.{also}",
        observed=len(units),
        start=case.occurred_from,
        end=until,
        until=until,
        features={row.id: {"injury": row.case.injury or "fatal"} for row in units},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Grave or armed violence about it, as long before or after as a watch lasts."""
    return _within(focus, state) if not focus.border and is_armed(focus.case) else []


def moments(row: CaseRow, state: AreaState) -> Iterator[datetime]:
    """When a watch ends."""
    if _starts(row):
        yield _over(row, state)


def _starts(row: CaseRow) -> bool:
    case = row.case
    return not row.border and is_killing_shooting_or_stabbing(case) and not is_domestic(case)


def _over(row: CaseRow, state: AreaState) -> datetime:
    return row.case.occurred_from + timedelta(hours=state.context.limits(DETECTOR.id)["hours"])


def _within(focus: CaseRow, state: AreaState) -> list[str]:
    limits, when = state.context.limits(DETECTOR.id), focus.case.occurred_from
    reach, km = timedelta(hours=limits["hours"]), limits["near_km"]
    rows = state.rows(state.lookup.tied(ARMED, when - reach, when + reach))
    return [
        row.id
        for row in rows
        if row.id != focus.id and not row.border and _is_near(row.case, focus.case, km)
    ]


def _is_after(row: CaseRow, focus: CaseRow, state: AreaState) -> bool:
    return focus.case.occurred_from <= row.case.occurred_from < _over(focus, state) and (
        not is_domestic(row.case)
    )


def _is_near(one: Case, other: Case, km: float) -> bool:
    metres = metres_between(one.place, other.place)
    return metres is not None and metres <= 1000.0 * km


def _is_killing(case: Case) -> bool:
    return case.kind == "death" or case.injury == "fatal"
