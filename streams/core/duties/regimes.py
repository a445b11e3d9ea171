"""The review regimes as typed data: who must be told of what, when, and what switches it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from streams.core.duties.calendar import Unit
from streams.core.duties.conditions import Condition


class Tier(StrEnum):
    """How loudly a duty is told, loudest first."""

    RED = "red"
    AMBER = "amber"
    INFO = "info"


class Jurisdiction(StrEnum):
    """Where a regime is law."""

    ENGLAND = "england"
    WALES = "wales"
    BOTH = "both"


class DateTested(StrEnum):
    """Which date must lie within the dates in force."""

    OCCURRED = "occurred"
    AWARE = "aware"


class Certainty(StrEnum):
    """How much a machine can decide of it."""

    CONSIDER = "consider"
    NEAR_CERTAIN = "near_certain"
    CERTAIN = "certain"


class IfUnknown(StrEnum):
    """What to do where a fact is missing: ask for it, or stay silent."""

    ASK = "ask"
    SKIP = "skip"


class StartKind(StrEnum):
    """What starts a clock."""

    AWARE = "aware"
    OCCURRED = "occurred"
    STEP = "step"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a clock; the name of the step, or of the outside fact, where it is one."""

    kind: StartKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done by a time. ``length`` and ``remind`` in ``unit``, from the start."""

    id: str
    say: str
    start: Start
    length: int
    unit: Unit
    basis: str
    source: str
    confidence: str
    remind: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Another regime that switches this one off, if raised or if ``test`` holds."""

    by: str
    when: str
    effect: str
    test: Condition | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """What raises a duty: a condition on a report, an outside fact, an alert, or a date."""

    death: Condition | None = None
    violence: Condition | None = None
    external: str | None = None
    alert: tuple[str, ...] = ()
    calendar: str | None = None

    def condition(self, kind: str) -> Condition | None:
        """Give the condition for a kind of report."""
        if kind == "violence":
            return self.violence
        return self.death if kind == "death" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One review regime. ``areas`` empty means everywhere; no ``in_force_from`` means nowhere."""

    id: str
    kind: str
    title: str
    say: str
    jurisdiction: Jurisdiction
    areas: frozenset[str]
    legal_basis: str
    in_force_from: date | None
    in_force_to: date | None
    aware_by: date | None
    test_date: DateTested
    certainty: Certainty
    if_unknown: IfUnknown
    trigger: Trigger
    judge: str
    excluded_by: tuple[Exclusion, ...]
    supersedes: tuple[str, ...]
    superseded_by: tuple[str, ...]
    convenor: str
    tell: tuple[str, ...]
    steps: tuple[Step, ...]
    attach: tuple[str, ...]
    outcomes: tuple[str, ...]
    tier: Tier
    recipients: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: str
    note: str

    def step(self, step_id: str | None) -> Step | None:
        """Find a step by its id."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Regimes:
    """All regimes of a file by id, in its order; ``contains`` says which areas hold which."""

    version: str
    by_id: Mapping[str, Regime]
    contains: Mapping[str, frozenset[str]]
