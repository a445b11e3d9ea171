"""Which version of a report counts, and to which area's log it goes. Source: contract, section 2.

A report is known by its sender and its number together. Sending anything twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from schemas.alerts import Origin
from streams.core.across import BORDER, may_be_copied
from streams.core.borders import Borders
from streams.core.case import Case
from streams.core.classes import turned_from
from streams.core.events import AreaEvent, CaseFiled, CaseRetracted, Counted, Earlier
from streams.core.identities import Mention, Mentioned, Unmentioned, names_of
from streams.core.reading import Reading

Outcome = Literal["accepted", "partial", "repeat", "clash"]
Clash = Literal["id_clash", "content_clash"]


@dataclass(frozen=True, slots=True)
class Filed:
    """What Receive remembers of a report: its newest version, where it is, and what it said.

    ``arrived``: when its first version came; ``category`` and ``turned_from``: of a death, so that
    an area that it is moved to knows what it was. ``near``: other areas that hold a copy of it
    because it is near them; ``mentions``: names of its tokens.
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
    near: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """What becomes of one reading. ``filed`` is the row to keep; None changes nothing."""

    outcome: Outcome
    filed: Filed | None = None
    events: tuple[AreaEvent, ...] = ()
    mentions: tuple[Mention, ...] = ()
    clash: Clash | None = None


def file(reading: Reading, before: Filed | None, origin: Origin, borders: Borders) -> Filing:
    """Compare a reading with what is known of its report, and say what the areas must hear."""
    if before is not None:
        settled = _against(reading, before)
        if settled is not None:
            return settled
    whole = not reading.dropped
    filed = _filed(reading, before, borders, whole=whole)
    return Filing(
        "accepted" if whole else "partial",
        filed,
        _events(reading, before, filed, origin),
        tuple(_mentions(reading, before, filed, origin)),
    )


def _filed(reading: Reading, before: Filed | None, borders: Borders, *, whole: bool) -> Filed:
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
        near=() if case is None or reading.withdrawn else _near(case, borders),
        mentions=() if case is None or reading.withdrawn else names_of(case),
    )


def _near(case: Case, borders: Borders) -> tuple[str, ...]:
    """Name the other areas near enough for a series across the border."""
    if not may_be_copied(case):
        return ()
    near = borders.near(case.place.lat, case.place.lon)
    return tuple(area for area in near if area != case.area)


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
    if reading.counts is not None:
        return _counted(reading, before if _stands(before) else None, origin)
    old, new = _places(before), _places(filed)
    events: list[AreaEvent] = [
        _retracted(reading, area, old[area], origin) for area in old if area not in new
    ]
    for area, copied in new.items():
        stays = area in old and old[area] == copied
        events += _filed_at(reading, before, filed, origin, area, copied, stays=stays)
        if area in old and not stays:
            events.append(_retracted(reading, area, old[area], origin))
    return tuple(events)


def _stands(filed: Filed | None) -> bool:
    return filed is not None and not filed.withdrawn


def _places(filed: Filed | None) -> dict[str, str | None]:
    """Areas whose logs hold a report, its own first, and why: None where it is its own."""
    if filed is None or filed.withdrawn:
        return {}
    return {filed.area: None, **dict.fromkeys(filed.near, BORDER)}


def _filed_at(
    reading: Reading,
    before: Filed | None,
    filed: Filed,
    origin: Origin,
    area: str,
    copied: str | None,
    *,
    stays: bool,
) -> Iterator[CaseFiled]:
    if reading.case is not None:
        is_told = copied is not None or (before is not None and not stays)
        yield CaseFiled(
            area=area,
            time=reading.time,
            case=reading.case,
            whole=filed.whole,
            origin=origin,
            earlier=earlier_of(filed) if is_told else None,
            copied=copied,
        )


def _retracted(reading: Reading, area: str, copied: str | None, origin: Origin) -> CaseRetracted:
    return CaseRetracted(
        area=area,
        time=reading.time,
        source=reading.source,
        report_id=reading.report_id,
        version=reading.version,
        reason="withdrawn" if reading.withdrawn else "moved",
        origin=origin,
        copied=copied,
    )


def _mentions(
    reading: Reading, before: Filed | None, filed: Filed, origin: Origin
) -> Iterator[Mention]:
    """Say which tokens the report names now, and which it names no more."""
    earlier, case = earlier_of(filed), reading.case
    for token in filed.mentions:
        if case is not None and earlier is not None:
            yield Mentioned(
                token=token, time=reading.time, case=case, whole=filed.whole, earlier=earlier,
                origin=origin,
            )  # fmt: skip
    for token in sorted(set(before.mentions if before else ()) - set(filed.mentions)):
        yield Unmentioned(
            token=token, time=reading.time, source=reading.source, report_id=reading.report_id,
            version=reading.version, reason="withdrawn" if reading.withdrawn else "moved",
            origin=origin,
        )  # fmt: skip


def earlier_of(filed: Filed) -> Earlier | None:
    """What another area must know of a report that it has not had yet."""
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
