"""V3, escalation: one person is reported against another again and again, or ever worse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.detectors.wording import number_word, span
from streams.core.incidents import first_and_last, same_event
from streams.core.lookup import CaseRow, apart
from streams.core.signals import VIOLENCE, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import pair
from streams.core.violence import STRANGLED, THREATENED, is_escalating, pairs_of
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="escalation_person",
    number="V3",
    family="review_due",
    about=VIOLENCE,
    title="Violence by one person against another grows",
    looks_for="three reports of domestic violence, stalking or strangulation by one suspect "
    "against one person within 90 days, or strangulation with threats to kill",
    blind_to="suspects and victims without a token; violence that is not reported; counts of "
    "incidents inside one report",
    source="Detection specification, section 8, V3; domain brief, section 7",
    limits=("days", "fewest"),
    explanations=(
        "One incident recorded more than once",
        "Reports of long ago, made together when somebody at last spoke",
    ),
    next_steps=(
        "Call the safeguarding team today: is the person at risk safe, and are the children",
        "Do a risk assessment anew with all reports side by side; ask for a conference of agencies",
        "Look at bail, orders and the suspect's whereabouts",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the reports of one suspect against one person that show it grows.

    Units: days; reports, where one incident counts as one.
    Source: detection specification, section 8, V3.
    Blind to: see DETECTOR.
    """
    if focus.border or focus.history or not is_escalating(focus.case):
        return
    if _strangled_and_threatened([focus]):
        yield _signal([focus], state)
    for one in pairs_of(focus.case):
        signal = _about(pair(one), focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other reports of the same suspect against the same person within the window."""
    if focus.border or not is_escalating(focus.case):
        return []
    found = (row.id for one in pairs_of(focus.case) for row in _others(pair(one), focus, state))
    return list(dict.fromkeys(found))


def _others(tie: str, focus: CaseRow, state: AreaState) -> list[CaseRow]:
    reach = timedelta(days=state.context.limits(DETECTOR.id)["days"])
    rows = state.rows(state.lookup.tied(tie))
    near = [row for row in rows if apart(row.case, focus.case) <= reach]
    return [row for row in near if row.id != focus.id and not row.border]


def _about(tie: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    others = _others(tie, focus, state)
    window = fullest_window(focus, others, timedelta(days=limits["days"])) if others else []
    units = _events(window)
    if len(units) >= limits["fewest"] or (len(units) > 1 and _strangled_and_threatened(window)):
        return _signal(units, state)
    return None


def _events(rows: list[CaseRow]) -> list[CaseRow]:
    """The first report of each event; that the person is the same makes them no single event."""
    kept: list[CaseRow] = []
    for row in sorted(rows, key=lambda one: one.seq):
        if not any(same_event(row.case, one.case) for one in kept):
            kept.append(row)
    return kept


def _strangled_and_threatened(rows: list[CaseRow]) -> bool:
    flags = {flag for row in rows for flag in row.case.flags}
    return {STRANGLED, THREATENED} <= flags


def _signal(units: list[CaseRow], state: AreaState) -> Signal:
    start, end = first_and_last(units)
    place = state.context.place_of(units[-1].case)
    grave = _strangled_and_threatened(units)
    also = " Somebody was strangled and threatened with death." if grave else ""
    if len(units) == 1:
        title = f"Strangled and threatened with death, {place}"
        why = f"A person near {place} was strangled and threatened with death."
    else:
        title = f"{len(units)} reports by one person on another in {span(start, end)}, {place}"
        why = f"{number_word(len(units)).capitalize()} reports of violence by one person against "
        why += f"another near {place} over {span(start, end)}.{also}"
    return Signal(
        kind=DETECTOR.id,
        tier="amber",
        members=tuple(row.id for row in units),
        title=title,
        why=why,
        observed=len(units),
        start=start,
        end=end,
        window_days=int(state.context.limits(DETECTOR.id)["days"]),
        features={
            row.id: {
                "offence": row.case.offence or "unknown",
                "injury": row.case.injury or "unknown",
            }
            for row in units
        },
    )
