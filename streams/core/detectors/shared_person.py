"""L3, shared person: one person, there by no profession, tied to two unexpected deaths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import is_grave, is_unexpected
from streams.core.detectors.wording import number_word, oxford, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, apart, tokens_of
from streams.core.signals import Detector, Signal, SignalTier
from streams.core.state import AreaState

DETECTOR = Detector(
    id="shared_person",
    number="L3",
    family="linked_series",
    title="One person tied to several deaths",
    looks_for="one non-professional person tied to two unexpected deaths in five years and to "
    "few other reports",
    blind_to="people without a token, or with another in each report; people tied to many "
    "reports, such as a landlord or a warden",
    source="Detection specification, section 8, L3; domain brief, section 7",
    limits=("days", "other_reports"),
    explanations=(
        "A witness: whoever walks the same way each morning finds what is there",
        "Kin of two people who died of one illness or household",
        "Two people mistaken for one by the sender's matching",
    ),
    next_steps=(
        "Open both records and see in which part the person stands; a witness, not a suspect",
        "Ask whether both statements were taken, and whether they agree",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
    ),
)
TELLING = frozenset({"finder", "caller", "last_seen_with", "lodger", "beneficiary", "suspect"})
OF_MANY = frozenset({"landlord"})  # tied to many deaths by what they own: no clue by itself


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal each person who is tied to two or more incidents of unexpected death.

    Units: days; reports.
    Source: detection specification, section 8, L3.
    Blind to: see DETECTOR.
    """
    if not is_unexpected(focus.case):
        return
    for token in tokens_of(focus.case):
        signal = _about(token, focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other cases that name one of the same people."""
    limits = state.context.limits(DETECTOR.id)
    reach = timedelta(days=limits["days"])
    rows = state.rows(
        entry[2] for token in tokens_of(focus.case) for entry in state.lookup.of_person(token)
    )
    return [
        row.id
        for row in rows
        if row.id != focus.id and is_unexpected(row.case) and apart(row.case, focus.case) <= reach
    ]


def _about(token: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    entries = state.lookup.of_person(token)
    if len(entries) < 2:
        return None
    reach = timedelta(days=limits["days"])
    rows = [
        row
        for row in state.rows(entry[2] for entry in entries)
        if is_unexpected(row.case) and apart(row.case, focus.case) <= reach
    ]
    units = [unit[0] for unit in units_of(rows)]
    if len(units) < 2 or len(entries) - len(rows) >= limits["other_reports"]:
        return None
    return _signal(token, units, state)


def _signal(token: str, units: list[CaseRow], state: AreaState) -> Signal:
    start, end = first_and_last(units)
    last = units[-1].case
    place = state.context.place_of(last)
    roles = [_roles(token, row.case) for row in units]
    parts = oxford(dict.fromkeys(role.replace("_", " ") for some in roles for role in some))
    number = number_word(len(units))
    tier = _tier(roles, units)
    return Signal(
        kind=DETECTOR.id,
        tier=tier,
        members=tuple(row.id for row in units),
        title=f"One person tied to {len(units)} deaths in {span(start, end)}, {place}",
        why=f"The same person stands in {number} unexpected deaths near {place} over "
        f"{span(start, end)}, as {parts}. This is a tie to look at, not a finding about anyone.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(state.context.limits(DETECTOR.id)["days"]),
        features={
            row.id: {"same_person_as": oxford(some)} for row, some in zip(units, roles, strict=True)
        },
    )


def _roles(token: str, case: Case) -> list[str]:
    named = (one.role for one in case.people if token in (one.token, one.token_previous))
    return sorted(set(named))


def _tier(roles: list[list[str]], units: list[CaseRow]) -> SignalTier:
    named = {role for some in roles for role in some}
    if named <= OF_MANY:
        return "below"
    grave = any(is_grave(row.case) for row in units)
    return "red" if grave or not TELLING.isdisjoint(named) else "amber"
