"""Builders for tests of the core: reports with defaults, and a machine of one area to file them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from schemas.alerts import Alert, Origin
from schemas.commands import Command
from schemas.decisions import Decision
from streams.configuration import Configuration, load
from streams.core.area import AreaMachine, Outcome
from streams.core.case import Case, CaseKind, Person, Place, Subject
from streams.core.config import DetectorConfig
from streams.core.detectors import DETECTORS
from streams.core.events import CaseFiled, CaseRetracted, Counted, Counts, Ordered, Ticked

CUMBRIA = "E23000002"
FORCE = "//cumbria.police.uk/niche"
START = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday, no bank holiday near
CARLISLE = (54.895, -2.934)
METRE = 1 / 111_195  # degrees of latitude
DAY = timedelta(days=1)


@cache
def configuration() -> Configuration:
    return load()


def at(days: float) -> datetime:
    return START + timedelta(days=days)


def metres_north(metres: float, *, of: tuple[float, float] = CARLISLE) -> tuple[float, float]:
    return of[0] + metres * METRE, of[1]


def a_death(
    number: str = "d1",
    day: float = 0,
    *,
    where: tuple[float, float] | None = CARLISLE,
    sex: str | None = "M",
    age: int | None = 23,
    **facts: Any,
) -> Case:
    """A man of 23 found dead in Carlisle; ``place_*``, ``token`` and ``people`` are shortcuts."""
    kind: CaseKind = facts.pop("kind", "death")
    place = {"kind": "outdoors"} | {
        name.removeprefix("place_"): facts.pop(name)
        for name in list(facts)
        if name.startswith("place_")
    }
    lat, lon = where if where is not None else (None, None)
    people = facts.pop("people", ())
    if isinstance(people, Mapping):
        people = tuple(Person(token, role) for token, role in people.items())
    given: dict[str, Any] = {
        "source": FORCE,
        "version": 1,
        "area": CUMBRIA,
        "recorded_at": at(day),
        "occurred_from": at(day),
        "category": "unexpected_under_investigation" if kind == "death" else None,
        "subjects": (Subject(facts.pop("token", None), sex, age),),
        "place": Place(lat, lon, **place),
        "people": people,
    }
    return Case(kind=kind, report_id=number, **(given | facts))


class Story:
    """One area's machine, and all that it said."""

    def __init__(self, area: str = CUMBRIA, **detectors: DetectorConfig) -> None:
        context = configuration().context_of(area)
        if detectors:
            context = replace(context, detectors={**context.detectors, **detectors})
        self.area = area
        self.machine = AreaMachine(context)
        self.outcomes: list[Outcome] = []
        self._line = 0

    def hear(self, *cases: Case) -> Story:
        """File cases, each at the time at which it was recorded."""
        for case in cases:
            self.hear_at(case.recorded_at, case)
        return self

    def hear_at(self, time: datetime, case: Case) -> Story:
        case = replace(case, area=self.area)
        filed = CaseFiled(area=self.area, time=time, case=case, whole=True, origin=self._origin())
        return self._step(filed)

    def withdraw(self, number: str, day: float, source: str = FORCE) -> Story:
        return self._step(
            CaseRetracted(
                area=self.area, time=at(day), source=source, report_id=number, version=99,
                reason="withdrawn", origin=self._origin(),
            )
        )  # fmt: skip

    def count(self, day: int, overdoses: int, number: str | None = None) -> Story:
        counts = Counts(
            source="//ambulance", report_id=number or f"overdoses {day}", version=1,
            measure="ambulance_overdoses", period_from=at(day), period_to=at(day + 1),
            count=overdoses,
        )  # fmt: skip
        return self._step(
            Counted(area=self.area, time=at(day + 1), counts=counts, origin=self._origin())
        )

    def order(self, action: str, day: float, **fields: Any) -> Decision:
        """Give a command; return its answer."""
        given = {"command_id": f"{action} {day}", "by": "ada", "role": "analyst"} | fields
        command = Command.model_validate({"action": action, "at": at(day).isoformat(), **given})
        ordered = Ordered(area=self.area, time=at(day), command=command, origin=self._origin())
        self._step(ordered)
        return self.outcomes[-1].decision

    def wait(self, day: float) -> Story:
        return self._step(Ticked(area=self.area, time=at(day)))

    def said(self, decision: str | None = None, kind: str | None = None) -> list[Outcome]:
        """All that was said, less the escalations for want of an answer."""
        return [
            one
            for one in self.outcomes
            if decision in (None, one.decision.decision)
            and kind in (None, one.decision.kind)
            and (one.decision.decision, one.decision.reason) != ("escalated", "unacknowledged")
        ]

    def unanswered(self, since: float = 0) -> list[Decision]:
        """Escalations for want of an answer."""
        said = [one.decision for one in self.outcomes if one.decision.decision == "escalated"]
        return [one for one in said if one.reason == "unacknowledged" and one.at >= at(since)]

    def alerts(self, kind: str | None = None) -> list[Alert]:
        """Newest revision of each alert, the first raised first."""
        newest: dict[str, Alert] = {}
        for one in self.outcomes:
            if one.alert is not None:
                newest[one.alert.alert_id] = one.alert
        return [alert for alert in newest.values() if kind in (None, alert.kind)]

    def open_alerts(self, kind: str | None = None) -> list[Alert]:
        return [alert for alert in self.alerts(kind) if alert.state in ("open", "acknowledged")]

    def only(self, kind: str | None = None) -> Alert:
        """The one alert of a kind."""
        (alert,) = self.alerts(kind)
        return alert

    def _step(self, event: Any) -> Story:
        self.outcomes += self.machine.step(event)
        return self

    def _origin(self) -> Origin:
        self._line += 1
        return Origin(line=self._line)


def members(alert: Alert) -> list[str]:
    return [one.report_id for one in alert.evidence]


def only_live(*names: str) -> dict[str, DetectorConfig]:
    """Detectors' tables with all but these retired."""
    tables = configuration().shared.detectors
    return {n: replace(tables[n], status="retired") for n in DETECTORS if n not in names}


def with_limits(name: str, **limits: float) -> dict[str, DetectorConfig]:
    table = configuration().shared.detectors[name]
    return {name: replace(table, limits={**table.limits, **limits})}
