"""Watch: one area is one state machine. An event in; alert revisions and decisions out.

Before an event is applied, everything that fell due until then is applied, each at its own time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.alerts import Alert, Origin
from schemas.decisions import Decision
from streams.core.alerts import answering, clusters, silences, singles, telling
from streams.core.alerts.across import findings, homes
from streams.core.alerts.changes import Change, Revised, Sent, Told
from streams.core.alerts.data_quality import batches, feeds, unfinished
from streams.core.alerts.duty_alerts import deadlines, reports_due, reviews
from streams.core.alerts.orders import orders
from streams.core.alerts.published import decisions
from streams.core.alerts.published.compose import compose
from streams.core.alerts.row import AlertRow
from streams.core.asking import Asking
from streams.core.calibration import hearing, nights
from streams.core.detectors import batch_burst, category_missing, drug_spike, review_due
from streams.core.events import (
    Announced,
    AreaEvent,
    Calibrated,
    CaseFiled,
    CaseRetracted,
    Counted,
    Counts,
    Earlier,
    Found,
    Ordered,
    Scanned,
    SetAside,
    Ticked,
    is_from_another,
)
from streams.core.lookup import CaseRow
from streams.core.partners import disclose
from streams.core.partners.disclose import PartnerNews
from streams.core.signals import Signal
from streams.core.standing import asides, tallies
from streams.core.state import AreaState, Context, Position
from streams.core.timers import TimerKind, Timers
from streams.core.windows.drugs import OVERDOSES

ALERT_TIMERS: tuple[TimerKind, ...] = ("duty", "answer")
PRUNE_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one change says: a decision, the alert at a new revision, what partners hear of it."""

    id: str
    decision: Decision
    alert: Alert | None = None
    partners: tuple[PartnerNews, ...] = ()


