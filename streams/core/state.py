"""All that an area knows, as rows; and the caches over them that a restart rebuilds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.partner_alerts import PartnerAlert
from streams.core.alerting import Alerting
from streams.core.alerts.row import AlertRow
from streams.core.alerts.silence import Silence
from streams.core.areas import Area
from streams.core.case import Case
from streams.core.classes import is_drug_death, is_unexpected, turned_from
from streams.core.config import DetectorConfig, Rates
from streams.core.duties.book import Book
from streams.core.events import Counts, Earlier
from streams.core.kept import Lesson, Shift, Split
from streams.core.lookup import CaseRow, Lookup
from streams.core.partners.blocks import Disclosure
from streams.core.partners.recipients import Partners
from streams.core.rows import Rows
from streams.core.windows import background as near
from streams.core.windows import drugs, violence
from streams.core.windows.background import Background
from streams.core.windows.blocks import places_of
from streams.core.windows.days import WHOLE_AREA, DayCounts, day_of
from streams.core.windows.violence import Serious

KEPT = timedelta(days=1826 + 30)  # five years and a month: the longest window, and room for it
HISTORY = timedelta(days=400)  # an event older than this when it first comes raises nothing


@dataclass(frozen=True, slots=True)
class Context:
    """What an area is told once, at start."""

    area: Area
    detectors: Mapping[str, DetectorConfig]
    background: Background
    rates: Rates
    book: Book
    alerting: Alerting
    partners: Partners
    serious: Serious
    config_digest: str
    version: str

    def limits(self, detector: str) -> Mapping[str, float]:
        """Limits of a detector by name; their units stand in the detectors' file."""
        return self.detectors[detector].limits


