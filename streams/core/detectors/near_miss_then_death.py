"""L10, near miss then death: an assault, and within months a death that may belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.core.case import Case
from streams.core.classes import is_unexpected
from streams.core.detectors.wording import number_word, oxford
from streams.core.incidents import TOGETHER
from streams.core.lookup import CaseRow, metres_between
from streams.core.signals import UNEXPECTED, VIOLENCE, Detector, Signal
from streams.core.state import AreaState
from streams.core.ties import assaults_about, assaults_at
from streams.core.violence import STRANGLED, is_grave_violence

DETECTOR = Detector(
    id="near_miss_then_death",
    number="L10",
    family="linked_series",
    about=UNEXPECTED | VIOLENCE,
    title="An assault, then a death",
    looks_for="an unexpected death within 180 days after violence against the same person or at "
    "the same home; or, for the digest only, after grave violence by the same method within 1 km",
    blind_to="violence that nobody reported; homes without a property number; a death within 12 "
    "hours, which is the same event",
    source="Detection specification, section 8, L10; domain brief, section 7",
    limits=("days", "near_km"),
    explanations=(
        "A life with much violence and illness in it: the two need not belong together",
        "A shared home, such as a hostel, recorded as one property",
        "Injuries of that assault, already known to those who investigate it",
    ),
    next_steps=(
        "Open both reports; ask who was suspected then and where they are now",
        "Tell the pathologist and the coroner's officer of the assault before the post-mortem",
        "If it was in a family or household: ask safeguarding, and look for a domestic review",
    ),
)
HOMES = frozenset({"home", "unknown"})
BY_METHOD = "the same method near by"  # alone for the digest only
MOST_ASSAULTS = 5  # of one death, the newest


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal a death with the assaults before it that may belong to it.

    Units: days, kilometres.
    Source: detection specification, section 8, L10; that violence near by must be grave (or a
    strangulation), and that by the method alone it is info, is our own: of 15 alerts in a year of
    background of 0.8 million people, all were by the method near by.
    Blind to: see DETECTOR.
    """
    if not is_unexpected(focus.case):
        return
    found = [(row, tie) for row in _assaults(focus, state) if (tie := _tie(row, focus, state))]
    if found:
        newest = sorted(found, key=lambda one: (one[0].case.occurred_from, one[0].seq))
        yield _signal(focus, newest[-MOST_ASSAULTS:], state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Deaths to which an assault may belong; assaults themselves see nothing."""
    case = focus.case
    if case.kind != "violence":
        return []
    after = case.occurred_from + timedelta(days=state.context.limits(DETECTOR.id)["days"])
    ids = [*state.lookup.of_event(case), *state.lookup.near(case.place, case.occurred_from, after)]
    if case.place.uprn is not None:
        ids += state.lookup.at_address(case.place.uprn, case.occurred_from, after)
    rows = state.rows(dict.fromkeys(ids))
    return [
        row.id for row in rows if is_unexpected(row.case) and _tie(focus, row, state) is not None
    ]


def _assaults(focus: CaseRow, state: AreaState) -> list[CaseRow]:
    case, lookup = focus.case, state.lookup
    start = case.occurred_from - timedelta(days=state.context.limits(DETECTOR.id)["days"])
    ids = lookup.of_event(case)
    for cell in assaults_about(case):
        ids += lookup.tied(cell, start, case.occurred_from)
    if case.place.uprn is not None:
        ids += lookup.tied(assaults_at(case.place.uprn), start, case.occurred_from)
    return [row for row in state.rows(dict.fromkeys(ids)) if row.case.kind == "violence"]


def _tie(assault: CaseRow, death: CaseRow, state: AreaState) -> str | None:
    """In which way an assault may belong to a death, the strongest; None if it does not."""
    limits = state.context.limits(DETECTOR.id)
    before, after = assault.case, death.case
    gap = after.occurred_from - before.occurred_from
    if not TOGETHER < gap <= timedelta(days=limits["days"]) or before.injury == "fatal":
        return None
    if before.incident is not None and before.incident == after.incident:
        return None
    token = after.subject.token
    if token is not None and any(one.token == token for one in before.subjects):
        return "the same person"
    if _one_home(before, after):
        return "the same home"
    return BY_METHOD if _like_near(before, after, limits["near_km"]) else None


def _one_home(before: Case, after: Case) -> bool:
    one, other = before.place, after.place
    if one.uprn is None or one.uprn != other.uprn:
        return False
    return {one.kind, other.kind} <= HOMES


def _like_near(before: Case, after: Case, km: float) -> bool:
    grave = is_grave_violence(before) or STRANGLED in before.flags
    if not grave or after.method == "unknown" or before.method != after.method:
        return False
    metres = metres_between(before.place, after.place)
    vague = max(before.place.precision_m, after.place.precision_m)
    return metres is not None and max(metres, vague) <= 1000.0 * km


def _signal(death: CaseRow, found: list[tuple[CaseRow, str]], state: AreaState) -> Signal:
    rows = sorted((death, *(row for row, _ in found)), key=lambda row: row.seq)
    last = found[-1][0].case
    place = state.context.place_of(death.case)
    days = (death.case.occurred_from - last.occurred_from).days
    ties = oxford(dict.fromkeys(tie for _, tie in found))
    many = "An assault" if len(found) == 1 else f"{number_word(len(found)).capitalize()} assaults"
    ago = f"{days} day{'' if days == 1 else 's'}"
    last_one = "" if len(found) == 1 else "the last "
    return Signal(
        kind=DETECTOR.id,
        tier="info" if {tie for _, tie in found} == {BY_METHOD} else "amber",
        members=tuple(row.id for row in rows),
        title=f"{many}, then a death {ago} later, {place}",
        why=f"A death near {place} came after {many.lower()} ({ties}), {last_one}{ago} before.",
        observed=len(rows),
        start=min(row.case.occurred_from for row in rows),
        end=death.case.occurred_from,
        window_days=int(state.context.limits(DETECTOR.id)["days"]),
        features={
            death.id: {"is": "the death"},
            **{row.id: {"is": "an assault before it", "tie": tie} for row, tie in found},
        },
    )
