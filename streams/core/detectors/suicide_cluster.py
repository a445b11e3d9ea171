"""S1, suicide cluster: suspected suicides close in time, and in place or through people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.alerts import History
from streams.core.case import Case
from streams.core.classes import is_possible_suicide
from streams.core.detectors.wording import number_word, people_of, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, metres_between, tokens_of
from streams.core.places import same_property
from streams.core.signals import UNEXPECTED, Detector, Signal, SignalTier
from streams.core.state import AreaState
from streams.core.ties import SUICIDES
from streams.core.windows.background import DAYS_A_YEAR, crowding
from streams.core.windows.days import day_of
from streams.core.windows.fullest import fullest_window
from streams.core.windows.history import FOUR_WEEK_STEPS, FOUR_WEEKS, four_weekly
from streams.core.windows.poisson import nats, tail

DETECTOR = Detector(
    id="suicide_cluster",
    number="S1",
    family="linked_series",
    about=UNEXPECTED,
    title="Suspected suicides close together",
    looks_for="suspected suicides, and hangings nobody has judged yet: three within 28 days at one "
    "institution, or within 3 km where chance would hardly put so many; or two within 28 days "
    "tied by a person or an address",
    blind_to="a cluster spread over months or over towns, or that spreads through the internet; "
    "friends whom no report names; suicides first taken for accidents",
    source="Detection specification, section 8, S1; domain brief, sections 4 and 7. That three "
    "near each other must also be unlikely is our own",
    limits=("days", "near_km", "fewest", "chance_amber"),
    explanations=(
        "A town where so many are usual: the line says how often",
        "A place people go to end their lives",
        "Hangings that turn out to be accidents",
    ),
    next_steps=(
        "Call the suicide prevention lead: does a surveillance group need to meet",
        "Ask who knew whom: family, school, work, team, online groups; offer them support first",
        "Keep method and place out of what is published",
        "Check that each was investigated as if it were none",
    ),
)
CLASS = "suspected_suicide"
HOMES = frozenset({"home", "hotel"})


@dataclass(frozen=True, slots=True)
class Usual:
    """How many are usual where they are counted, and the chance of so many."""

    expected: float
    score: float


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the suicides about one that are tied to it, at its institution, or near it.

    Units: days, kilometres, deaths; score = -ln p, p of the Poisson tail of the others near it.
    Source: detection specification, section 8, S1.
    Blind to: see DETECTOR.
    """
    others = state.rows(neighbours(focus, state))
    if not others:
        return
    tied = [row for row in others if _are_tied(focus.case, row.case)]
    yield from _seen(focus, tied, 2, "who are tied by a person or an address", state)
    fewest = state.context.limits(DETECTOR.id)["fewest"]
    site = focus.case.place.institution
    inside = [row for row in others if site is not None and row.case.place.institution == site]
    yield from _seen(focus, inside, fewest, "at one institution", state)
    yield from _close(focus, others, fewest, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Other possible suicides of the area within the window."""
    if focus.border or not is_possible_suicide(focus.case):
        return []
    reach, when = (
        timedelta(days=state.context.limits(DETECTOR.id)["days"]),
        focus.case.occurred_from,
    )
    rows = state.rows(state.lookup.tied(SUICIDES, when - reach, when + reach))
    return [
        row.id for row in rows if row.id != focus.id and not row.border and _meet(focus, row, state)
    ]


def _meet(focus: CaseRow, other: CaseRow, state: AreaState) -> bool:
    """Tell whether the two can be in one cluster at all."""
    one, two = focus.case, other.case
    site = one.place.institution
    at_one_site = site is not None and site == two.place.institution
    return at_one_site or _is_close(one, two, state) or _are_tied(one, two)


def _are_tied(one: Case, two: Case) -> bool:
    """Tell whether one person stands in both, dead or living, or both died at one address."""
    if not _everyone(one).isdisjoint(_everyone(two)):
        return True
    return same_property(one, two) is True and {one.place.kind, two.place.kind} <= HOMES


def _everyone(case: Case) -> set[str]:
    return {*tokens_of(case), *(one.token for one in case.subjects if one.token is not None)}


def _is_close(one: Case, two: Case, state: AreaState) -> bool:
    km = state.context.limits(DETECTOR.id)["near_km"]
    metres = metres_between(one.place, two.place)
    vague = max(one.place.precision_m, two.place.precision_m)
    return metres is not None and max(metres, vague) <= 1000.0 * km


def history(signal: Signal, state: AreaState) -> History | None:
    """The year of possible suicides within reach of the newest, observed and usual."""
    rows = state.rows(signal.members)
    if not rows or signal.window_days is None or signal.expected is None:
        return None
    newest = max(rows, key=lambda row: (row.case.occurred_from, row.seq))
    when = newest.case.occurred_from
    start = when - timedelta(days=FOUR_WEEKS * FOUR_WEEK_STEPS)
    about = state.rows(state.lookup.tied(SUICIDES, start, when))
    near = [row for row in about if not row.border and _is_close(newest.case, row.case, state)]
    days = [
        day_of(unit[0].case.occurred_from)
        for unit in units_of(sorted(near, key=lambda row: row.seq))
    ]
    usual = signal.expected / signal.window_days * FOUR_WEEKS
    return four_weekly(days, usual, day_of(when) + 1, day_of(state.now.since))


def _units(focus: CaseRow, others: Iterable[CaseRow], state: AreaState) -> list[CaseRow]:
    days = state.context.limits(DETECTOR.id)["days"]
    window = fullest_window(focus, list(others), timedelta(days=days))
    return [unit[0] for unit in units_of(window)]


def _seen(
    focus: CaseRow, others: list[CaseRow], fewest: float, how: str, state: AreaState
) -> Iterator[Signal]:
    units = _units(focus, others, state) if others else []
    if len(units) >= fewest:
        yield _signal(units, how, "amber", None, state)


def _close(
    focus: CaseRow, others: list[CaseRow], fewest: float, state: AreaState
) -> Iterator[Signal]:
    """Signal those within the radius, if chance would hardly put so many others there."""
    near = [row for row in others if _is_close(focus.case, row.case, state)]
    units = _units(focus, near, state) if near else []
    if len(units) < fewest:
        return
    limits = state.context.limits(DETECTOR.id)
    expected = max(_expected(row, units, state) for row in units)
    chance = tail(len(units) - 1, expected)
    tier: SignalTier = "amber" if chance <= limits["chance_amber"] else "below"
    how = f"within {limits['near_km']:g} km of one of them"
    yield _signal(units, how, tier, Usual(expected, nats(chance)), state)


def _expected(row: CaseRow, units: list[CaseRow], state: AreaState) -> float:
    """Suicides that chance puts within the radius of one in the window."""
    limits, context = state.context.limits(DETECTOR.id), state.context
    latest = max(one.arrived for one in units)
    people = context.area.people_a_km2 * math.pi * limits["near_km"] ** 2
    usual = context.background.classes[CLASS].rate * people / 1e6 * limits["days"] / DAYS_A_YEAR
    return usual * crowding(
        row.case, context.area, context.background, state.days, state.now.since, latest
    )


def _signal(
    units: list[CaseRow], how: str, tier: SignalTier, usual: Usual | None, state: AreaState
) -> Signal:
    limits = state.context.limits(DETECTOR.id)
    start, end = first_and_last(units)
    place = state.context.place_of(units[-1].case)
    judged = sum(row.case.category == CLASS for row in units)
    open_ones = len(units) - judged
    also = f", {number_word(open_ones)} of them not judged yet" if open_ones else ""
    return Signal(
        kind=DETECTOR.id,
        tier=tier,
        members=tuple(row.id for row in units),
        title=f"{len(units)} suspected suicides in {span(start, end)}, {place}",
        why=f"{people_of([row.case for row in units])} {how} died near {place} over "
        f"{span(start, end)}, as it seems by suicide{also}.",
        observed=len(units),
        start=start,
        end=end,
        expected=None if usual is None else usual.expected,
        score=None if usual is None else usual.score,
        line_amber=None if usual is None else nats(limits["chance_amber"]),
        window_days=int(limits["days"]),
        features={row.id: {"method": row.case.method, "close": how} for row in units},
    )