@dataclass(frozen=True, slots=True)
class Position:
    """Where the area stands: its clock, when its first event came, and what it has numbered."""

    clock: datetime
    since: datetime
    cases: int = 0
    alerts: int = 0
    decisions: int = 0
    pruned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A sender as heard in this area. ``usual_hours``: the longest gap lately, fading."""

    source: str
    last: datetime
    usual_hours: float
    reports: int
    alert_id: str | None = None


class AreaState:
    """Rows of one area and what is derived from them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.position: Rows[Position] = Rows()
        self.cases: Rows[CaseRow] = Rows()
        self.counts: Rows[Counts] = Rows()
        self.alerts: Rows[AlertRow] = Rows()
        self.feeds: Rows[Feed] = Rows()
        self.withheld: Rows[str] = Rows()
        self.commands: Rows[datetime] = Rows()
        self.tallies: Rows[int] = Rows()
        self.verdicts: Rows[int] = Rows()
        self.shift: Rows[Shift] = Rows()
        self.lessons: Rows[Lesson] = Rows()
        self.silences: Rows[Silence] = Rows()
        self.told: Rows[tuple[datetime, ...]] = Rows()
        self.splits: Rows[Split] = Rows()
        self.disclosed: Rows[Disclosure] = Rows()
        self.partner_alerts: Rows[PartnerAlert] = Rows()
        self.described: set[str] = set()
        self.days = DayCounts()
        self.lookup = Lookup()
        self._holding: dict[str, set[str]] = {}
        self._apart: dict[tuple[str, str], set[str]] = {}
        self._unseen: Collection[str] = ()

    @property
    def now(self) -> Position:
        """Clock and counters. An area that heard nothing yet has none (KeyError)."""
        return self.position["now"]

    def move(self, **changes: object) -> None:
        """Change clock or counters."""
        self.position.put("now", replace(self.now, **changes))  # type: ignore[arg-type]

    def rows(self, ids: Iterable[str]) -> list[CaseRow]:
        """Look up cases; those that are gone, or not to be seen now, are left out."""
        found = (self.cases.get(one) for one in ids if one not in self._unseen)
        return [row for row in found if row is not None]

    @contextmanager
    def seen_by(self, row_id: str) -> Iterator[None]:
        """Look from one case: those that a person took apart from it are not seen."""
        self._unseen = self._apart.get(("cluster", row_id), ())
        try:
            yield
        finally:
            self._unseen = ()

    def keep_apart(self, name: str, split: Split) -> None:
        """Remember that cases were taken apart."""
        self.splits.put(name, split)
        self._part(split)

    def are_apart(self, ids: Iterable[str], about: str = "cluster") -> bool:
        """Tell whether a person took any two of these cases apart."""
        if not self._apart:
            return False
        members = set(ids)
        return any(not members.isdisjoint(self._apart.get((about, one), ())) for one in members)

    def file(
        self, case: Case, *, whole: bool = True, earlier: Earlier | None = None
    ) -> tuple[CaseRow, CaseRow | None]:
        """Put a version of a case in place of the one before; return both.

        ``earlier``: what was known of it elsewhere, before it was moved here.
        """
        before = self.cases.get(f"{case.source}\x1f{case.report_id}")
        if before is not None:
            self._uncount(before)
            row = replace(
                before,
                case=case,
                turned_from=turned_from(before.turned_from, before.case.category, case.category),
                whole=whole,
                history=case.occurred_from < before.arrived - HISTORY,
            )
        else:
            self.move(cases=self.now.cases + 1)
            known = earlier or Earlier(self.now.clock, case.category)
            row = CaseRow(
                case=case,
                seq=self.now.cases,
                arrived=known.arrived,
                category_first=known.category_first,
                history=case.occurred_from < known.arrived - HISTORY,
                turned_from=known.turned_from,
                whole=whole,
            )
        self.cases.put(row.id, row)
        self._count(row)
        return row, before

    def retract(self, row_id: str) -> CaseRow | None:
        """Take a case out; None if it was not there."""
        row = self.cases.get(row_id)
        if row is not None:
            self._uncount(row)
            self.cases.delete(row_id)
        return row

    def count(self, counts: Counts) -> None:
        """Put a partner's aggregate in place of its version before."""
        key = f"{counts.source}\x1f{counts.report_id}"
        before = self.counts.get(key)
        if before is not None:
            self._spread(before, -1)
        self._spread(counts, 1)
        self.counts.put(key, counts)

    def put_alert(self, row: AlertRow) -> None:
        """Remember an alert, and which cases it holds."""
        before = self.alerts.get(row.alert_id)
        for member in before.members if before is not None else ():
            self._holding[member].discard(row.alert_id)
        for member in row.members:
            self._holding.setdefault(member, set()).add(row.alert_id)
        self._count_verdicts(before, row)
        self.alerts.put(row.alert_id, row)

    def _count_verdicts(self, before: AlertRow | None, after: AlertRow) -> None:
        """Keep by detector how its alerts ended: what is opened again counts no more."""
        for alert, change in ((before, -1), (after, 1)):
            if alert is not None and alert.verdict is not None:
                for detector in alert.detectors:
                    key = f"{detector}|{alert.verdict}"
                    self.verdicts.put(key, (self.verdicts.get(key) or 0) + change)

    def alerts_of(self, row_id: str) -> Iterator[AlertRow]:
        """Go through the alerts that hold a case, oldest first."""
        held = [self.alerts[one] for one in self._holding.get(row_id, ())]
        return iter(sorted(held, key=lambda alert: alert.order))

    def disclose(self, alert_id: str, disclosure: Disclosure) -> None:
        """Remember which groups of an alert partners were told of, and all cases in them."""
        self.disclosed.put(alert_id, disclosure)
        self._describe(disclosure)

    def rebuild(self) -> None:
        """Make the caches again from restored rows."""
        for row in sorted(self.cases.values(), key=lambda one: one.seq):
            self.lookup.add(row)
        for alert in self.alerts.values():
            for member in alert.members:
                self._holding.setdefault(member, set()).add(alert.alert_id)
        for split in self.splits.values():
            self._part(split)
        for disclosure in self.disclosed.values():
            self._describe(disclosure)

    def prune(self) -> None:
        """Forget what is older than the longest window; alerts stay."""
        oldest = self.now.clock - KEPT
        for row in [one for one in self.cases.values() if one.case.occurred_from < oldest]:
            if not self._holding.get(row.id):
                self.lookup.remove(row)
                self.cases.delete(row.id)
        for key in [k for k, c in _pairs(self.counts) if c.period_to < oldest]:
            self.counts.delete(key)
        for name in [name for name in self.splits if self.splits[name].at < oldest]:
            self.splits.delete(name)
        self.days.drop_before(day_of(oldest))

    def _describe(self, disclosure: Disclosure) -> None:
        for block in disclosure.blocks:
            self.described.update(block.members)

    def _part(self, split: Split) -> None:
        for one in split.left:
            for other in split.stayed:
                self._apart.setdefault((split.about, one), set()).add(other)
                self._apart.setdefault((split.about, other), set()).add(one)

    def _count(self, row: CaseRow) -> None:
        self.lookup.add(row)
        self._tally(row.case, 1)

    def _uncount(self, row: CaseRow) -> None:
        self.lookup.remove(row)
        self._tally(row.case, -1)

    def _tally(self, case: Case, sign: int) -> None:
        day = day_of(case.occurred_from)
        if self.now.pruned is not None and day < day_of(self.now.pruned - KEPT):
            return  # Its day is forgotten already.
        if is_unexpected(case):
            self.days.add(near.STREAM, near.places_of(case), day, sign)
        if is_drug_death(case):
            self.days.add(drugs.STREAM, places_of(case), day, sign)
        if self.context.serious.holds(case, self.context.book.offences):
            self.days.add(violence.STREAM, places_of(case), day, sign)

    def _spread(self, counts: Counts, sign: int) -> None:
        """Count an aggregate on the day on which its period ends."""
        if counts.lsoa is None and counts.institution is None:
            last = day_of(counts.period_to - timedelta(microseconds=1))
            if self.now.pruned is None or last >= day_of(self.now.pruned - KEPT):
                self.days.add(counts.measure, (WHOLE_AREA,), last, sign * counts.count)


def _pairs(rows: Rows[Counts]) -> list[tuple[str, Counts]]:
    return [(key, rows[key]) for key in rows]
