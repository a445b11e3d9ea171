"""Signals: what a detector finds, with evidence and measures; not yet anyone's problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from schemas.alerts import Family, Term, Tier
from streams.core.classes import Sort

SignalTier = Literal["red", "amber", "info", "below"]  # below its line: published as withheld
Part = Literal["rule", "linker", "scan", "counter"]
RANK: Mapping[str, int] = {"red": 3, "amber": 2, "info": 1, "below": 0}
UNEXPECTED: frozenset[Sort] = frozenset({"unexpected"})
DEATHS: frozenset[Sort] = frozenset({"unexpected", "foreseen"})
VIOLENCE: frozenset[Sort] = frozenset({"violence"})
MISSING: frozenset[Sort] = frozenset({"missing"})
EVERY_SORT = DEATHS | VIOLENCE | MISSING


@dataclass(frozen=True, slots=True)
class Detector:
    """What a detector is. ``id`` is its file's name, its kind on alerts, its label in metrics.

    ``part``: which of the four ways of looking it is one of; two that agree make an alert red.
    ``about``: the sorts of case that it is asked about; in others it sees nothing.
    """

    id: str
    number: str
    family: Family
    title: str
    looks_for: str
    blind_to: str
    source: str
    limits: tuple[str, ...]
    explanations: tuple[str, ...]
    next_steps: tuple[str, ...]
    part: Part = "rule"
    about: frozenset[Sort] = EVERY_SORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A finding about some cases. ``members`` are row ids in order of arrival.

    ``places``: where a surge was counted, as keys of the daily counts.

    ``found_by``: the area whose finding it is, where that is another.

    Units: ``observed`` and ``expected`` in deaths per window; ``score`` and lines in nats.
    ``until``: when it ends by itself. ``alerts_a_year``: how often chance brings one as strong, of
    a statistical finding. ``shadow``: written, told to none. ``terms`` add up to the score.
    ``explanations``: what else it may be, in place of those of the detector.
    """

    kind: str
    tier: SignalTier
    members: tuple[str, ...]
    title: str
    why: str
    observed: int
    start: datetime
    end: datetime
    expected: float | None = None
    score: float | None = None
    line_amber: float | None = None
    line_red: float | None = None
    window_days: int | None = None
    until: datetime | None = None
    places: tuple[str, ...] = ()
    features: Mapping[str, Mapping[str, str | float | int | bool]] = field(default_factory=dict)
    found_by: str | None = None
    alerts_a_year: float | None = None
    shadow: bool = False
    terms: tuple[Term, ...] = ()
    explanations: tuple[str, ...] = ()

    @property
    def strength(self) -> tuple[int, int, float]:
        """Order of strength: tier, then members, then score."""
        return RANK[self.tier], len(self.members), self.score or 0.0


def strongest_tier(signals: tuple[Signal, ...]) -> Tier:
    """Tier of the strongest signal that was not below its line."""
    loudest: Tier = "info"
    for signal in signals:
        if signal.tier != "below" and RANK[signal.tier] > RANK[loudest]:
            loudest = signal.tier
    return loudest


def no_louder(signal: Signal, most: Tier) -> Signal:
    """Hold a signal to a tier, so that alone it calls nobody."""
    return signal if RANK[signal.tier] <= RANK[most] else replace(signal, tier=most)
