"""A duty as an alert shows it: one line a step, or one line for the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from streams.core.duties.calendar import Unit


class DutyState(StrEnum):
    """Where a duty stands; the set of ``contract.md`` section 4."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    EXCLUDED = "excluded"
    VOID = "void"
    NEEDS_FACT = "needs_fact"
    PAUSED = "paused"
    EXTENDED = "extended"


class Order(StrEnum):
    """What a person ordered that later versions of the report must not undo."""

    OPENED = "opened"
    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


LIVE = frozenset(
    {
        DutyState.OPEN,
        DutyState.WAITING,
        DutyState.NEEDS_FACT,
        DutyState.PAUSED,
        DutyState.EXTENDED,
    }
)
RUNNING = frozenset({DutyState.OPEN, DutyState.NEEDS_FACT, DutyState.EXTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One step of a duty, or with no ``step`` the duty as a whole (excluded, void, needs_fact).

    Units: times in UTC; ``starts_at`` is a plain London date where only the day is known;
    ``length`` in ``unit``. ``order`` and ``until`` are for the state alone, not for the contract.
    """

    duty: str
    step: str | None
    state: DutyState
    aware_at: datetime
    basis: str | None = None
    confidence: str | None = None
    starts_at: datetime | date | None = None
    length: int | None = None
    unit: Unit | None = None
    due_at: datetime | None = None
    excluded_by: str | None = None
    reason: str = ""
    order: Order | None = None
    until: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether the line stands for the whole duty."""
        return self.step is None

    @property
    def is_clocked(self) -> bool:
        """Say whether a clock runs on this line."""
        return self.state in RUNNING and self.due_at is not None


def by_duty(duties: Iterable[Duty]) -> dict[str, tuple[Duty, ...]]:
    """Gather lines by duty, in order of first appearance."""
    lines: dict[str, tuple[Duty, ...]] = {}
    for duty in duties:
        lines[duty.duty] = (*lines.get(duty.duty, ()), duty)
    return lines
