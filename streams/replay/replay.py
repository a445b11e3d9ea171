"""The core over files: the same functions as in the worker, without Kafka."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from schemas.envelope import JSON_OPTIONS
from streams.configuration import Configuration
from streams.core.area import Outcome
from streams.core.pipeline import Pipeline
from streams.core.receive import Quarantined
from streams.core.standing.summary import summary_of
from streams.publishing import Published, published, published_standing
from streams.replay.area_log import log_event
from streams.replay.lines import Line, arrival_of


@dataclass(slots=True)
class Summary:
    """What a replay read and said."""

    lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_fields: int = 0

    def sentence(self) -> str:
        """Say it in one line."""
        aside = self.outcomes["quarantined"] + self.outcomes["partial"]
        withheld = sum(n for (kind, _), n in self.decisions.items() if kind == "withheld")
        told = ", ".join(f"{n} {tier} {kind}" for (kind, tier), n in self.alerts.most_common())
        return (
            f"{self.lines} lines; {sum(self.alerts.values())} alerts ({told or 'none'}); "
            f"{withheld} withheld; {aside} set aside; {self.unknown_fields} unknown fields."
        )


class Replay:
    """Receive and every area's state machine, fed line by line."""

    def __init__(self, configuration: Configuration) -> None:
        self._pipeline = Pipeline(
            configuration.areas, configuration.shared.across, configuration.context_of
        )
        self.summary = Summary()

    def apply(self, line: Line) -> tuple[list[Published], Quarantined | None]:
        """Apply one line: a report, a command, or an event of an area's log."""
        self.summary.lines += 1
        event = log_event(line.value, line.number)
        if event is not None:
            return list(self._published(self._pipeline.replay(event))), None
        received, said = self._pipeline.hear(arrival_of(line))
        self.summary.outcomes[received.outcome] += 1
        self.summary.unknown_fields += received.unknown
        return list(self._published(said)), received.quarantined

    def until(self, moment: datetime) -> Iterator[Published]:
        """Run every area's clock on to a moment."""
        yield from self._published(self._pipeline.until(moment))

    def standings(self) -> Iterator[Published]:
        """Say how every area stands at its own clock."""
        for state in self._pipeline.watch.states():
            if len(state.position):
                yield published_standing(summary_of(state))

    def _published(self, said: Iterable[tuple[str, Outcome]]) -> Iterator[Published]:
        for area, outcome in said:
            decision = outcome.decision
            self.summary.decisions[decision.decision, decision.reason] += 1
            if outcome.alert is not None and outcome.alert.revision == 1:
                self.summary.alerts[outcome.alert.kind, outcome.alert.tier] += 1
            yield from published(area, outcome)


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
