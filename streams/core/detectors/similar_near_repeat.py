"""L1, similar near repeat: people alike found dead close together within half a year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from schemas.alerts import History
from streams.core.case import Case
from streams.core.classes import CARE_PLACES, is_unexpected
from streams.core.detectors.wording import categories, oxford, people_of, span
from streams.core.incidents import first_and_last, units_of
from streams.core.lookup import CaseRow, apart, metres_between
from streams.core.signals import UNEXPECTED, Detector, Signal, SignalTier
from streams.core.state import AreaState
from streams.core.windows.background import expected_like
from streams.core.windows.days import day_of
from streams.core.windows.fullest import fullest_window
from streams.core.windows.history import FOUR_WEEK_STEPS, FOUR_WEEKS, four_weekly
from streams.core.windows.poisson import nats, tail

DETECTOR = Detector(
    id="similar_near_repeat",
    number="L1",
    family="linked_series",
    about=UNEXPECTED,
    title="Similar deaths near each other",
    looks_for="unexpected deaths of people of the same sex, of like age, by the same or a not yet "
    "known method, within 500 metres and 180 days of each other",
    blind_to="deaths in hospitals and care homes; places known worse than to 500 metres; people "
    "of unknown sex or age; series that move about or choose unlike people",
    source="Detection specification, section 8, L1; domain brief, section 5.3",
    limits=(
        "radius_m", "days", "age_years", "fewest_amber", "fewest_red",
        "chance_amber", "chance_red", "look_back_days",
    ),
    explanations=(
        "A known place where vulnerable people gather, or a place people go to end their lives",
        "Drug deaths of one supply",
        "Coincidence: the line says how often chance alone does this",
    ),
    next_steps=(
        "Open the records side by side; compare where, how and in what posture they were found",
        "Before a body is released, ask whether a forensic post-mortem and toxicology are held",
        "Ask who found and who called in each case; compare phones, accounts and last contacts",
        "Call the coroner's officer; consider a gold group if a third death joins",
    ),
)  # fmt: skip


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal when chance would hardly put so many similar deaths here.

    A case that became suspicious or a homicide is also looked at over 24 months (L12).

    Units: metres, days, years of age; score = -ln p, p of the Poisson tail.
    Source: detection specification, sections 3 and 8.
    Blind to: see DETECTOR.
    """
    limits = state.context.limits(DETECTOR.id)
    for days in _reaches(focus, limits):
        signal = _within(days, focus, state)
        if signal is not None:
            yield signal


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Cases alike and near, as long before or after as either looks."""
    limits = state.context.limits(DETECTOR.id)
    rows = _alike_within(limits["look_back_days"], focus, state)
    return [
        row.id
        for row in rows
        if apart(row.case, focus.case)
        <= timedelta(days=max(*_reaches(row, limits), *_reaches(focus, limits)))
    ]


def history(signal: Signal, state: AreaState) -> History | None:
    """The year of cases like the newest one about it, observed and usual."""
    rows = state.rows(signal.members)
    if not rows or signal.window_days is None or signal.expected is None:
        return None
    newest = max(rows, key=lambda row: (row.case.occurred_from, row.seq))
    about = [newest, *_alike_within(FOUR_WEEKS * FOUR_WEEK_STEPS, newest, state)]
    days = [
        day_of(unit[0].case.occurred_from)
        for unit in units_of(sorted(about, key=lambda row: row.seq))
    ]
    usual = signal.expected / signal.window_days * FOUR_WEEKS
    end = day_of(newest.case.occurred_from) + 1
    return four_weekly(days, usual, end, day_of(state.now.since))


def _reaches(row: CaseRow, limits: Mapping[str, float]) -> tuple[float, ...]:
    """How many days a case looks around itself."""
    days = limits["days"]
    return (days, limits["look_back_days"]) if row.turned_grave else (days,)


def _alike_within(days: float, focus: CaseRow, state: AreaState) -> list[CaseRow]:
    limits, when = state.context.limits(DETECTOR.id), focus.case.occurred_from
    if not _can_be_compared(focus.case, limits["radius_m"]):
        return []
    reach = timedelta(days=days)
    ids = state.lookup.near(focus.case.place, when - reach, when + reach)
    rows = state.rows(ids)
    return [row for row in rows if _alike(focus.case, row.case, limits) and row.id != focus.id]


def _within(days: float, focus: CaseRow, state: AreaState) -> Signal | None:
    limits = state.context.limits(DETECTOR.id)
    window = fullest_window(focus, _alike_within(days, focus, state), timedelta(days=days))
    units = units_of(window)
    if len(units) < limits["fewest_amber"]:
        return None
    expected = _expected([unit[0] for unit in units], days, state)
    others = [unit[0].case for unit in units if focus not in unit]  # its own incident is no other
    chance = _chance(focus.case, others, expected, days, limits)
    return _signal([unit[0] for unit in units], state, expected, chance, days)


def _expected(leads: list[CaseRow], days: float, state: AreaState) -> float:
    """Deaths that chance puts about the member who is least unusual, so that no view is favoured.

    Judged by what was usual when the last one came.
    """
    limits, context = state.context.limits(DETECTOR.id), state.context
    latest = max(row.arrived for row in leads)
    return max(
        expected_like(
            row.case, context.area, context.background, state.days,
            state.now.since, latest, limits["radius_m"], days, limits["age_years"],
        )
        for row in leads
    )  # fmt: skip


def _chance(
    focus: Case, others: list[Case], expected: float, days: float, limits: Mapping[str, float]
) -> float:
    """Chance of so many others, or of one other as close as the closest, whichever is smaller.

    Closeness is the product of three shares of the reach: of the disc's surface, of the years of
    age, of the days. Spread evenly, each is uniform, and the product w of three of them lies
    below w with probability w (1 - ln w + ln(w)^2 / 2).
    """
    closest = min(_closeness(focus, other, days, limits) for other in others)
    log = math.log(closest)
    as_close = closest * (1.0 - log + log * log / 2.0)
    return min(tail(len(others), expected), tail(1, expected * as_close))


def _closeness(one: Case, other: Case, days: float, limits: Mapping[str, float]) -> float:
    ground = (_metres(one, other) / limits["radius_m"]) ** 2
    years = abs((one.subject.age or 0) - (other.subject.age or 0)) + 0.5
    time = apart(one, other) / timedelta(days=days)
    precise = (max(one.place.precision_m, other.place.precision_m) / limits["radius_m"]) ** 2
    shares = (max(ground, precise), years / (limits["age_years"] + 0.5), max(time, 0.5 / days))
    return math.prod(min(1.0, share) for share in shares)


def _can_be_compared(case: Case, radius_m: float) -> bool:
    known = case.subject.sex in ("F", "M", "X") and case.subject.age is not None
    placed = case.place.lat is not None and case.place.precision_m <= radius_m
    return known and placed and is_unexpected(case) and case.place.kind not in CARE_PLACES


def _alike(one: Case, two: Case, limits: Mapping[str, float]) -> bool:
    """Compare with a case that can be compared; what rules most others out is asked first."""
    mine, theirs = one.subject, two.subject
    if mine.sex != theirs.sex or abs((mine.age or 0) - (theirs.age or 0)) > limits["age_years"]:
        return False
    if one.method != two.method and "unknown" not in (one.method, two.method):
        return False
    metres = metres_between(one.place, two.place)
    is_near = metres is not None and metres <= limits["radius_m"]
    return is_near and _can_be_compared(two, limits["radius_m"])


def _signal(
    members: list[CaseRow], state: AreaState, expected: float, chance: float, days: float
) -> Signal:
    limits = state.context.limits(DETECTOR.id)
    number, last = len(members), members[-1].case
    start, end = first_and_last(members)
    metres = max(_metres(one.case, two.case) for one in members for two in members)
    place = state.context.place_of(last)
    who = people_of([row.case for row in members])
    return Signal(
        kind=DETECTOR.id,
        tier=_tier(number, chance, limits),
        members=tuple(row.id for row in members),
        title=f"{number} similar deaths within {_rounded(metres)} m in {span(start, end)}, {place}",
        why=f"{who} were found dead within {_rounded(metres)} metres of each other over "
        f"{span(start, end)} near {place}; recorded as {oxford(categories(members))}.",
        observed=number,
        start=start,
        end=end,
        expected=expected,
        score=nats(chance),
        line_amber=nats(limits["chance_amber"]),
        line_red=nats(limits["chance_red"]),
        window_days=int(days),
        features={row.id: _features(row.case, last, end) for row in members},
    )


def _tier(number: int, chance: float, limits: Mapping[str, float]) -> SignalTier:
    if number >= limits["fewest_red"] and chance <= limits["chance_red"]:
        return "red"
    return "amber" if chance <= limits["chance_amber"] else "below"


def _features(case: Case, last: Case, end: datetime) -> dict[str, str | float | int | bool]:
    return {
        "sex": case.subject.sex or "U",
        "age": case.subject.age or 0,
        "method": case.method,
        "metres_from_latest": round(_metres(case, last)),
        "days_before_latest": (end - case.occurred_from).days,
    }


def _metres(one: Case, two: Case) -> float:
    return metres_between(one.place, two.place) or 0.0


def _rounded(metres: float) -> int:
    """Round up to the next 10 metres: no distance is claimed that the places do not bear."""
    return max(10, -int(-metres // 10) * 10)
