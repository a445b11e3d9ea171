"""What stands in an area's log: the facts, orders and ticks that its state machine applies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.alerts import Origin
from schemas.commands import Command
from streams.core.case import Case


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was known of a report before this area had it: elsewhere, or before it was taken back.

    ``arrived``: when its first version came; ``turned_from``: as in the row of the case.
    """

    arrived: datetime
    category_first: str | None
    turned_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled:
    """A version of a report was accepted; ``whole`` is false if a field had to be left out."""

    event: Literal["filed"] = "filed"
    area: str
    time: datetime
    case: Case
    whole: bool
    origin: Origin
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRetracted:
    """A report no longer counts here: its sender took it back, or corrected its area."""

    event: Literal["retracted"] = "retracted"
    area: str
    time: datetime
    source: str
    report_id: str
    version: int
    reason: Literal["withdrawn", "moved"]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A partner's aggregate: ``count`` of ``measure`` in [period_from, period_to)."""

    source: str
    report_id: str
    version: int
    measure: str
    period_from: datetime
    period_to: datetime
    count: int
    lsoa: str | None = None
    institution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A partner's aggregate was accepted."""

    event: Literal["counted"] = "counted"
    area: str
    time: datetime
    counts: Counts
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An analyst's command."""

    event: Literal["ordered"] = "ordered"
    area: str
    time: datetime
    command: Command
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Every input was read up to ``time``; clocks may move there."""

    event: Literal["ticked"] = "ticked"
    area: str
    time: datetime
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUpTo:
    """Receive's partition, one of ``of``, had read all its inputs to their end at ``time``.

    It stands in every partition of the area log; the least of all partitions is the tick.
    """

    event: Literal["read"] = "read"
    partition: int
    of: int
    time: datetime


AreaEvent = CaseFiled | CaseRetracted | Counted | Ordered | Ticked
LogEvent = AreaEvent | ReadUpTo
