"""Which version of a report counts, and to which area's log it goes. Source: contract, section 2.

A report is known by its sender and its number together. Sending anything twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from schemas.alerts import Origin
from streams.core.classes import turned_from
from streams.core.events import AreaEvent, CaseFiled, CaseRetracted, Counted, Earlier
from streams.core.reading import Reading

Outcome = Literal["accepted", "partial", "repeat", "clash"]
Clash = Literal["id_clash", "content_clash"]


@dataclass(frozen=True, slots=True)
class Filed:
    """What Receive remembers of a report: its newest version, where it is, and what it said.

    ``arrived``: when its first version came; ``category`` and ``turned_from``: of a death, so that
    an area that it is moved to knows what it was.
    """

    kind: str
    version: int
    area: str
    digest: str
    whole: bool
    withdrawn: bool
    arrived: datetime | None = None
    category_first: str | None = None
    category: str | None = None
    turned_from: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What becomes of one reading. ``filed`` is the row to keep; None changes nothing."""

    outcome: Outcome
    filed: Filed | None = None
    events: tuple[AreaEvent, ...] = ()
    clash: Clash | None = None


def file(reading: Reading, before: Filed | None, origin: Origin) -> Filing:
    """Compare a reading with what is known of its report, and say what the areas must hear."""
    if before is not None:
        settled = _against(reading, before)
        if settled is not None:
            return settled
    whole = not reading.dropped
    filed = _filed(reading, before, whole)
    events = _events(reading, before, filed, origin)
    return Filing("accepted" if whole else "partial", filed, events)


def _filed(reading: Reading, before: Filed | None, whole: bool) -> Filed:
    """Write the row anew; what a report that is taken back said last is kept."""
    case = reading.case
    category = case.category if case is not None else before.category if before else None
    first = before if before is not None and before.arrived is not None else None
    return Filed(
        reading.kind,
        reading.version,
        reading.area,
        reading.digest,
        whole,
        reading.withdrawn,
        arrived=first.arrived if first else reading.time,
        category_first=first.category_first if first else category,
        category=category,
        turned_from=turned_from(first.turned_from, first.category, category) if first else None,
    )


def _against(reading: Reading, before: Filed) -> Filing | None:
    """Settle repeats and clashes; None means that the reading is news."""
    if reading.kind != before.kind:
        return Filing("clash", clash="id_clash")
    if reading.version < before.version:
        return Filing("repeat")
    if reading.version > before.version:
        return None
    if reading.digest == before.digest and before.whole >= (not reading.dropped):
        return Filing("repeat")
    return Filing("clash", clash="content_clash") if before.whole else None


def _events(
    reading: Reading, before: Filed | None, filed: Filed, origin: Origin
) -> tuple[AreaEvent, ...]:
    there = before is not None and not before.withdrawn
    if reading.counts is not None:
        return _counted(reading, before if there else None, origin)
    events: list[AreaEvent] = []
    known = before is not None
    stays = there and before is not None and before.area == reading.area
    leaves = there and (reading.withdrawn or not stays)
    if leaves and before is not None:
        events.append(
            CaseRetracted(
                area=before.area,
                time=reading.time,
                source=reading.source,
                report_id=reading.report_id,
                version=reading.version,
                reason="withdrawn" if reading.withdrawn else "moved",
                origin=origin,
            )
        )
    if not reading.withdrawn and reading.case is not None:
        events.append(
            CaseFiled(
                area=reading.area,
                time=reading.time,
                case=reading.case,
                whole=filed.whole,
                origin=origin,
                earlier=_earlier(filed) if known and not stays else None,
            )  # fmt: skip
        )
    return tuple(events)


def _earlier(filed: Filed) -> Earlier | None:
    if filed.arrived is None:
        return None
    return Earlier(filed.arrived, filed.category_first, filed.turned_from)


def _counted(reading: Reading, before: Filed | None, origin: Origin) -> tuple[AreaEvent, ...]:
    """A count that is taken back, or moves, counts as none where it was."""
    counts = reading.counts
    if counts is None:
        return ()
    none = replace(counts, count=0)
    events = []
    if before is not None and before.area != reading.area:
        events.append(Counted(area=before.area, time=reading.time, counts=none, origin=origin))
    here = none if reading.withdrawn else counts
    events.append(Counted(area=reading.area, time=reading.time, counts=here, origin=origin))
    return tuple(events)
