"""D1, drug spike: more drug deaths in a few days than the last year makes likely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from streams.core.classes import is_drug_death
from streams.core.compounds import shown
from streams.core.detectors.wording import number_word, oxford
from streams.core.events import Counts
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.signals import Detector, Signal, SignalTier
from streams.core.state import AreaState
from streams.core.windows import drugs
from streams.core.windows.blocks import block_about, places_of
from streams.core.windows.days import WHOLE_AREA, day_of
from streams.core.windows.poisson import fisher, gamma_tail, nats, tail

DETECTOR = Detector(
    id="drug_spike",
    number="D1",
    family="surge",
    title="Drug deaths above what is usual",
    looks_for="drug deaths in 3 or 7 days, in the area or an 8 km block, against the 365 days "
    "before; overdoses seen by ambulances joined where a partner counts them",
    blind_to="deaths not yet known to be by drugs, or heard of weeks late; a slow rise over months",
    source="Detection specification, sections 7 and 8, D1; domain brief, section 7",
    limits=(
        "fewest", "fewest_joint", "chance_amber", "chance_red",
        "late_days", "base_days", "short_days", "long_days", "prior_events",
    ),
    explanations=(
        "One incident recorded on several days",
        "A change in what the laboratory tests for, or in how deaths are coded",
        "Coincidence: the line says how often chance alone does this",
    ),
    next_steps=(
        "Ask the laboratory to hurry toxicology for these deaths and name the compounds",
        "Tell the local drug information system and the director of public health",
        "Ask the ambulance service for overdoses and naloxone use in the same days",
        "Consider a public warning",
    ),
)  # fmt: skip
DRUG_CLASS = "suspected_drug_related"
PLACES = 2  # looked at for each death, the area and its block: chance has two tries
LEAST_OVERDOSE_DAYS = 60  # days of a partner's counts before they say what is usual


@dataclass(frozen=True, slots=True)
class Overdoses:
    """What ambulances saw in the same days, what is usual, and the chance of so many."""

    number: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One window of one place: how many where how many are usual, and the chance of it."""

    units: list[CaseRow]
    block: bool
    first: int
    days: int
    expected: float
    overdoses: Overdoses | None
    chance: float


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the window about a drug death that chance explains worst.

    Units: days; score = -ln p, p of the Poisson tail whose mean is known from the days before
    only (a negative binomial law), times the two places looked at.
    Source: detection specification, section 7, D1; Fisher (1925) for joining overdoses.
    Blind to: see DETECTOR.
    """
    if not is_drug_death(focus.case):
        return
    limits = state.context.limits(DETECTOR.id)
    found = [
        one
        for block in (False, True)
        for length in (limits["short_days"], limits["long_days"])
        for one in _windows(focus, state, int(length), block=block)
    ]
    if found:
        yield _signal(min(found, key=lambda one: (one.chance, one.days, one.first)), state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Drug deaths in the block about a drug death, within the longest window."""
    if not is_drug_death(focus.case):
        return []
    block = set(block_about(focus.case))
    rows = _within(day_of(focus.case.occurred_from), _longest(state) - 1, state)
    return [
        row.id for row in rows if row.id != focus.id and not block.isdisjoint(places_of(row.case))
    ]


def about(counts: Counts, state: AreaState) -> list[CaseRow]:
    """The newest drug death of the windows that a partner's count is part of."""
    day = day_of(counts.period_to - timedelta(microseconds=1))
    rows = _within(day, _longest(state) - 1, state)
    return rows[-1:]


def _within(day: int, reach: int, state: AreaState) -> list[CaseRow]:
    """Drug deaths from ``reach`` days before a day to as many after it."""
    ids = state.lookup.drug_deaths(_midnight(day - reach), _midnight(day + reach + 1, -1))
    return state.rows(ids)


def _longest(state: AreaState) -> int:
    limits = state.context.limits(DETECTOR.id)
    return int(max(limits["short_days"], limits["long_days"]))


def _windows(focus: CaseRow, state: AreaState, length: int, *, block: bool) -> Iterator[Finding]:
    """All windows of one length that hold the day of the focus and end with a drug death."""
    places = block_about(focus.case) if block else (WHOLE_AREA,)
    if not places:
        return
    day = day_of(focus.case.occurred_from)
    days = {day_of(row.case.occurred_from) for row in _within(day, length - 1, state)}
    for last in sorted(one for one in days if one >= day):
        finding = _measured(state, places, last - length + 1, length, block=block)
        if finding is not None:
            yield finding


