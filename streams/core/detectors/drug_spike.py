"""D1, drug spike: more drug deaths in a few days than the last year makes likely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.alerts import History
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
from streams.core.windows.history import SHOWN_WEEKS, midnight, weekly
from streams.core.windows.poisson import excess, fisher, gamma_tail, nats, tail
from streams.core.windows.weeks import WEEK, by_week

DETECTOR = Detector(
    id="drug_spike",
    number="D1",
    family="surge",
    part="counter",
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
MOMENT = timedelta(microseconds=1)
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
    places: tuple[str, ...]
    first: int
    days: int
    expected: float
    overdoses: Overdoses | None
    chance: float

    @property
    def block(self) -> bool:
        """Tell a block from the whole area."""
        return self.places != (WHOLE_AREA,)

    @property
    def excess(self) -> float:
        """How much better a rate of its own explains the deaths, in nats."""
        return excess(len(self.units), self.expected)


def evaluate(focus: CaseRow, state: AreaState) -> Iterator[Signal]:
    """Signal the likeliest cluster about a drug death that is over its line, or what comes nearest.

    The deaths of a block that explains them better are no part of what the area is told of, and
    then the area's overdoses are theirs too.

    Units: days; score = -ln p, p of the Poisson tail whose mean is known from the days before
    only (a negative binomial law), times the two places looked at.
    Source: detection specification, section 7, D1; Fisher (1925) for joining overdoses; the
    likelier cluster as in Kulldorff (1997).
    Blind to: see DETECTOR.
    """
    if not _counts(focus):
        return
    found = list(_findings(focus, state))
    line = state.context.limits(DETECTOR.id)["chance_amber"]
    over = [one for one in found if one.chance <= line]
    if not over:
        nearest = min(found, key=lambda one: (one.chance, one.days, one.first), default=None)
        if nearest is not None:
            yield _signal(nearest, state)
        return
    best = max(over, key=lambda one: (one.excess, -one.chance, -one.days))
    told = best if best.block else _unexplained(best, state)
    if told is not None:
        yield _signal(told, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Drug deaths in the block about a drug death, within the longest window."""
    if not _counts(focus):
        return []
    block = set(block_about(focus.case))
    rows = _within(day_of(focus.case.occurred_from), _longest(state) - 1, state)
    return [
        row.id for row in rows if row.id != focus.id and not block.isdisjoint(places_of(row.case))
    ]


