"""The desk as one viewer may see it: every read is filtered by area, kind and role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from schemas.alerts import Alert
from schemas.area_summaries import AreaSummary
from schemas.deliveries import Delivery
from streams.configuration import Configuration
from streams.console.desk.desk import Desk
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

RUNNING = frozenset({"open", "waiting", "paused", "extended", "needs_fact"})
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
        if self.viewer.role not in EVIDENCE:
            return []
        found = (shelf.headline for shelf in self.desk.shelves.values())
        return [one for one in found if one is not None and self._shows(one)]

    def unanswered(self) -> list[Headline]:
        """List open red and amber alerts: by tier, deadline, score, id."""
        return sorted((one for one in self.headlines() if one.is_unanswered), key=_by_need)

    def in_hand(self) -> list[Headline]:
        """List alerts that somebody has: by tier, deadline, score, id."""
        held = [one for one in self.headlines() if one.state == "acknowledged"]
        return sorted(held, key=_by_need)

    def ended(self) -> list[Headline]:
        """List closed and resolved alerts, the newest end first."""
        done = [one for one in self.headlines() if not one.is_live]
        return sorted(done, key=lambda one: (one.updated_at, one.alert_id), reverse=True)

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
        return [
            one
            for one in reversed(self.desk.withheld)
            if one.decision.at >= since
            and self.viewer.may_see(self._areas_of(one), one.decision.kind)
        ]

    def duties_due(self, now: datetime, within: timedelta | None = SOON) -> list[DutyDue]:
        """List steps of reviews that wait, due by then or late, soonest first; None: all."""
        return sorted(
            (
                DutyDue(one, duty)
                for one in self.headlines()
                for duty in one.duties
                if duty.state in RUNNING
                and duty.due_at is not None
                and (within is None or duty.due_at <= now + within)
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
