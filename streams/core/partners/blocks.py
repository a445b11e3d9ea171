"""Groups of cases that partners are told of: five or more at once, described once, never again.

No case is ever in two groups, of one alert or of two. So whatever a partner subtracts, from
revisions or from alerts, what is left is whole groups. Decision record 0007 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from schemas.partner_alerts import MethodGroup, Sex
from streams.core.areas import Area
from streams.core.lookup import CaseRow, events_of
from streams.core.partners import bands

ValueT = TypeVar("ValueT")
SEXES: dict[str | None, Sex] = {"F": "F", "M": "M", "X": "X"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One group as it was described when it was complete, in wide classes alone.

    ``members``: row ids of all its reports. ``names``: of its deaths and incidents, by which a
    report that comes later is known as one of them. ``events``: separate ones. ``youngest`` and
    ``oldest``: numbers of age bands. What is not shared by all, or not known of one, is None.
    ``is_gone``: none of its members is in the alert any more.
    """

    members: tuple[str, ...]
    names: tuple[str, ...] = ()
    events: int
    first_month: str
    last_month: str
    week: str | None = None
    lsoa: str | None = None
    district: str | None = None
    youngest: int | None = None
    oldest: int | None = None
    sex: Sex | None = None
    method_group: MethodGroup | None = None
    institution: str | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The groups of one alert that partners were told of, in order."""

    blocks: tuple[Block, ...] = ()

    @property
    def standing(self) -> tuple[Block, ...]:
        """Those that still have a member in the alert."""
        return tuple(block for block in self.blocks if not block.is_gone)


def describe(units: Sequence[Sequence[CaseRow]], area: Area) -> Block:
    """Describe separate events, each with all its reports."""
    rows = [row for unit in units for row in unit]
    cases = [row.case for row in rows]
    months = sorted(bands.month_of(case.occurred_from) for case in cases)
    ages = [person.age for case in cases for person in case.subjects or (case.subject,)]
    known = sorted(bands.band_of(age) for age in ages if age is not None)
    whole = len(known) == len(ages)
    return Block(
        members=tuple(row.id for row in rows),
        names=tuple(dict.fromkeys(name for case in cases for name in events_of(case))),
        events=len(units),
        first_month=months[0],
        last_month=months[-1],
        week=shared(bands.week_of(case.occurred_from) for case in cases),
        lsoa=shared(bands.lsoa_of(case.place) for case in cases),
        district=shared(bands.district_of(case, area) for case in cases),
        youngest=known[0] if whole else None,
        oldest=known[-1] if whole else None,
        sex=shared(SEXES.get(p.sex) for case in cases for p in case.subjects or (case.subject,)),
        method_group=shared(bands.METHOD_GROUPS.get(case.method) for case in cases),
        institution=shared(case.place.institution for case in cases),
    )


def shared(values: Iterable[ValueT | None]) -> ValueT | None:
    """Give the one value that all have; None if they differ or one has none."""
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else None
