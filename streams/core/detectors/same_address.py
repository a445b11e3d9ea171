"""L2, same address: two unexpected deaths at one property."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import CARE_PLACES, is_unexpected
from streams.core.detectors.wording import categories, number_word, oxford, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, apart, metres_between
from streams.core.signals import UNEXPECTED, Detector, Signal
from streams.core.state import AreaState

DETECTOR = Detector(
    id="same_address",
    number="L2",
    family="linked_series",
    about=UNEXPECTED,
    title="Deaths at one address",
    looks_for="two unexpected deaths at one property within 900 days; where the property number "
    "is not known, at one kind of place within 50 metres and 365 days",
    blind_to="care homes and hospitals; blocks of flats that share a point without property "
    "numbers are taken for one address",
    source="Detection specification, section 8, L2; domain brief, section 7",
    limits=("days", "near_m", "near_days"),
    explanations=(
        "Two people of one household who were both old or ill",
        "A hostel or a block of flats recorded as one property",
        "One person recorded twice",
    ),
    next_steps=(
        "Check that these are two people and two events",
        "Ask who lived at or held the property in both periods, and who found them",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
    ),
)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal two or more incidents of unexpected death at one address.

    Units: days and metres.
    Source: detection specification, section 8, L2.
    Blind to: see DETECTOR.
    """
    members = state.rows(neighbours(focus, state))
    if not members:
        return
    units = [unit[0] for unit in units_of([*members, focus])]
    if len(units) < 2:
        return
    start, end = first_and_last(units)
    place = state.context.place_of(focus.case)
    number = number_word(len(units)).capitalize()
    yield Signal(
        kind=DETECTOR.id,
        tier="amber",
        members=tuple(row.id for row in units),
        title=f"{len(units)} deaths at one address in {span(start, end)}, {place}",
        why=f"{number} unexpected deaths at one address near {place} over {span(start, end)}; "
        f"recorded as {oxford(categories(units))}.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(state.context.limits(DETECTOR.id)["days"]),
        features={row.id: _features(row.case, focus.case) for row in units},
    )


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other deaths at the same address, sooner or later."""
    if not _counts(focus.case):
        return []
    rows = state.rows(_candidates(focus, state))
    return [row.id for row in rows if _same(focus.case, row.case, state)]


def _candidates(focus: CaseRow, state: AreaState) -> list[str]:
    limits, case = state.context.limits(DETECTOR.id), focus.case
    reach, near = timedelta(days=limits["days"]), timedelta(days=limits["near_days"])
    when = case.occurred_from
    found = list(state.lookup.next_door(case.place, when - near, when + near))
    if case.place.uprn is not None:
        found += state.lookup.at_address(case.place.uprn, when - reach, when + reach)
    return sorted(one for one in set(found) if one != focus.id)


def _counts(case: Case) -> bool:
    return is_unexpected(case) and case.place.kind not in CARE_PLACES


def _same(one: Case, other: Case, state: AreaState) -> bool:
    if not _counts(other):
        return False
    if one.place.uprn is not None and other.place.uprn is not None:
        return one.place.uprn == other.place.uprn
    limits = state.context.limits(DETECTOR.id)
    metres, near = metres_between(one.place, other.place), limits["near_m"]
    precise = max(one.place.precision_m, other.place.precision_m) <= near
    alike = "unknown" in (one.place.kind, other.place.kind) or one.place.kind == other.place.kind
    soon = apart(one, other) <= timedelta(days=limits["near_days"])
    return metres is not None and metres <= near and precise and alike and soon


def _features(case: Case, focus: Case) -> dict[str, str | float | int | bool]:
    metres = metres_between(case.place, focus.place)
    return {
        "same_property": case.place.uprn is not None and case.place.uprn == focus.place.uprn,
        "place_kind": case.place.kind,
        **({} if metres is None else {"metres_apart": round(metres)}),
    }