def _measured(
    state: AreaState, places: tuple[str, ...], first: int, length: int, *, block: bool
) -> Finding | None:
    limits = state.context.limits(DETECTOR.id)
    ids = state.lookup.drug_deaths(_midnight(first), _midnight(first + length, -1))
    in_time = timedelta(days=limits["late_days"])
    rows = [
        row
        for row in state.rows(ids)
        if not set(places).isdisjoint(places_of(row.case))
        and row.arrived - row.case.occurred_from <= in_time
    ]
    units = units_of(rows)
    if len(units) < min(limits["fewest"], limits["fewest_joint"]):
        return None
    context, since = state.context, day_of(state.now.since)
    seen = max(0, min(int(limits["base_days"]), first - since))
    rate = context.background.classes[DRUG_CLASS].rate
    usual = drugs.usual(state.days, places, context.area, rate, first, seen, limits["prior_events"])
    deaths_alone = gamma_tail(len(units), usual.events, length / usual.days)
    overdoses = None if block else _overdoses(state, first, length, seen)
    chances = [deaths_alone] if len(units) >= limits["fewest"] else []
    if overdoses is not None:
        chances.append(fisher(deaths_alone, overdoses.chance))
    if not chances:
        return None
    leads = [unit[0] for unit in units]
    return Finding(
        leads,
        block,
        first,
        length,
        usual.in_days(length),
        overdoses,
        min(1.0, PLACES * min(chances)),
    )


def _overdoses(state: AreaState, first: int, length: int, seen: int) -> Overdoses | None:
    """Overdoses of the window; None where none came, or while their usual is unknown."""
    begun = state.days.first(drugs.OVERDOSES, WHOLE_AREA)
    seen = min(seen, first - begun) if begun is not None else 0  # A partner may have begun late.
    before = state.days.total(drugs.OVERDOSES, WHOLE_AREA, first - seen, first)
    number = state.days.total(drugs.OVERDOSES, WHOLE_AREA, first, first + length)
    if seen < LEAST_OVERDOSE_DAYS or not before or not number:
        return None
    expected = before / seen * length
    return Overdoses(number, expected, tail(number, expected))


def _signal(finding: Finding, state: AreaState) -> Signal:
    limits, units = state.context.limits(DETECTOR.id), finding.units
    last = units[-1].case.place
    place = (
        state.context.area.place_name(last.lat, last.lon)
        if finding.block
        else (state.context.area.name)
    )
    named = shown(sorted({word for row in units for word in row.case.substances}))
    drugs_named = f" Named so far: {oxford(named)}." if named else ""
    seen = finding.overdoses
    ambulance = ""
    if seen is not None:
        ambulance = f" Ambulances saw {seen.number} overdoses where {seen.expected:.0f} are usual."
    number = number_word(len(units)).capitalize()
    return Signal(
        kind=DETECTOR.id,
        tier=_tier(finding.chance, limits["chance_amber"], limits["chance_red"]),
        members=tuple(row.id for row in units),
        title=f"{len(units)} drug deaths in {finding.days} days, {place}",
        why=f"{number} drug deaths in {finding.days} days in {place}, where "
        f"{_usual(finding.expected)} usual.{drugs_named}{ambulance}",
        observed=len(units),
        start=_midnight(finding.first),
        end=_midnight(finding.first + finding.days),
        expected=finding.expected,
        score=nats(finding.chance),
        line_amber=nats(limits["chance_amber"]),
        line_red=nats(limits["chance_red"]),
        window_days=finding.days,
        features={
            row.id: {"method": row.case.method, "substances": oxford(shown(row.case.substances))}
            for row in units
        },
    )


def _usual(expected: float) -> str:
    return f"{expected:.1f} are" if expected >= 0.1 else "less than 0.1 is"


def _tier(chance: float, amber: float, red: float) -> SignalTier:
    if chance <= red:
        return "red"
    return "amber" if chance <= amber else "below"


def _midnight(day: int, microseconds: int = 0) -> datetime:
    start = datetime.combine(date.fromordinal(day), time(), UTC)
    return start + timedelta(microseconds=microseconds)
