"""Several forces on one pipeline: reports as senders send them, and who said what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson

from schemas.alerts import Alert, Origin
from schemas.decisions import Decision
from schemas.topics import DEATH_REPORTS, VIOLENCE_REPORTS
from streams.core.area import Outcome
from streams.core.lookup import CaseRow
from streams.core.pipeline import Pipeline
from streams.core.reading import Arrival
from streams.core.state import AreaState, Context
from tests.core.people_and_places import START, at, configuration, only_live, with_limits

CUMBRIA, LANCASHIRE, NORTH_YORKSHIRE = "E23000002", "E23000003", "E23000009"
METROPOLITAN, NORTHUMBRIA = "E23000001", "E23000007"
BORDER = (54.2010, -2.6000)  # in Cumbria, 400 metres from Lancashire
CARLISLE = (54.895, -2.934)  # 72 km from Lancashire
NEWCASTLE = (54.978, -1.613)


def metres_on(metres: float, of: tuple[float, float] = BORDER) -> tuple[float, float]:
    return of[0] + metres / 111_195, of[1]


class Forces:
    """All areas, and what they said, in order."""

    def __init__(self, *live: str, blind: tuple[str, ...] = ()) -> None:
        """``live``: the only detectors in force; ``blind``: areas whose line no pair can cross."""
        known = configuration()
        tables = {**known.shared.detectors, **(only_live(*live) if live else {})}
        none = with_limits("similar_near_repeat", chance_amber=1e-200, chance_red=1e-250)

        def context_of(area: str) -> Context:
            mine = {**tables, **(none if area in blind else {})}
            return replace(known.context_of(area), detectors=mine)

        self.pipeline = Pipeline(known.areas, known.shared.across, context_of)
        self.said: list[tuple[str, Outcome]] = []
        self._line = 0

    def death(self, number: str, day: float, area: str, **facts: Any) -> Forces:
        """A man of 23 found dead in the open on the border, reported the same day."""
        where = facts.pop("where", BORDER)
        version, withdrawn = facts.pop("version", 1), facts.pop("withdrawn", False)
        people = [
            {"role": role, "token": token, "professional": False}
            for role, token in facts.pop("people", {}).items()
        ]
        first = at(facts.pop("happened", day))
        data = {
            "report_id": number, "version": version, "withdrawn": withdrawn, "area": area,
            "recorded_at": first.isoformat(), "occurred_from": first.isoformat(),
            "category": facts.pop("category", "unexpected_under_investigation"),
            "subject": {"sex": "M", "age": facts.pop("age", 23)}, "people": people,
            "place": {"kind": "outdoors", "lat": where[0], "lon": where[1]}, **facts,
        }  # fmt: skip
        return self._hear("death", DEATH_REPORTS, data, day)

    def violence(self, number: str, day: float, area: str, **facts: Any) -> Forces:
        where = facts.pop("where", BORDER)
        data = {
            "report_id": number, "version": 1, "area": area, "recorded_at": at(day).isoformat(),
            "occurred_from": at(day).isoformat(), "offence": "5D", "injury": "serious",
            "place": {"lat": where[0], "lon": where[1]}, **facts,
        }  # fmt: skip
        return self._hear("violence", VIOLENCE_REPORTS, data, day)

    def wait(self, day: float) -> Forces:
        self.said += self.pipeline.until(at(day))
        return self

    def begin(self, *areas: str) -> Forces:
        """Let areas be watched from a year before the story."""
        for area in areas:
            self.violence(f"first of {area}", -365, area, where=(49.0, -8.0))
        return self

    def decisions(self, area: str | None = None, kind: str | None = None) -> list[Decision]:
        return [
            one.decision
            for where, one in self.said
            if area in (None, where)
            and kind in (None, one.decision.kind)
            and one.decision.decision not in ("escalated", "reminded")
        ]

    def alerts(self, area: str | None = None) -> list[Alert]:
        """Newest revision of each linked series."""
        newest = {
            one.alert.alert_id: one.alert
            for where, one in self.said
            if one.alert is not None and area in (None, where)
        }
        return [alert for alert in newest.values() if alert.family == "linked_series"]

    def state(self, area: str) -> AreaState:
        return self.pipeline.watch._machines[area].state

    def row(self, area: str, number: str) -> CaseRow | None:
        return self.state(area).cases.get(f"//records\x1f{number}")

    def _hear(self, kind: str, topic: str, data: dict[str, Any], day: float) -> Forces:
        self._line += 1
        event = {
            "specversion": "1.0", "type": f"tocsin.{kind}.reported.v1", "source": "//records",
            "id": f"{data['report_id']}/{data['version']}", "data": data,
            "time": (START + timedelta(days=day)).isoformat(),
        }  # fmt: skip
        arrival = Arrival(topic, orjson.dumps(event), origin=Origin(line=self._line))
        received, said = self.pipeline.hear(arrival)
        assert received.quarantined is None, received.quarantined
        self.said += said
        return self


def members(alert: Alert) -> list[str]:
    return [one.report_id for one in alert.evidence]
