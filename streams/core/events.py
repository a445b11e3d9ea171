"""What stands in an area's log: the facts, orders and ticks that its state machine applies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.alerts import Origin
from schemas.commands import Command
from streams.core.case import Case
from streams.core.signals import Signal


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
    """A version of a report was accepted; ``whole`` is false if a field had to be left out.

    ``copied``: why it stands here though it is another area's, for linking alone: ``border``, or
    ``link`` and the name of a token; None: it is this area's own.
    """

    event: Literal["filed"] = "filed"
    area: str
    time: datetime
    case: Case
    whole: bool
    origin: Origin
    earlier: Earlier | None = None
    copied: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRetracted:
    """A report no longer counts here: its sender took it back, or corrected its area.

    ``copied``: it was here as a copy, for this reason; another reason may keep it.
    """

    event: Literal["retracted"] = "retracted"
    area: str
    time: datetime
    source: str
    report_id: str
    version: int
    reason: Literal["withdrawn", "moved"]
    origin: Origin
    copied: str | None = None


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A member of a finding, as the area that found it knows it."""

    case: Case
    whole: bool
    earlier: Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Another area found a cluster whose home is here: what it saw, and the cases it saw it in.

    ``by`` and ``name`` tell one finding from another; a later one replaces the one before, and
    one without signals takes it back.
    """

    event: Literal["found"] = "found"
    area: str
    time: datetime
    by: str
    name: str
    signals: tuple[Signal, ...]
    members: tuple[Shown, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Another area publishes an alert about cases of this one; without members it is over.

    ``members``: row ids by arrival; ``raised_at`` says which of two alerts is the older.
    """

    event: Literal["announced"] = "announced"
    area: str
    time: datetime
    by: str
    alert_id: str
    members: tuple[str, ...]
    raised_at: datetime
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """An area's own lines of a stream, found from its reports with their times permuted.

    ``amber``, ``red`` in nats, None where chance brought too little to say; ``months`` of own
    reports behind them; ``as_of``: the start of the month whose earlier reports were read;
    ``digest`` of the configuration. They hold from a day of that month on.
    """

    event: Literal["calibrated"] = "calibrated"
    area: str
    time: datetime
    stream: str
    amber: float | None
    red: float | None
    months: int
    units: int
    as_of: datetime
    digest: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class ScanCluster:
    """A cylinder of the nightly scan with more deaths than chance brings. ``members``: row ids.

    Units: ``radius_km``, ``days`` until the scan, ``llr`` in nats, ``p`` by permutation.
    """

    members: tuple[str, ...]
    observed: int
    expected: float
    radius_km: float
    days: int
    llr: float
    p: float
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the nightly space-time permutation scan found; it takes the place of the last one."""

    event: Literal["scanned"] = "scanned"
    area: str
    time: datetime
    clusters: tuple[ScanCluster, ...]
    as_of: datetime
    digest: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A message about this area went to quarantine, wholly or (``partial``) but for a field.

    It moves no clock: the area counts it, and nothing else comes of it.
    """

    event: Literal["set_aside"] = "set_aside"
    area: str
    time: datetime
    source: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUpTo:
    """Receive's partition, one of ``of``, had read all its inputs to their end at ``time``.

    It stands in every partition of the area log; the least of all partitions is the tick.
    """

    event: Literal["read"] = "read"
    partition: int
    of: int
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A report of the reserved area: it proves that Receive and Watch work, and changes nothing."""

    event: Literal["canary"] = "canary"
    report_id: str
    version: int
    time: datetime
    origin: Origin


AreaEvent = (
    CaseFiled
    | CaseRetracted
    | Counted
    | Ordered
    | Ticked
    | Found
    | Announced
    | Calibrated
    | Scanned
    | SetAside
)
LogEvent = AreaEvent | ReadUpTo | Canary


def is_copy(event: AreaEvent) -> bool:
    """Tell a case that is filed as a copy."""
    return isinstance(event, CaseFiled) and event.copied is not None


def is_from_another(event: AreaEvent) -> bool:
    """Tell a copy of another area's case, or word from elsewhere: it says not that we listen."""
    if isinstance(event, CaseFiled | CaseRetracted):
        return event.copied is not None
    return isinstance(event, Found | Announced | Calibrated | Scanned)
