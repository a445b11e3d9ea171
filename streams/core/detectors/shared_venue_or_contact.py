"""L4, shared venue or contact: two unexpected deaths that name one venue, phone or account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.classes import is_unexpected
from streams.core.detectors.wording import number_word, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, apart
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import contacts_of
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="shared_venue_or_contact",
    number="L4",
    family="linked_series",
    about=UNEXPECTED,
    title="One venue, phone or account tied to several deaths",
    looks_for="two unexpected deaths within a year that name one venue, phone, account, vehicle, "
    "app account or premises which few other reports name",
    blind_to="venues and numbers that many reports name; senders that do not extract them; "
    "hospitals and care homes as venues",
    source="Detection specification, section 8, L4; domain brief, section 7",
    limits=("days", "other_share", "other_reports", "deaths_before"),
    explanations=(
        "A club, hostel or day centre where vulnerable people gather",
        "The phone of a ward, a surgery, a hostel or an officer, entered as the person's own",
        "One supplier of drugs, or one app that many use",
    ),
    next_steps=(
        "Ask what the venue, number or account is, and whose, before anything else",
        "Compare the last days of those who died: messages, meetings, lifts, payments",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
    ),
)
WORDS = {
    "venue": "venue",
    "phone": "phone",
    "account": "account",
    "vehicle": "vehicle",
    "app": "app account",
    "premises": "premises",
}


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal each thing that two or more incidents of unexpected death name, and few others do.

    Reports beside the deaths of the window decide how rare it is, so that growth of a series
    never ends an alert.

    Units: days; reports; a share of the area's reports.
    Source: detection specification, section 8, L4; the least number of other reports is our own:
    one hundredth of few reports says nothing.
    Blind to: see DETECTOR.
    """
    if not is_unexpected(focus.case):
        return
    for tie in contacts_of(focus.case):
        signal = _about(tie, focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other unexpected deaths that name one of the same things."""
    if not is_unexpected(focus.case):
        return []
    reach = timedelta(days=state.context.limits(DETECTOR.id)["days"])
    rows = state.rows(one for tie in contacts_of(focus.case) for one in state.lookup.tied(tie))
    return [
        row.id
        for row in rows
        if row.id != focus.id and is_unexpected(row.case) and apart(row.case, focus.case) <= reach
    ]


def _about(tie: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    rows = state.rows(state.lookup.tied(tie))
    deaths = [row for row in rows if row.id != focus.id and is_unexpected(row.case)]
    reach = timedelta(days=limits["days"])
    window = fullest_window(focus, [r for r in deaths if apart(r.case, focus.case) <= reach], reach)
    units = [unit[0] for unit in units_of(window)]
    if len(units) < 2:
        return None
    start = min(row.case.occurred_from for row in window)
    before = sum(row.case.occurred_from < start for row in deaths)
    few = max(limits["other_reports"], limits["other_share"] * len(state.cases))
    if before >= limits["deaths_before"] or len(rows) - len(window) >= few:
        return None
    return _signal(WORDS[tie.partition(" ")[0]], units, state)


def _signal(thing: str, units: list[CaseRow], state: AreaState) -> Signal:
    start, end = first_and_last(units)
    place = state.context.place_of(units[-1].case)
    number = number_word(len(units)).capitalize()
    return Signal(
        kind=DETECTOR.id,
        tier="amber",
        members=tuple(row.id for row in units),
        title=f"{len(units)} deaths that name one {thing} in {span(start, end)}, {place}",
        why=f"{number} unexpected deaths near {place} over {span(start, end)} name the same "
        f"{thing}, which few other reports here name.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(state.context.limits(DETECTOR.id)["days"]),
        features={row.id: {"names_the_same": thing} for row in units},
    )
