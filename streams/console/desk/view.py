"""The desk as one viewer may see it: every read is filtered by area, kind and role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from schemas.alerts import Alert
from schemas.area_summaries import AreaSummary
from schemas.deliveries import Delivery
from streams.configuration import Configuration
from streams.console.desk.desk import RUNNING, Desk
from streams.console.desk.facts import (
    DutyDue,
    Headline,
    Opening,
    Order,
    Shift,
    Standing,
    Told,
)
from streams.console.desk.shelf import Shelf
from streams.console.viewer import EVIDENCE, HEALTH, Viewer

T = TypeVar("T")
SOON = timedelta(hours=72)
TIER_ORDER = {"red": 0, "amber": 1, "info": 2}
FAR = "9999"  # stands after every time of an alert that nobody must answer
PARSED_KEPT = 512  # revisions of alerts, read


@dataclass(frozen=True, slots=True)
class DeskView:
    """What one viewer may read. A method that finds nothing of theirs gives None or nothing."""

    desk: Desk
    viewer: Viewer

    @property
    def configuration(self) -> Configuration:
        """Areas with outlines and names, detectors, regimes, lines: as the console read them."""
        return self.desk.configuration

    @property
    def version(self) -> int:
        """A number that grows whenever something changed that this viewer may see."""
        if self.viewer.areas is None:
            return self.desk.version
        return sum(self.desk.versions[area] for area in self.viewer.areas)

    @property
    def areas(self) -> tuple[str, ...]:
        """Codes of the areas that this viewer sees, of those that the service watches."""
        known = self.configuration.areas.by_code
        return tuple(code for code in known if self.viewer.may_see((code,)))

    def headlines(self) -> list[Headline]:
        """List every alert of theirs, live or ended, in no order."""
        return list(self._kept("headlines", lambda: self._of(self.desk.shelves)))

    def unanswered(self) -> list[Headline]:
        """List open red and amber alerts: by tier, deadline, score, id."""
        return [one for one in self._live() if one.is_unanswered]

    def in_hand(self) -> list[Headline]:
        """List alerts that somebody has: by tier, deadline, score, id."""
        return [one for one in self._live() if one.state == "acknowledged"]

    def ended(self) -> list[Headline]:
        """List closed and resolved alerts, the newest end first."""
        return list(self._kept("ended", self._ended))

    def headline(self, alert_id: str) -> Headline | None:
        """Find one alert."""
        shelf = self._shelf(alert_id)
        return None if shelf is None else shelf.headline

    def alert(self, alert_id: str, revision: int | None = None) -> Alert | None:
        """Read an alert whole, at its newest revision or at one that was told before."""
        shelf = self._shelf(alert_id)
        if shelf is None or shelf.headline is None:
            return None
        number = shelf.headline.revision if revision is None else revision
        return _parsed(shelf.packed[number]) if number in shelf.packed else None

    def revisions(self, alert_id: str) -> tuple[int, ...]:
        """Number the revisions that are kept, oldest first."""
        shelf = self._shelf(alert_id)
        return () if shelf is None else tuple(sorted(shelf.packed))

    def decisions(self, alert_id: str) -> tuple[Told, ...]:
        """List what was decided about an alert, oldest first."""
        shelf = self._shelf(alert_id)
        return () if shelf is None else tuple(shelf.decisions)

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """List each attempt to tell somebody of an alert, in order."""
        shelf = self._shelf(alert_id)
        return () if shelf is None else tuple(shelf.deliveries)

    def openings(self, alert_id: str) -> tuple[Opening, ...]:
        """List who opened an alert, oldest first."""
        shelf = self._shelf(alert_id)
        return () if shelf is None else tuple(shelf.openings)

    def orders_of(self, alert_id: str) -> tuple[Order, ...]:
        """List the orders about an alert, answered or not, oldest first."""
        shelf = self._shelf(alert_id)
        return () if shelf is None else tuple(self.desk.orders[one] for one in shelf.orders)

    def order(self, command_id: str) -> Order | None:
        """Find one order about an area or an alert of theirs."""
        order = self.desk.orders.get(command_id)
        if order is None or not self._may_read(order):
            return None
        return order

    def orders(self) -> Iterator[Order]:
        """Go through all orders about their areas, oldest first."""
        return (one for one in self.desk.orders.values() if self._may_read(one))

    def withheld(self, since: datetime) -> list[Told]:
        """List findings that nobody was told of since a moment, newest first."""
        if self.viewer.role not in EVIDENCE:
            return []
        found = self._kept("withheld", self._withheld)
        return [one for one in found if one.decision.at >= since]

    def _withheld(self) -> list[Told]:
        return [
            one
            for one in reversed(self.desk.withheld)
            if self.viewer.may_see(self._areas_of(one), one.decision.kind)
        ]

    def duties_due(self, now: datetime, within: timedelta | None = SOON) -> list[DutyDue]:
        """List steps of reviews that wait, due by then or late, soonest first; None: all."""
        waiting = self._kept("duties", self._duties)
        if within is None:
            return list(waiting)
        return [due for due in waiting if due.duty.due_at and due.duty.due_at <= now + within]

    def _duties(self) -> list[DutyDue]:
        return sorted(
            (
                DutyDue(one, duty)
                for one in self._of(self.desk.with_duties)
                for duty in one.duties
                if duty.state in RUNNING and duty.due_at is not None
            ),
            key=lambda due: (due.duty.due_at, due.headline.alert_id, due.duty.duty, due.duty.step),
        )

    def summary(self, area: str) -> AreaSummary | None:
        """Read the newest summary of an area."""
        return self.desk.summaries.get(area) if self._may_see_health((area,)) else None

    def summaries(self) -> tuple[AreaSummary, ...]:
        """List the newest summary of each of their areas, by name."""
        found = (one for code, one in self.desk.summaries.items() if self._may_see_health((code,)))
        return tuple(sorted(found, key=lambda one: one.name))

    def shifts(self) -> tuple[Shift, ...]:
        """List who took over which of their areas, oldest first."""
        return tuple(one for one in self.desk.shifts if self.viewer.may_see((one.area,)))

    def standing(self, now: datetime) -> Standing:
        """Say how far all has come, what waits, and which senders are heard."""
        summaries, waiting = self.summaries(), self.unanswered()
        lasts = [one.last_report for one in summaries if one.last_report is not None]
        return Standing(
            is_caught_up=self.desk.is_caught_up,
            unread=self.desk.unread,
            position=self.desk.position,
            last_report=max(lasts, default=None),
            feeds=tuple(feed for one in summaries for feed in one.feeds),
            red=sum(one.tier == "red" for one in waiting),
            amber=sum(one.tier == "amber" for one in waiting),
            due=len(self.duties_due(now)),
        )

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        """Make a list once for all viewers who see the same, until anything changes."""
        viewer = self.viewer
        return self.desk.kept((name, viewer.role, viewer.areas, viewer.kinds), make)

    def _of(self, alert_ids: Iterable[str]) -> list[Headline]:
        if self.viewer.role not in EVIDENCE:
            return []
        found = (self.desk.shelves[one].headline for one in alert_ids)
        return [one for one in found if one is not None and self._shows(one)]

    def _live(self) -> list[Headline]:
        return self._kept("live", lambda: sorted(self._of(self.desk.live), key=_by_need))

    def _ended(self) -> list[Headline]:
        done = (one for one in self.headlines() if not one.is_live)
        return sorted(done, key=lambda one: (one.updated_at, one.alert_id), reverse=True)

    def _shelf(self, alert_id: str) -> Shelf | None:
        shelf = self.desk.shelves.get(alert_id)
        if shelf is None or shelf.headline is None or not self._shows(shelf.headline):
            return None
        return shelf

    def _shows(self, one: Headline) -> bool:
        return self.viewer.role in EVIDENCE and self.viewer.may_see(one.areas, one.kind)

    def _areas_of(self, told: Told) -> frozenset[str]:
        return self.desk.areas_of(told.decision.alert_id).union(told.decision.areas)

    def _may_read(self, order: Order) -> bool:
        if self.viewer.role not in EVIDENCE:
            return False
        if order.alert_id is not None and order.alert_id in self.desk.shelves:
            return self._shelf(order.alert_id) is not None
        return self.viewer.may_see((order.area,))

    def _may_see_health(self, areas: tuple[str, ...]) -> bool:
        return self.viewer.role in HEALTH and self.viewer.may_see(areas)


def _by_need(one: Headline) -> tuple[int, str, float, str]:
    due = one.ack_by.isoformat() if one.ack_by is not None else FAR
    return TIER_ORDER[one.tier], due, -(one.score or 0.0), one.alert_id


@lru_cache(maxsize=PARSED_KEPT)
def _parsed(packed: bytes) -> Alert:
    return Shelf(packed={0: packed}).alert(0)
