"""All that an area knows, as rows; and the caches over them that a restart rebuilds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from schemas.partner_alerts import PartnerAlert
from streams.core.across import Across
from streams.core.alerting import Alerting
from streams.core.alerts.across.rows import Announcement, Finding, Foreign, Handed
from streams.core.alerts.row import AlertRow
from streams.core.alerts.silence import Silence
from streams.core.areas import Area, Areas
from streams.core.calibration.moves import PendingLine
from streams.core.case import Case
from streams.core.classes import is_drug_death, is_unexpected
from streams.core.config import DetectorConfig, Rates
from streams.core.copies import first_row, newer, without
from streams.core.duties.book import Book
from streams.core.events import Counts, Earlier, ScanCluster
from streams.core.kept import Aside, Lesson, Shift, Split
from streams.core.lookup import CaseRow, Lookup
from streams.core.memo import Memo
from streams.core.partners.blocks import Disclosure
from streams.core.partners.recipients import Partners
from streams.core.rows import Rows, RowsByMember
from streams.core.series.background.phase import Phase
from streams.core.series.background.usual import Usual, UsualRows
from streams.core.series.linking import following
from streams.core.series.linking.hypotheses import Hypothesis
from streams.core.series.linking.linker import Linker
from streams.core.series.scan.excess import Excess
from streams.core.series.scan.rings import Rings
from streams.core.series.settings import SeriesSettings
from streams.core.series.thresholds import OwnLine
from streams.core.windows import background as near
from streams.core.windows import drugs, violence
from streams.core.windows.background import Background
from streams.core.windows.beds import Beds
from streams.core.windows.blocks import places_of
from streams.core.windows.bursts import Arrivals, Batch
from streams.core.windows.days import WHOLE_AREA, DayCounts, day_of
from streams.core.windows.violence import Serious

KEPT = timedelta(days=1826 + 30)  # five years and a month: the longest window, and room for it

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """What an area is told once, at start."""

    area: Area
    areas: Areas
    detectors: Mapping[str, DetectorConfig]
    background: Background
    rates: Rates
    book: Book
    alerting: Alerting
    across: Across
    partners: Partners
    serious: Serious
    series: SeriesSettings
    config_digest: str
    version: str

    def limits(self, detector: str) -> Mapping[str, float]:
        """Limits of a detector by name; their units stand in the detectors' file."""
        return self.detectors[detector].limits

    def place_of(self, case: Case) -> str:
        """Name the district where a case was, in whichever area."""
        area = self.areas.by_code.get(case.area, self.area)
        return area.place_name(case.place.lat, case.place.lon)


