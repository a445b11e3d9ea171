"""Quix Streams with its RocksDB state, as its guide writes a stateful application.

Runs in an environment of its own (`python -m tests.bench.transport` makes it): its dependencies
do not go with ours. One state prefix a partition, by a constant key: without it the counts would
need a second topic (`group_by`), and Quix would do the work twice.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import UTC
from itertools import count as count_from
from typing import Any

from pydantic import ValidationError
from quixstreams import Application, State
from quixstreams.models import Deserializer

from tests.bench.peers.stopwatch import Stopwatch, Task, task
from tests.bench.transport.work import THRESHOLD, Report, alert


class OnePrefix(Deserializer):
    """The key of every record: the partition's one prefix of state."""

    def __call__(self, value: bytes, ctx: Any) -> bytes:
        return b"p"


def main(given: Task) -> None:
    handled = count_from(1)

    def note(topic: str, partition: int, offset: int) -> None:
        if next(handled) == given.records:
            app.stop()

    app = Application(
        broker_address=given.broker,
        consumer_group=f"{given.prefix}quix",
        auto_offset_reset="earliest",
        state_dir=tempfile.mkdtemp(),
        on_message_processed=note,
        processing_guarantee="at-least-once",
        loglevel=logging.ERROR,
        producer_extra_config={"compression.type": "lz4"},
        consumer_extra_config={"fetch.wait.max.ms": 50},
    )
    watch = Stopwatch(given.records)
    reports = app.topic(given.reports, key_deserializer=OnePrefix(), value_deserializer="bytes")
    alerts = app.topic(given.alerts, value_serializer="bytes", key_serializer="bytes")
    quarantine = app.topic(given.quarantine, value_serializer="bytes", key_serializer="bytes")
    said = app.dataframe(reports).apply(
        lambda value, state: one(value, state, watch), stateful=True, expand=True
    )
    said.filter(lambda out: out[0] == "alert").apply(lambda out: out[1]).to_topic(alerts)
    said.filter(lambda out: out[0] == "bad").apply(lambda out: out[1]).to_topic(quarantine)
    app.run()  # Ends with a commit.
    watch.committed(given.records)


def one(value: bytes, state: State, watch: Stopwatch) -> list[tuple[str, bytes]]:
    """Do the reference work for one message."""
    watch.begin()
    try:
        report = Report.model_validate_json(value)
    except ValidationError:
        return [("bad", value)]
    known = state.get("f|" + report.report_id)
    if known is not None and known[0] >= report.version:
        return []
    day = report.occurred_from.astimezone(UTC).toordinal()
    state.set("f|" + report.report_id, [report.version, report.area, day, report.withdrawn])
    said: list[tuple[str, bytes]] = []
    if known is not None and not known[3]:
        said += count(known[1], known[2], -1, report, state)
    if not report.withdrawn:
        said += count(report.area, day, +1, report, state)
    return said


def count(area: str, day: int, step: int, report: Report, state: State) -> list[tuple[str, bytes]]:
    """Count, and say whether the threshold was crossed."""
    cell = f"{area}|{day}"
    before = state.get("c|" + cell, 0)
    now = before + step
    state.set("c|" + cell, now)
    if (before >= THRESHOLD) != (now >= THRESHOLD):
        return [("alert", alert(cell, now, report))]
    return []


if __name__ == "__main__":
    main(task())
