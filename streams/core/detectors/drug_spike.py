"""D1, drug spike: more drug deaths in a few days than the last year makes likely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schemas.alerts import History
from streams.core.compounds import shown
from streams.core.detectors.wording import number_word, oxford
from streams.core.events import Counts
from streams.core.lookup import CaseRow
from streams.core.signals import DEATHS, Detector, Signal, SignalTier
from streams.core.state import AreaState
from streams.core.surges.drug_windows import (
    Surge,
    counts,
    longest,
    surges,
    unexplained,
    usual_before,
    within,
)
from streams.core.windows import drugs
from streams.core.windows.blocks import block_about, places_of
from streams.core.windows.days import day_of
from streams.core.windows.history import SHOWN_WEEKS, midnight, weekly
from streams.core.windows.poisson import nats
from streams.core.windows.weeks import WEEK, by_week

DETECTOR = Detector(
    id="drug_spike",
    number="D1",
    family="surge",
    about=DEATHS,
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
    if not counts(focus):
        return
    found = list(surges(focus, state))
    line = state.context.limits(DETECTOR.id)["chance_amber"]
    over = [one for one in found if one.chance <= line]
    if not over:
        nearest = min(found, key=lambda one: (one.chance, one.days, one.first), default=None)
        if nearest is not None:
            yield _signal(nearest, state)
        return
    best = max(over, key=lambda one: (one.excess, -one.chance, -one.days))
    told = best if best.block else unexplained(best, state)
    if told is not None:
        yield _signal(told, state)


def neighbours(focus: CaseRow, state: AreaState) -> list[str]:
    """Drug deaths in the block about a drug death, within the longest window."""
    if not counts(focus):
        return []
    block = set(block_about(focus.case))
    rows = within(day_of(focus.case.occurred_from), longest(state) - 1, state)
    return [
        row.id for row in rows if row.id != focus.id and not block.isdisjoint(places_of(row.case))
    ]


def history(signal: Signal, state: AreaState) -> History | None:
    """Weeks of the place that a signal is about, observed and usual."""
    if not signal.places:
        return None
    end = day_of(signal.end)
    weeks = max(1, min(SHOWN_WEEKS, (end - day_of(state.now.since)) // WEEK))
    seen = by_week(state.days, drugs.STREAM, signal.places, end, weeks)
    return weekly(
        end,
        seen,
        lambda back: usual_before(state, signal.places, end - WEEK * (back + 1)).in_days(WEEK),
        weeks,
    )


def about(counts: Counts, state: AreaState) -> list[CaseRow]:
    """The newest drug death of the windows that a partner's count is part of."""
    day = day_of(counts.period_to - timedelta(microseconds=1))
    rows = within(day, longest(state) - 1, state)
    return rows[-1:]


def _signal(surge: Surge, state: AreaState) -> Signal:
    limits, units = state.context.limits(DETECTOR.id), surge.units
    whole = state.context.area.name
    place = state.context.place_of(units[-1].case) if surge.block else whole
    named = shown(sorted({word for row in units for word in row.case.substances}))
    drugs_named = f" Named so far: {oxford(named)}." if named else ""
    seen = surge.overdoses
    ambulance = ""
    if seen is not None:
        ambulance = f" Ambulances saw {seen.number} overdoses where {seen.expected:.0f} are usual."
    number = number_word(len(units)).capitalize()
    return Signal(
        kind=DETECTOR.id,
        tier=_tier(surge.chance, limits["chance_amber"], limits["chance_red"]),
        members=tuple(row.id for row in units),
        title=f"{len(units)} drug deaths in {surge.days} days, {place}",
        why=f"{number} drug deaths in {surge.days} days in {place}, where "
        f"{_so_many(surge.expected)} usual.{drugs_named}{ambulance}",
        observed=len(units),
        start=midnight(surge.first),
        end=midnight(surge.first + surge.days),
        expected=surge.expected,
        score=nats(surge.chance),
        line_amber=nats(limits["chance_amber"]),
        line_red=nats(limits["chance_red"]),
        window_days=surge.days,
        places=surge.places,
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
