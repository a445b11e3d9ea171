"""L8, missing pattern: people of one kind or venue who went missing near each other and stay so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.case import Case
from streams.core.detectors.wording import number_word, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, metres_between
from streams.core.signals import MISSING, UNEXPECTED, Detector, Signal, SignalTier
from streams.core.state import AreaState
from streams.core.ties import cohorts_of
from streams.core.windows.fullest import fullest_window

DETECTOR = Detector(
    id="missing_pattern",
    number="L8",
    family="linked_series",
    about=UNEXPECTED | MISSING,
    title="People who may be at risk in one way are missing",
    looks_for="missing people who share a risk or a venue, unresolved for 14 days or found harmed "
    "or dead: two within 2 km and 90 days, or three within 10 km and two years; suspicious deaths "
    "and homicides with the same risk or venue count beside them",
    blind_to="people whose risk the report does not flag, or whom nobody reports; people last "
    "seen somewhere unknown; those of the last 14 days",
    source="Detection specification, section 8, L8; domain brief, section 7",
    limits=(
        "unresolved_days", "near_km", "near_days", "fewest_amber",
        "far_km", "far_days", "fewest_red",
    ),
    explanations=(
        "People who move on without a word: the report is open because nobody closed it",
        "One person reported twice under different details",
        "A hostel or home from which people often go missing and come back",
    ),
    next_steps=(
        "Ask for proof of life of each: phone, bank, benefits, friends, street outreach",
        "Compare where, when and with whom each was last seen; ask for vehicles and film",
        "Warn outreach workers and others at the same risk, without naming anybody",
        "Look at attacks on others at the same risk in the year before",
    ),
)  # fmt: skip
COHORT_WORDS = {
    "sex_work": "sex work",
    "rough_sleeping": "sleeping rough",
    "looked_after": "being looked after by a council",
    "lgbt_venue": "venues of one kind",
    "dating_app": "dating apps",
}
FOUND = frozenset({"found_harmed", "found_dead"})


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the larger pattern about a case if there is one, else the smaller.

    Units: days, kilometres, people.
    Source: detection specification, section 8, L8; that suspicious deaths count beside them:
    domain brief, section 7, inputs of L8.
    Blind to: see DETECTOR.
    """
    if not _counts(focus.case, state):
        return
    for tie in cohorts_of(focus.case):
        signal = _far(tie, focus, state) or _near(tie, focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """All who share a risk or venue with it, as near and as long before or after as it looks."""
    limits = state.context.limits(DETECTOR.id)
    found = (
        row.id
        for tie in cohorts_of(focus.case)
        for row in _about(tie, focus, state, limits["far_km"], limits["far_days"])
    )
    return list(dict.fromkeys(found))


def moments(row: CaseRow, state: AreaState) -> Iterator[datetime]:
    """When somebody has been missing so long that it counts."""
    if row.case.kind == "missing" and row.case.status == "missing" and cohorts_of(row.case):
        yield _unresolved_at(row.case, state)


def _counts(case: Case, state: AreaState) -> bool:
    if case.kind != "missing" or case.status in FOUND:
        return True  # of those who have a cohort: deaths are suspicious or homicides
    return state.now.clock >= _unresolved_at(case, state)


def _unresolved_at(case: Case, state: AreaState) -> datetime:
    days = state.context.limits(DETECTOR.id)["unresolved_days"]
    return (case.last_seen_at or case.occurred_from) + timedelta(days=days)


def _near(tie: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    return _seen(
        tie, focus, state, limits["near_km"], limits["near_days"], limits["fewest_amber"], "amber"
    )


def _far(tie: str, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    return _seen(
        tie, focus, state, limits["far_km"], limits["far_days"], limits["fewest_red"], "red"
    )


def _about(tie: str, focus: CaseRow, state: AreaState, km: float, days: float) -> list[CaseRow]:
    when, reach = focus.case.occurred_from, timedelta(days=days)
    rows = state.rows(state.lookup.tied(tie, when - reach, when + reach))
    return [row for row in rows if row.id != focus.id and _is_near(row.case, focus.case, km)]


def _is_near(one: Case, other: Case, km: float) -> bool:
    if one.place.venue is not None and one.place.venue == other.place.venue:
        return True
    metres = metres_between(one.place, other.place)
    vague = max(one.place.precision_m, other.place.precision_m)
    return metres is not None and max(metres, vague) <= 1000.0 * km


def _seen(
    tie: str,
    focus: CaseRow,
    state: AreaState,
    km: float,
    days: float,
    fewest: float,
    tier: SignalTier,
) -> Signal | None:
    others = [row for row in _about(tie, focus, state, km, days) if _counts(row.case, state)]
    window = fullest_window(focus, others, timedelta(days=days))
    units = units_of(window)
    missing = any(row.case.kind == "missing" for row in window)
    if len(units) < fewest or not missing:
        return None
    return _signal(tie, [unit[0] for unit in units], state, km, days, tier)


def _signal(
    tie: str, units: list[CaseRow], state: AreaState, km: float, days: float, tier: SignalTier
) -> Signal:
    start, end = first_and_last(units)
    place = state.context.place_of(units[-1].case)
    value = tie.removeprefix("cohort ")
    shared = COHORT_WORDS.get(value, "one venue")
    number, time = number_word(len(units)), span(start, end)
    killed = sum(row.case.kind == "death" for row in units)
    also = f", {number_word(killed)} of them known to be dead" if killed else ""
    return Signal(
        kind=DETECTOR.id,
        tier=tier,
        members=tuple(row.id for row in units),
        title=f"{len(units)} missing people at one risk within {km:g} km in {time}, {place}",
        why=f"{number.capitalize()} people who share a risk ({shared}) went missing or came to "
        f"harm within {km:g} km of each other near {place} over {time}{also}.",
        observed=len(units),
        start=start,
        end=end,
        window_days=int(days),
        features={row.id: {"shares": shared, "status": _status(row.case)} for row in units},
    )


def _status(case: Case) -> str:
    return (case.status or case.category or "unknown").replace("_", " ")
