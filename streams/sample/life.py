"""The life of a report: what its sender knew when, version by version."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from streams.sample.clock import wire

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: when it was sent, by whom, of which kind.

    ``raw`` stands for the whole line where a sender sends what is no CloudEvent.
    """

    at: datetime
    kind: str
    source: str
    data: Data
    raw: str | None = None

    def event(self) -> Data:
        """Return the structured CloudEvent (contract, section 1)."""
        name = f"tocsin.{self.kind}.reported.v1"
        return {
            "specversion": "1.0",
            "type": name,
            "source": self.source,
            "id": f"{self.data.get('report_id')}/{self.data.get('version')}",
            "subject": self.data.get("area"),
            "time": wire(self.at),
            "datacontenttype": "application/json",
            "dataschema": name,
            "data": self.data,
        }


@dataclass(slots=True)
class Life:
    """One report as its sender keeps it; ``tell`` sends the next version."""

    kind: str
    source: str
    data: Data
    sent: list[Sent] = field(default_factory=list)

    @property
    def report_id(self) -> str:
        """The sender's own number."""
        return str(self.data["report_id"])

    @property
    def last(self) -> datetime:
        """When the newest version was sent."""
        return self.sent[-1].at

    def tell(self, at: datetime, **changes: Any) -> Life:
        """Send the next version at a moment; a change to None takes a field away."""
        if self.sent:
            changes["version"] = self.data["version"] + 1
        merged = {**self.data, **changes}
        self.data = {name: value for name, value in merged.items() if value is not None}
        self.sent.append(Sent(at, self.kind, self.source, copy.deepcopy(self.data)))
        return self

    def delay(self, at: datetime) -> None:
        """Send nothing before a moment: earlier versions come then, in their order."""
        self.sent = [replace(one, at=max(one.at, at)) for one in self.sent]


def start(kind: str, source: str, report_id: str, area: str, recorded: str, **fields: Any) -> Life:
    """Begin a report; nothing is sent before the first ``tell``."""
    core = {"report_id": report_id, "version": 1, "area": area, "recorded_at": recorded}
    return Life(kind, source, {**core, **fields})
