"""The reference work: what every worker of the benchmark does with every report.

Validate each field, drop repeats by report and version, apply corrections and withdrawals, count
by area and event day, open or clear an alert at a threshold, set the rest aside. Pure; rows are
whole values, so that any of the workers can write them to a log and read them back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

THRESHOLD = 40  # reports of an area and event day that open an alert; fewer clear it


class Place(BaseModel):
    """WGS 84 degrees, metres."""

    model_config = ConfigDict(extra="forbid")
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    precision_m: float = Field(ge=0)


class Subject(BaseModel):
    """The person harmed."""

    model_config = ConfigDict(extra="forbid")
    sex: Literal["F", "M", "X", "U"]
    age: int = Field(ge=0, le=130)


class Report(BaseModel):
    """One version of a report, every field checked."""

    model_config = ConfigDict(extra="forbid")
    report_id: str = Field(min_length=1, max_length=120)
    version: int = Field(ge=1)
    withdrawn: bool = False
    area: str = Field(pattern=r"^[A-Z]\d{8}$")
    recorded_at: datetime
    occurred_from: datetime
    place: Place
    category: Literal["unexpected_not_suspicious", "suspected_suicide", "suspicious", "homicide"]
    method: Literal["unknown", "sharp", "blunt", "asphyxia", "drug_poisoning"]
    subject: Subject
    sent_ns: int = 0


Fact = tuple[int, str, int, bool]
"""Version, area, event day (``date.toordinal``), whether it was withdrawn."""


class Work:
    """Facts by report and counts by area and day; what changed since it was last asked."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.counts: dict[str, int] = {}
        self.rows: dict[str, bytes] = {}
        self.alerts: list[tuple[bytes, bytes]] = []
        self.set_aside: list[bytes] = []

    def __len__(self) -> int:
        return len(self.facts) + len(self.counts)

    def apply(self, value: bytes) -> None:
        """Do the work for one message."""
        try:
            report = Report.model_validate_json(value)
        except ValidationError:
            self.set_aside.append(value)
            return
        known = self.facts.get(report.report_id)
        if known is not None and known[0] >= report.version:
            return
        day = report.occurred_from.astimezone(UTC).toordinal()
        fact = (report.version, report.area, day, report.withdrawn)
        self.facts[report.report_id] = fact
        self.rows["f|" + report.report_id] = orjson.dumps(fact)
        if known is not None and not known[3]:
            self._count(known[1], known[2], -1, report)
        if not report.withdrawn:
            self._count(report.area, day, +1, report)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        kind, name = key.split("|", 1)
        if kind == "f":
            version, area, day, withdrawn = orjson.loads(value)
            self.facts[name] = (version, area, day, withdrawn)
        else:
            self.counts[name] = orjson.loads(value)

    def taken(self) -> tuple[dict[str, bytes], list[tuple[bytes, bytes]], list[bytes]]:
        """Return rows, alerts and what was set aside since the last call."""
        news = self.rows, self.alerts, self.set_aside
        self.rows, self.alerts, self.set_aside = {}, [], []
        return news

    def _count(self, area: str, day: int, step: int, report: Report) -> None:
        cell = f"{area}|{day}"
        before = self.counts.get(cell, 0)
        now = self.counts[cell] = before + step
        self.rows["c|" + cell] = orjson.dumps(now)
        if (before >= THRESHOLD) != (now >= THRESHOLD):
            self.alerts.append((cell.encode(), alert(cell, now, report)))


def alert(cell: str, count: int, report: Report) -> bytes:
    """Write the alert of a cell that crossed the threshold, either way."""
    return orjson.dumps(
        {
            "alert_id": cell,
            "state": "open" if count >= THRESHOLD else "cleared",
            "count": count,
            "report_id": report.report_id,
            "sent_ns": report.sent_ns,
        }
    )