class AreaMachine:
    """The state machine of one area. Deterministic: the same log gives the same outcomes."""

    def __init__(self, context: Context) -> None:
        self.state = AreaState(context)
        self._asking = Asking(self.state)
        self._timers = Timers()
        self._sent: list[Found | Announced] = []

    def step(self, event: AreaEvent) -> list[Outcome]:
        """Apply one event of the area's log."""
        if isinstance(event, SetAside):
            asides.note(self.state, event)
            return []
        self._begin(event)
        outcomes = list(self._advance(event.time, event.origin))
        for change in self._with_readers(self._apply(event)):
            outcomes += self._outcomes(change, event.origin)
        if isinstance(event, Ordered):
            self._time_silences()
        self.state.linker.rest()
        return outcomes

    def sent(self) -> list[Found | Announced]:
        """Return what other areas' logs must hear, since last asked."""
        out, self._sent = self._sent, []
        return out

    def restored(self) -> None:
        """Make the caches again after the rows were put back."""
        self.state.rebuild()
        for source in self.state.feeds:
            self._timers.set(feeds.due(self.state, source), "feed", source)
        for alert in self.state.alerts.values():
            self._time(alert)
        for stream in self.state.pending:
            self._timers.set(hearing.due(self.state, stream), "lines", stream)
        for row in self.state.cases.values():
            self._time_case(row)
        self._time_silences()
        self._time_calendar()

    def _begin(self, event: AreaEvent) -> None:
        """Start the clock; how long the area is watched counts from the first of its own."""
        is_own = not is_from_another(event)
        if not len(self.state.position):
            self.state.position.put("now", Position(event.time, event.time, begun=is_own))
            self._time_calendar()
        elif is_own and not self.state.now.begun and not isinstance(event, Ticked):
            self.state.begin(event.time)
            self._time_calendar()

    def _apply(self, event: AreaEvent) -> Iterator[Change]:
        if isinstance(event, CaseFiled):
            if event.copied is None:
                yield from self._hear(event.case.source)
            yield from self._file(event)
        elif isinstance(event, CaseRetracted):
            if event.copied is None:
                yield from self._hear(event.source)
            yield from self._retract(event)
        elif isinstance(event, Found | Announced | Calibrated | Scanned):
            yield from self._hear_word(event)
        elif isinstance(event, Counted):
            yield from self._hear(event.counts.source)
            yield from self._count(event.counts)
        elif isinstance(event, Ordered):
            yield from orders.apply(self.state, event, self._signals)

    def _hear_word(self, event: Found | Announced | Calibrated | Scanned) -> Iterator[Change]:
        """Take in what another area says, or the calibrator."""
        if isinstance(event, Scanned):
            yield from nights.hear(self.state, event, self._signals)
        elif isinstance(event, Calibrated):
            hearing.hear(self.state, event)
            self._timers.set(hearing.due(self.state, event.stream), "lines", event.stream)
        else:
            yield from findings.heard(
                self.state, event, self._signals, self._asking.learn, self._linked
            )

    def _count(self, counts: Counts) -> Iterator[Change]:
        """Count a partner's aggregate, and look again at the drug deaths of its days."""
        self.state.count(counts)
        if counts.measure != OVERDOSES or self._asking.retired(drug_spike.DETECTOR.id):
            return
        for row in drug_spike.about(counts, self.state):
            affected = self._asking.series_neighbours(row)
            yield from clusters.follow(
                self.state, row.id, affected, self._signals, late=row.history
            )

    def _hear(self, source: str) -> Iterator[Change]:
        yield from feeds.hear(self.state, source)
        self._timers.set(feeds.due(self.state, source), "feed", source)

    def _file(self, event: CaseFiled) -> Iterator[Change]:
        row, before = self.state.file(
            event.case,
            whole=event.whole,
            earlier=event.earlier or Earlier(event.time, event.case.category),
            copied=event.copied,
        )
        if before is not None and replace(row, copied=before.copied) == before:
            return
        self._asking.learn(before, row)
        self._time_case(row)
        is_first = (before is None or before.border) and not row.border
        if is_first and not self._asking.retired(batch_burst.DETECTOR.id):
            yield from batches.follow(self.state, row)
        yield from self._finish(row)
        yield from self._look(row, row if before is None else before)
        if not row.border and not self._asking.retired(review_due.DETECTOR.id):
            own = None if before is None or before.border else before
            with self.state.own_only():
                changes = list(reviews.follow(self.state, row, own))
            yield from changes

    def _retract(self, event: CaseRetracted) -> Iterator[Change]:
        row_id, is_gone = f"{event.source}\x1f{event.report_id}", event.reason == "withdrawn"
        before, row = self.state.retract(row_id, copied=event.copied, gone=is_gone)
        if before is None or (row is not None and row.border == before.border):
            return
        self._asking.learn(before, row)
        affected = self._asking.series_neighbours(before)
        if not before.border or self._concerns(row_id, affected):
            yield from clusters.follow(self.state, row_id, affected, self._signals)
        if not before.border:
            yield from reviews.withdraw(self.state, row_id)
            affected = self._asking.single_neighbours(before)
            yield from singles.follow(self.state, [row_id, *affected], self._asking.single_signals)
            yield from self._finish(before)

    def _concerns(self, row_id: str, affected: Iterable[str]) -> bool:
        """Tell whether a copy may be in a cluster with a case of this area."""
        state, here = self.state, self.state.context.area.code
        ids = [row_id, *affected]
        if state.handed.of(*ids) or state.findings.of(*ids):
            return True
        rows = state.rows(ids)
        return any(row.case.area == here for row in rows) or any(
            True for one in ids for _ in state.alerts_of(one)
        )

    def _look(self, row: CaseRow, before: CaseRow) -> Iterator[Change]:
        """Ask a case, and all that may see something else because of it, what they see now."""
        if row.border and not self.state.now.begun:
            return  # There is no case of this area that it could be linked with.
        versions = (row,) if before is row else (before, row)
        affected = self._asking.single_neighbours(*versions)
        yield from singles.follow(self.state, [row.id, *affected], self._asking.single_signals)
        affected = self._asking.series_neighbours(*versions)
        if row.border and before.border and not self._concerns(row.id, affected):
            return
        yield from clusters.follow(self.state, row.id, affected, self._signals, late=row.history)

    def _finish(self, row: CaseRow) -> Iterator[Change]:
        if not self._asking.retired(category_missing.DETECTOR.id):
            yield from unfinished.follow(self.state, row)

    def _with_readers(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Pass changes on; then ask the cases to which it matters what alerts hold them."""
        held: dict[str, None] = {}
        for change in changes:
            yield change
            if isinstance(change, Revised):
                held.update(dict.fromkeys(change.row.members))
        wanted = [row.id for row in self.state.rows(held) if self._asking.reads_alerts(row)]
        if wanted:
            yield from singles.follow(self.state, wanted, self._asking.single_signals)

    def _signals(self, row: CaseRow) -> list[Signal]:
        told = homes.findings_about(row, self.state)
        apart = self.state.are_apart
        return [
            *self._asking.series_signals(row),
            *(signal for signal in told if not apart(signal.members)),
        ]

    def _linked(self, rows: Iterable[CaseRow]) -> list[str]:
        return self._asking.series_neighbours(*rows)

    def _advance(self, to: datetime, origin: Origin) -> Iterator[Outcome]:
        """Move the clock, applying on the way what falls due, each at its own time."""
        if to <= self.state.now.clock:
            return
        for at, kind, key in self._timers.due(to, self._still_due):
            now = max(at, self.state.now.clock)  # What was put off may be past its moment.
            self.state.move(clock=now)
            for change in self._with_readers(self._due(kind, key, now)):
                yield from self._outcomes(change, origin)
        self.state.move(clock=to)
        pruned = self.state.now.pruned
        if pruned is None or to - pruned >= PRUNE_EVERY:
            self.state.move(pruned=to)
            self.state.prune()

    def _still_due(self, kind: TimerKind, key: str, at: datetime) -> bool:
        if kind == "feed":
            return feeds.due(self.state, key) == at
        if kind == "silence":
            return silences.due(self.state, key) == at
        if kind == "calendar":
            return reports_due.next_moment(self.state, at - timedelta(microseconds=1)) == at
        if kind == "lines":
            return hearing.due(self.state, key) == at
        if kind == "look":
            return key in self.state.cases and at in self._asking.moments(self.state.cases[key])
        alert = self.state.alerts.get(key)
        return alert is not None and self._moment(kind, alert, at - timedelta(microseconds=1)) == at

    def _due(self, kind: TimerKind, key: str, at: datetime) -> Iterator[Change]:
        if kind == "look":
            row = self.state.cases[key]
            yield from self._finish(row)
            if self._asking.looks_otherwise(row, at):
                yield from self._look(row, row)
            return
        if kind == "feed":
            yield from feeds.fall_silent(self.state, key)
            return
        if kind == "silence":
            yield from silences.fall_due(self.state, key, at)
            self._time_silences()
            return
        if kind == "calendar":
            yield from reports_due.fall_due(self.state, at)
            self._time_calendar()
            return
        if kind == "lines":
            hearing.come_into_force(self.state, key)
            return
        apply = deadlines.fall_due if kind == "duty" else answering.fall_due
        yield from apply(self.state, self.state.alerts[key], at)
        self._time(self.state.alerts[key])

    def _time_calendar(self) -> None:
        if not self.state.now.begun:
            return
        at = reports_due.next_moment(self.state, self.state.now.clock)
        self._timers.set(at, "calendar", "")

    def _time_case(self, row: CaseRow) -> None:
        for at in self._asking.moments(row):
            if at > self.state.now.clock:
                self._timers.set(at, "look", row.id)

    def _time_silences(self) -> None:
        """Set the ends of silences, and the moments of alerts that one more or less may move."""
        for silence_id in self.state.silences:
            self._timers.set(silences.due(self.state, silence_id), "silence", silence_id)
            if self.state.silences[silence_id].ended == self.state.now.clock:
                for alert in self.state.alerts.values():
                    self._time(alert)

    def _time(self, alert: AlertRow) -> None:
        for kind in ALERT_TIMERS:
            self._timers.set(self._moment(kind, alert, self.state.now.clock), kind, alert.alert_id)

    def _moment(self, kind: TimerKind, alert: AlertRow, after: datetime) -> datetime | None:
        """When an alert next has something of a kind to do, later than a moment."""
        if kind == "duty":
            return deadlines.next_moment(self.state, alert, after)
        return answering.next_moment(self.state, alert)

    def _outcomes(self, change: Change, origin: Origin) -> Iterator[Outcome]:
        for settled in telling.settle(self.state, change):
            if isinstance(settled, Sent):
                self._sent.append(replace(settled.event, origin=origin))
            else:
                yield self._outcome(settled, origin)

    def _outcome(self, change: Told, origin: Origin) -> Outcome:
        state = self.state
        number = state.now.decisions + 1
        state.move(decisions=number)
        name = f"{state.context.area.code}/{number}"
        decision = decisions.of(state, change, origin)
        tallies.note(state, change)
        if decision.silence_id is not None:  # It hid something: it falls idle later.
            at = silences.due(state, decision.silence_id)
            self._timers.set(at, "silence", decision.silence_id)
        if not isinstance(change, Revised):
            return Outcome(name, decision)
        self._time(change.row)
        told = homes.announce(state, change.row)
        self._sent += [replace(one, origin=origin) for one in told]
        news = disclose.follow(state, change)
        return Outcome(name, decision, compose(state, change.row, origin), news)
