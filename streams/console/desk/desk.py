"""The desk: what the console's topics say, taken in record by record. No clock, no Kafka."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from schemas.area_summaries import AreaSummary
from schemas.decisions import Decision
from schemas.topics import (
    ALERT_REVISIONS,
    ALERTS,
    AREAS,
    AUDIT,
    COMMANDS,
    DECISIONS,
    DELIVERIES,
)
from streams.configuration import Configuration
from streams.console.desk.facts import Change, Headline, Opening, Order, Record, Shift, Told
from streams.console.desk.reading_rows import (
    DECISION,
    DELIVERY,
    SUMMARY,
    headline_of,
    order_of,
    row_of,
)
from streams.console.desk.shelf import Shelf

TOPICS: Final = (ALERTS, ALERT_REVISIONS, DECISIONS, COMMANDS, DELIVERIES, AREAS, AUDIT)
NOTHING: Final = Change(frozenset(), frozenset())
T = TypeVar("T")
RUNNING: Final = frozenset({"open", "waiting", "paused", "extended", "needs_fact"})
LISTED: Final = frozenset({"alerts", "decisions"})  # parts that lists are made of
OPENS: Final = frozenset({"view", "print", "export"})


class Desk:
    """What everybody's pages are made of. Screens get a `DeskView` of it, never itself.

    ``version`` counts the records that changed something; ``versions`` by area. ``live`` and
    ``with_duties`` index alerts that somebody has or should have, and those with a clock.
    ``silent_since``: since when the broker has not answered, by the wall's clock; None while it
    does.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.shelves: dict[str, Shelf] = {}
        self.orders: dict[str, Order] = {}
        self.withheld: list[Told] = []
        self.summaries: dict[str, AreaSummary] = {}
        self.shifts: list[Shift] = []
        self.position: datetime | None = None
        self.is_caught_up = False
        self.silent_since: datetime | None = None
        self.unread = 0
        self.unreadable: Counter[str] = Counter()
        self.version = 0
        self.versions: Counter[str] = Counter()
        self.live: dict[str, None] = {}
        self.with_duties: dict[str, None] = {}
        self._kept: dict[Hashable, Any] = {}
        self._answers: dict[str, Decision] = {}
        self._take: dict[str, Callable[[Record], Change]] = {
            ALERTS: self._alert,
            ALERT_REVISIONS: self._alert,
            DECISIONS: self._decision,
            COMMANDS: self._command,
            DELIVERIES: self._delivery,
            AREAS: self._summary,
            AUDIT: self._audit,
        }

    def apply(self, record: Record) -> Change:
        """Take in one record; one that cannot be read is counted and changes nothing."""
        try:
            change = self._take[record.topic](record)
        except (KeyError, ValueError, TypeError):
            self.unreadable[record.topic] += 1
            return NOTHING
        if change.parts:
            self.version += 1
            self.versions.update(change.areas)
            if change.parts & LISTED:
                self._kept = {}
        return change

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """Give what was made under this name, made anew once an alert or decision came."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]
        return found

    def shelf(self, alert_id: str) -> Shelf:
        """Find the place of an alert, or make it: its decisions may come before it."""
        found = self.shelves.get(alert_id)
        if found is None:
            found = self.shelves[alert_id] = Shelf()
        return found

    def areas_of(self, alert_id: str | None) -> frozenset[str]:
        """Say which areas an alert is about: those that it names, or that of its id."""
        if alert_id is None:
            return frozenset()
        shelf = self.shelves.get(alert_id)
        home = frozenset({alert_id.rpartition("-")[0]})
        if shelf is None or shelf.headline is None:
            return home
        return home.union(shelf.headline.areas)

    def _alert(self, record: Record) -> Change:
        if record.value is None:
            if record.topic != ALERTS or record.key not in self.shelves:
                return NOTHING
            areas = self.areas_of(record.key)
            del self.shelves[record.key]
            self.live.pop(record.key, None)
            self.with_duties.pop(record.key, None)
            return Change(frozenset({"alerts"}), areas)
        row = row_of(record.value)
        alert_id, revision = row["alert_id"], row["revision"]
        shelf = self.shelf(alert_id)
        if revision in shelf.packed:
            return NOTHING
        newest = shelf.headline
        if newest is None or revision > newest.revision:
            shelf.headline = headline_of(row)
            self._index(shelf.headline)
            self._move_on(shelf.headline.updated_at)
        shelf.keep(revision, record.value)
        is_urgent = row["tier"] == "red" and row["state"] == "open"
        parts = {"alerts", "reviews"} if row["duties"] else {"alerts"}
        return Change(frozenset(parts), self.areas_of(alert_id), is_urgent)

    def _index(self, one: Headline) -> None:
        for index, belongs in (
            (self.live, one.is_live),
            (self.with_duties, any(duty.state in RUNNING for duty in one.duties)),
        ):
            if belongs:
                index[one.alert_id] = None
            else:
                index.pop(one.alert_id, None)

    def _decision(self, record: Record) -> Change:
        row = row_of(record.value or b"")
        if row["reason"] == "canary":  # One a minute for ever, and nothing to do with people.
            return NOTHING
        decision = DECISION.validate_python(row)
        told = Told(record.id, decision)
        self._move_on(decision.at)
        parts, areas = {"decisions"}, self.areas_of(decision.alert_id).union(decision.areas)
        if decision.alert_id is not None:
            self.shelf(decision.alert_id).decisions.append(told)
        if decision.decision == "withheld":
            self.withheld.append(told)
        if decision.command_id is not None and decision.decision.startswith("command_"):
            parts.add("orders")
            areas |= self._answer(decision.command_id, decision, record.at)
        return Change(frozenset(parts), areas or frozenset({record.key}))

    def _answer(self, command_id: str, decision: Decision, at: datetime) -> frozenset[str]:
        order = self.orders.get(command_id)
        if order is None:
            self._answers[command_id] = decision
            return frozenset()
        if order.answer is None:
            done = replace(order, answer=decision, confirmed_at=at)
            self.orders[command_id] = done
            self._done(done)
        return frozenset({order.area})

    def _command(self, record: Record) -> Change:
        order = order_of(record)
        if order.command_id in self.orders:
            return NOTHING
        self.orders[order.command_id] = order
        if order.alert_id is not None:
            self.shelf(order.alert_id).orders.append(order.command_id)
        answer = self._answers.pop(order.command_id, None)
        if answer is not None:
            self._answer(order.command_id, answer, record.at)
        return Change(frozenset({"orders"}), frozenset({order.area}))

    def _done(self, order: Order) -> None:
        if order.action == "take_over" and order.is_done and order.answer is not None:
            note = str(order.fields.get("note") or "")
            self.shifts.append(Shift(order.area, order.by, order.answer.at, note))

    def _delivery(self, record: Record) -> Change:
        delivery = DELIVERY.validate_python(row_of(record.value or b""))
        if delivery.alert_id is None:
            return NOTHING
        self.shelf(delivery.alert_id).deliveries.append(delivery)
        return Change(frozenset({"deliveries"}), self.areas_of(delivery.alert_id))

    def _summary(self, record: Record) -> Change:
        if record.value is None:
            self.summaries.pop(record.key, None)
            return Change(frozenset({"areas"}), frozenset({record.key}))
        summary = SUMMARY.validate_python(row_of(record.value))
        self.summaries[summary.area] = summary
        self._move_on(summary.at)
        return Change(frozenset({"areas"}), frozenset({summary.area}))

    def _audit(self, record: Record) -> Change:
        row = row_of(record.value or b"")
        alert_id = row.get("alert_id")
        if alert_id is None or row.get("action") not in OPENS:
            return NOTHING
        at = datetime.fromisoformat(row["at"])
        self.shelf(alert_id).opened(
            Opening(row["user"], row["role"], row["action"], row.get("revision"), at)
        )
        return Change(frozenset({"openings"}), self.areas_of(alert_id))

    def _move_on(self, moment: datetime) -> None:
        if self.position is None or moment > self.position:
            self.position = moment


def take_all(desk: Desk, records: Iterable[Record]) -> Desk:
    """Take in many records as if all had been read: for files and samples."""
    for record in records:
        desk.apply(record)
    desk.is_caught_up = True
    return desk