@dataclass(frozen=True, slots=True)
class Position:
    """Where the area stands: its clock, when its first event came, and what it has numbered.

    ``begun``: false while all that came are copies, which say nothing of how long it was watched;
    ``linked``: when people missing for long were last looked for.
    """

    clock: datetime
    since: datetime
    cases: int = 0
    alerts: int = 0
    decisions: int = 0
    pruned: datetime | None = None
    linked: datetime | None = None
    begun: bool = True


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
        self.set_aside: Rows[Aside] = Rows()
        self.shift: Rows[Shift] = Rows()
        self.lessons: Rows[Lesson] = Rows()
        self.silences: Rows[Silence] = Rows()
        self.told: Rows[tuple[datetime, ...]] = Rows()
        self.splits: Rows[Split] = Rows()
        self.arrivals: Rows[Arrivals] = Rows()
        self.batches: Rows[Batch] = Rows()
        self.disclosed: Rows[Disclosure] = Rows()
        self.partner_alerts: Rows[PartnerAlert] = Rows()
        self.described: set[str] = set()
        self.handed: RowsByMember[Handed] = RowsByMember()
        self.findings: RowsByMember[Finding] = RowsByMember()
        self.foreign: RowsByMember[Foreign] = RowsByMember()
        self.announced: RowsByMember[Announcement] = RowsByMember()
        self.days = DayCounts()
        self.lookup = Lookup(lambda case: context.serious.holds(case, context.book.offences))
        self.beds = Beds()
        self._memo = Memo()
        self._changes = 0
        self.ground: Rows[int] = Rows()
        self.marks: Rows[int] = Rows()
        self.phase: Rows[Phase] = Rows()
        self.thresholds: Rows[OwnLine] = Rows()
        self.pending: Rows[PendingLine] = Rows()
        self.scan_clusters: RowsByMember[ScanCluster] = RowsByMember()
        self.scans: RowsByMember[Excess] = RowsByMember()
        self.rings = Rings()
        self.hypotheses: Rows[Hypothesis] = Rows()
        self.linker = Linker(self.hypotheses, context.series.linker)
        self.usual = Usual(
            context.area,
            context.series,
            context.background.classes,
            self.cases,
            UsualRows(self.ground, self.marks, self.phase),
        )
        self.clocked: set[str] = set()
        self._holding: dict[str, set[str]] = {}
        self._apart: dict[tuple[str, str], set[str]] = {}
        self._unseen: Collection[str] = ()
        self.sees_copies = True

    @property
    def now(self) -> Position:
        """Clock and counters. An area that heard nothing yet has none (KeyError)."""
        return self.position["now"]

    def move(self, **changes: object) -> None:
        """Change clock or counters."""
        self.position.put("now", replace(self.now, **changes))  # type: ignore[arg-type]

    def rows(self, ids: Iterable[str]) -> list[CaseRow]:
        """Look up cases; those that are gone, or not to be seen now, are left out."""
        if self._unseen:
            ids = [one for one in ids if one not in self._unseen]
        copies = self.sees_copies
        found = map(self.cases.get, ids)
        return [row for row in found if row is not None and (copies or not row.border)]

    @property
    def unseen(self) -> Collection[str]:
        """Cases that are not to be seen now: a person took them apart from the one that looks."""
        return self._unseen

    @contextmanager
    def seen_by(self, row_id: str) -> Iterator[None]:
        """Look from one case: those that a person took apart from it are not seen."""
        self._unseen = self._apart.get(("cluster", row_id), ())
        try:
            yield
        finally:
            self._unseen = ()

    @contextmanager
    def own_only(self) -> Iterator[None]:
        """Look at this area's own cases: what is counted, and what falls due, has no copies."""
        before, self.sees_copies = self.sees_copies, False
        try:
            yield
        finally:
            self.sees_copies = before

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` says of the facts as they stand, asking it once while they do.

        Of cases that are not to be seen now, what is made knows nothing; ``key`` names it alone.
        """
        return self._memo.of((self._changes, self.now.since, frozenset(self._unseen)), key, make)

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
        self,
        case: Case,
        *,
        whole: bool = True,
        earlier: Earlier | None = None,
        copied: str | None = None,
    ) -> tuple[CaseRow, CaseRow | None]:
        """Put a version of a case in place of the one before; return both.

        ``earlier``: what was known of it elsewhere, before it came here; ``copied``: why it is
        copied here, None if it is this area's own. A copy older than what is known changes nothing
        but that there is one more reason to keep it.
        """
        before = self.cases.get(f"{case.source}\x1f{case.report_id}")
        if before is None:
            self.move(cases=self.now.cases + 1)
            known = earlier or Earlier(self.now.clock, case.category)
            row = first_row(case, self.now.cases, known, whole=whole, copied=copied)
        else:
            self._uncount(before)
            row = newer(before, case, whole=whole, copied=copied)
        self.cases.put(row.id, row)
        self._count(row)
        return row, before

    def retract(
        self, row_id: str, *, copied: str | None = None, gone: bool = True
    ) -> tuple[CaseRow | None, CaseRow | None]:
        """Take a case out; return it as it was, and as it is if it stays for another reason.

        ``copied``: the reason that no longer holds, None for this area's own case; ``gone``: the
        report was taken back, so that no reason holds.
        """
        before = self.cases.get(row_id)
        after = before and without(before, copied, gone=gone)
        if before is None or after is before:
            return before, after
        self._uncount(before)
        if after is None:
            self.cases.delete(row_id)
        else:
            self.cases.put(row_id, after)
            self._count(after)
        return before, after

    def count(self, counts: Counts) -> None:
        """Put a partner's aggregate in place of its version before."""
        key = f"{counts.source}\x1f{counts.report_id}"
        before = self.counts.get(key)
        if before is not None:
            self._spread(before, -1)
            self.beds.remove(before)
        self._changes += 1
        self._spread(counts, 1)
        self.beds.add(counts)
        self.counts.put(key, counts)

    def put_alert(self, row: AlertRow) -> None:
        """Remember an alert, and which cases it holds."""
        before = self.alerts.get(row.alert_id)
        for member in before.members if before is not None else ():
            self._holding[member].discard(row.alert_id)
        for member in row.members:
            self._holding.setdefault(member, set()).add(row.alert_id)
        self._count_verdicts(before, row)
        self._note_clocks(row)
        self.alerts.put(row.alert_id, row)

    def _note_clocks(self, row: AlertRow) -> None:
        """Keep the names of alerts on which a clock runs: few of all that there ever were."""
        is_clocked = any(line.is_clocked for _, lines in row.duties for line in lines)
        (self.clocked.add if is_clocked else self.clocked.discard)(row.alert_id)

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

    def begin(self, since: datetime) -> None:
        """Count as watched from the first case of its own; until then copies are not compared."""
        self.move(since=since, begun=True)
        self.linker.restored(following.units_of_cases(self))

    def rebuild(self) -> None:
        """Make the caches again from restored rows."""
        for row in sorted(self.cases.values(), key=lambda one: one.seq):
            self.lookup.add(row)
            self.rings.add(row)
        self.usual.restored(self.cases.values())
        if len(self.position) and self.now.begun:
            self.linker.restored(following.units_of_cases(self))
        for alert in self.alerts.values():
            self._note_clocks(alert)
            for member in alert.members:
                self._holding.setdefault(member, set()).add(alert.alert_id)
        for counts in self.counts.values():
            self.beds.add(counts)
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
                self.usual.remove(row)
                self.rings.remove(row)
                self.cases.delete(row.id)
        for key in [k for k, c in _pairs(self.counts) if c.period_to < oldest]:
            self.beds.remove(self.counts[key])
            self.counts.delete(key)
        for name in [name for name in self.splits if self.splits[name].at < oldest]:
            self.splits.delete(name)
        for shared in (self.handed, self.findings, self.foreign, self.announced):
            _drop_lost(shared, self.cases)
        for name in [name for name in self.batches if self.batches[name].last < oldest]:
            self.batches.delete(name)
        for key in [key for key in self.set_aside if self.set_aside[key].last < oldest]:
            self.set_aside.delete(key)
        self.days.drop_before(day_of(oldest))
        self._changes += 1
        self.linker.prune(following.oldest(self))

    def _describe(self, disclosure: Disclosure) -> None:
        for block in disclosure.blocks:
            self.described.update(block.members)
            self.described.update(block.names)

    def _part(self, split: Split) -> None:
        for one in split.left:
            for other in split.stayed:
                self._apart.setdefault((split.about, one), set()).add(other)
                self._apart.setdefault((split.about, other), set()).add(one)

    def _count(self, row: CaseRow) -> None:
        self._changes += 1
        self.lookup.add(row)
        if not row.border:
            self._tally(row.case, 1)
        if row.seq == self.now.cases:
            self.usual.keep_up(self.now.clock, self.now.since, row.seq)
        self.usual.add(row)
        self.rings.add(row)

    def _uncount(self, row: CaseRow) -> None:
        self._changes += 1
        self.lookup.remove(row)
        self.usual.remove(row)
        self.rings.remove(row)
        if not row.border:
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


def _drop_lost(shared: RowsByMember[Any], cases: Rows[CaseRow]) -> None:
    """Forget what was shared about cases of which none is left."""
    for key in list(shared):
        if not any(member in cases for member in shared[key].members):
            shared.delete(key)