def history(signal: Signal, state: AreaState) -> History:
    """Weeks of the place that a signal is about, observed and usual."""
    end = day_of(signal.end)
    weeks = max(1, min(SHOWN_WEEKS, (end - day_of(state.now.since)) // WEEK))
    seen = by_week(state.days, drugs.STREAM, signal.places, end, weeks)
    return weekly(
        end,
        seen,
        lambda back: _usual(state, signal.places, end - WEEK * (back + 1)).in_days(WEEK),
        weeks,
    )


def about(counts: Counts, state: AreaState) -> list[CaseRow]:
    """The newest drug death of the windows that a partner's count is part of."""
    day = day_of(counts.period_to - timedelta(microseconds=1))
    rows = _within(day, _longest(state) - 1, state)
    return rows[-1:]


def _within(day: int, reach: int, state: AreaState) -> list[CaseRow]:
    """Drug deaths from ``reach`` days before a day to as many after it."""
    ids = state.lookup.drug_deaths(midnight(day - reach), midnight(day + reach + 1) - MOMENT)
    return state.rows(ids)


def _longest(state: AreaState) -> int:
    limits = state.context.limits(DETECTOR.id)
    return int(max(limits["short_days"], limits["long_days"]))


def _counts(row: CaseRow) -> bool:
    return is_drug_death(row.case) and not row.border


def _findings(focus: CaseRow, state: AreaState, *, blocks_only: bool = False) -> Iterator[Finding]:
    """Measure each window of each place that holds a death and ends with one."""
    limits = state.context.limits(DETECTOR.id)
    places = [] if blocks_only else [(WHOLE_AREA,)]
    block = block_about(focus.case)
    for length in (int(limits["short_days"]), int(limits["long_days"])):
        for one in (*places, *([block] if block else [])):
            yield from _windows(focus, state, length, one)


def _windows(
    focus: CaseRow, state: AreaState, length: int, places: tuple[str, ...]
) -> Iterator[Finding]:
    """All windows of one length that hold the day of the focus and end with a drug death."""
    day = day_of(focus.case.occurred_from)
    near = _inside(_within(day, length - 1, state), places)
    if len(near) < _fewest(state):
        return
    for last in sorted({day_of(row.case.occurred_from) for row in near}):
        if last >= day:
            finding = _measured(state, places, last - length + 1, length)
            if finding is not None:
                yield finding


def _unexplained(area: Finding, state: AreaState) -> Finding | None:
    """What is left of an area's window without the blocks that explain it better, if it is much."""
    line, gone = state.context.limits(DETECTOR.id)["chance_amber"], set[str]()
    for row in area.units:
        if row.id in gone:
            continue
        for block in _findings(row, state, blocks_only=True):
            if block.chance <= line and block.excess > area.excess:
                gone.update(one.id for one in block.units)
    if not gone:
        return area
    rest = _measured(state, (WHOLE_AREA,), area.first, area.days, without=frozenset(gone))
    return rest if rest is not None and rest.chance <= line else None


def _fewest(state: AreaState) -> float:
    limits = state.context.limits(DETECTOR.id)
    return min(limits["fewest"], limits["fewest_joint"])


def _inside(rows: list[CaseRow], places: tuple[str, ...]) -> list[CaseRow]:
    if places == (WHOLE_AREA,):
        return rows
    cells = set(places)
    return [row for row in rows if not cells.isdisjoint(places_of(row.case))]


def _measured(
    state: AreaState,
    places: tuple[str, ...],
    first: int,
    length: int,
    *,
    without: frozenset[str] = frozenset(),
) -> Finding | None:
    """Measure one window of one place, less some deaths; None where they are too few."""
    key = (DETECTOR.id, places, first, length, without)
    return state.once(key, lambda: _finding(state, places, first, length, without))


def _finding(
    state: AreaState, places: tuple[str, ...], first: int, length: int, without: frozenset[str]
) -> Finding | None:
    limits = state.context.limits(DETECTOR.id)
    ids = state.lookup.drug_deaths(midnight(first), midnight(first + length) - MOMENT)
    in_time = timedelta(days=limits["late_days"])
    rows = [
        row
        for row in _inside(state.rows(ids), places)
        if row.arrived - row.case.occurred_from <= in_time
        and row.id not in without
        and not row.border
    ]
    units = [unit[0] for unit in units_of(rows)] if len(rows) >= _fewest(state) else []
    if len(units) < _fewest(state):
        return None
    seen = _seen_days(state, first)
    usual = _usual(state, places, first)
    alone = gamma_tail(len(units), usual.events, length / usual.days)
    joined = None
    if places == (WHOLE_AREA,) and not without:
        joined = _overdoses(state, first, length, seen)
    chances = [alone] if len(units) >= limits["fewest"] else []
    if joined is not None:
        chances.append(fisher(alone, joined.chance))
    if not chances:
        return None
    chance = min(1.0, PLACES * min(chances))
    return Finding(units, places, first, length, usual.in_days(length), joined, chance)


def _seen_days(state: AreaState, first: int) -> int:
    """Days before a window that say what is usual."""
    base = int(state.context.limits(DETECTOR.id)["base_days"])
    return max(0, min(base, first - day_of(state.now.since)))


def _usual(state: AreaState, places: tuple[str, ...], first: int) -> drugs.Usual:
    context = state.context
    rate = context.background.classes[DRUG_CLASS].rate
    prior = context.limits(DETECTOR.id)["prior_events"]
    seen = _seen_days(state, first)
    return drugs.usual(state.days, places, context.area, rate, first, seen, prior)


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
        f"{_so_many(finding.expected)} usual.{drugs_named}{ambulance}",
        observed=len(units),
        start=midnight(finding.first),
        end=midnight(finding.first + finding.days),
        expected=finding.expected,
        score=nats(finding.chance),
        line_amber=nats(limits["chance_amber"]),
        line_red=nats(limits["chance_red"]),
        window_days=finding.days,
        places=finding.places,
        features={
            row.id: {"method": row.case.method, "substances": oxford(shown(row.case.substances))}
            for row in units
        },
    )


def _so_many(expected: float) -> str:
    return f"{expected:.1f} are" if expected >= 0.1 else "less than 0.1 is"


def _tier(chance: float, amber: float, red: float) -> SignalTier:
    if chance <= red:
        return "red"
    return "amber" if chance <= amber else "below"
