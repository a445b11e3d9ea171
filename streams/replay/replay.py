"""The core over files: the same functions as in the worker, without Kafka."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from schemas.envelope import JSON_OPTIONS
from streams.codec import read_event
from streams.configuration import Configuration
from streams.core.area import AreaMachine
from streams.core.events import AreaEvent, Ticked
from streams.core.receive import Quarantined, Receive
from streams.publishing import Published, published
from streams.replay.lines import LOG_TYPE, Line, arrival_of


@dataclass(slots=True)
class Summary:
    """What a replay read and said."""

    lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_fields: int = 0


class Replay:
    """Receive and every area's state machine, fed line by line."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._receive = Receive(configuration.areas)
        self._machines: dict[str, AreaMachine] = {}
        self.summary = Summary()

    def apply(self, line: Line) -> tuple[list[Published], Quarantined | None]:
        """Apply one line: a report, a command, or an event of an area's log."""
        self.summary.lines += 1
        if _is_log(line.value):
            event = read_event(orjson.dumps(orjson.loads(line.value)["data"]))
            return list(self._step(event)), None
        received = self._receive.apply(arrival_of(line))
        self.summary.outcomes[received.outcome] += 1
        self.summary.unknown_fields += received.unknown
        out = [one for event in received.events for one in self._step(event)]
        return out, received.quarantined

    def until(self, moment: datetime) -> Iterator[Published]:
        """Run every area's clock on to a moment."""
        for code in sorted(self._machines):
            yield from self._step(Ticked(area=code, time=moment))

    def _step(self, event: AreaEvent) -> Iterator[Published]:
        machine = self._machines.get(event.area)
        if machine is None:
            machine = AreaMachine(self._configuration.context_of(event.area))
            self._machines[event.area] = machine
        for outcome in machine.step(event):
            decision = outcome.decision
            self.summary.decisions[decision.decision, decision.reason] += 1
            if outcome.alert is not None and outcome.alert.revision == 1:
                self.summary.alerts[outcome.alert.kind, outcome.alert.tier] += 1
            yield from published(event.area, outcome)


def quarantine_line(aside: Quarantined) -> bytes:
    """Write what was set aside as one line. Source: contract, section 1, ``quarantine.v1``."""
    arrival = aside.arrival
    row: dict[str, Any] = {
        "topic": arrival.topic,
        "line": arrival.origin.line,
        "reason": aside.reason,
        "fields": list(aside.fields),
        "partial": aside.partial,
        "value_base64": b64encode(arrival.value or b"").decode(),
    }
    return orjson.dumps(row, option=JSON_OPTIONS | orjson.OPT_APPEND_NEWLINE)


def _is_log(value: bytes) -> bool:
    return LOG_TYPE.encode() in value[:400] and f'"type":"{LOG_TYPE}"'.encode() in value[:400]
