"""Watch over Kafka: the area log in; alerts, revisions and decisions out. Its rows are windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from schemas.topics import AREA_EVENTS
from streams.agents.levels import Level, levels_of
from streams.agents.logs import Logs
from streams.agents.stage import Count, Measure, Output, Record, Settled
from streams.agents.standings import Standings
from streams.agents.tables import AreaTables
from streams.codec import read_event
from streams.core.area import Outcome
from streams.core.events import Found, LogEvent, Ordered
from streams.core.state import Context
from streams.core.watch import Watch
from streams.publishing import published

NAME = "watch"
INPUTS: tuple[str, ...] = (AREA_EVENTS,)


class WatchStage:
    """One partition of the area log: the areas that lie on it."""

    name = NAME
    inputs = INPUTS

    def __init__(
        self, context_of: Callable[[str], Context], logs: Logs, *, is_live: bool = True
    ) -> None:
        self._watch = Watch(context_of)
        self._is_live = is_live
        self._standings = Standings()
        self._logs = logs
        self.tables = AreaTables(self._watch)

    def __len__(self) -> int:
        return len(self.tables)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        self.tables.restore(key, value)

    def restored(self) -> None:
        """Make the caches again."""
        self._watch.restored()

    def time_of(self, record: Record) -> int | None:
        """The log is in order already."""
        return None

    def idle(self, now_ms: int) -> Settled | None:
        """Say how an area stands, if that is due; clocks here move by the log alone."""
        news = self._standings.due(self._watch.states(), now_ms)
        if news is None:
            return None
        return Settled((Output(news.topic, news.key.encode(), news.value(), news.headers()),))

    def levels(self) -> Iterator[Level]:
        """Say how the areas stand; while history is loaded, nothing: its clocks are of then."""
        if self._is_live:
            for state in self._watch.states():
                yield from levels_of(state)

    def apply(self, records: Sequence[Record]) -> Settled:
        """Apply events of the log in order."""
        outputs: list[Output] = []
        counted: Counter[tuple[str, tuple[str, ...]]] = Counter()
        answered: list[Measure] = []
        for record in records:
            if record.value is None:
                continue
            said = read_event(record.value)
            for area, outcome in self._watch.apply(said):
                outputs += [
                    Output(one.topic, one.key.encode(), one.value(), one.headers())
                    for one in published(area, outcome)
                ]
                _count(counted, area, outcome)
                answered += _answered(said, outcome)
            for event in self._watch.sent():
                outputs.append(self._logs.output(event))
                counted["across_total", ("finding", event.area)] += isinstance(event, Found)
        counts = tuple(Count(metric, labels, n) for (metric, labels), n in counted.items() if n)
        return Settled(tuple(outputs), self.tables.changed(), counts, tuple(answered))


def _count(counted: Counter[tuple[str, tuple[str, ...]]], area: str, outcome: Outcome) -> None:
    decision, alert = outcome.decision, outcome.alert
    counted["decisions_total", (decision.decision, decision.reason)] += 1
    if alert is not None and alert.revision == 1:
        counted["alerts_raised_total", (alert.kind, alert.tier, area)] += 1


def _answered(event: LogEvent, outcome: Outcome) -> Iterator[Measure]:
    """Say how long an alert waited that this order acknowledged."""
    alert = outcome.alert
    if isinstance(event, Ordered) and event.command.action == "acknowledge" and alert is not None:
        waited = (alert.updated_at - alert.raised_at).total_seconds()
        yield Measure("alert_ack_seconds", (alert.tier,), waited)
