"""An ordinary Faust agent, as Faust's guide writes one: a table of facts, a tumbling count.

At least once (Faust's default); rows go to the tables' own changelogs.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import faust
from pydantic import ValidationError

from tests.bench.peers.stopwatch import Stopwatch, task
from tests.bench.transport.work import THRESHOLD, Report, alert

given = task()
sys.argv = sys.argv[:1]
watch = Stopwatch(given.records)
app = faust.App(
    f"{given.prefix}faust",
    broker=f"kafka://{given.broker}",
    store="memory://",
    datadir=tempfile.mkdtemp(),
    web_enabled=False,
    topic_partitions=given.partitions,
    consumer_auto_offset_reset="earliest",
    broker_session_timeout=10,
    stream_wait_empty=False,
    value_serializer="raw",
)
reports = app.topic(given.reports, value_type=bytes, value_serializer="raw")
alerts = app.topic(given.alerts, value_serializer="raw", key_serializer="raw")
quarantine = app.topic(given.quarantine, value_serializer="raw", key_serializer="raw")
facts = app.Table("facts", partitions=given.partitions)
moment = {"at": 0.0}  # the event's own time: what the window is relative to
counts = (
    app.Table("counts", default=int, partitions=given.partitions)
    .tumbling(timedelta(days=1), expires=timedelta(days=400))
    .relative_to(lambda event: moment["at"])
)


@app.agent(reports)
async def handle(values: faust.Stream[bytes]) -> AsyncIterator[None]:
    """Validate, apply, count and alert, one record at a time."""
    async for value in values:
        watch.begin()
        await one(value)
        if watch.left == 1:
            await app.producer.flush()
            await app.consumer.commit()
        watch.committed(1)
        yield


async def one(value: bytes) -> None:
    """Do the reference work for one message."""
    try:
        report = Report.model_validate_json(value)
    except ValidationError:
        await quarantine.send(key=b"report", value=value)
        return
    known = facts.get(report.report_id)
    if known is not None and known[0] >= report.version:
        return
    at = report.occurred_from.astimezone(UTC)
    facts[report.report_id] = [report.version, report.area, at.timestamp(), report.withdrawn]
    if known is not None and not known[3]:
        await count(known[1], known[2], -1, report)
    if not report.withdrawn:
        await count(report.area, at.timestamp(), +1, report)


async def count(area: str, at: float, step: int, report: Report) -> None:
    """Count in the window of the event's own day."""
    moment["at"] = at
    before = counts[area].value()
    counts[area] += step
    now = before + step
    if (before >= THRESHOLD) != (now >= THRESHOLD):
        cell = f"{area}|{datetime.fromtimestamp(at, UTC).toordinal()}"
        await alerts.send(key=cell.encode(), value=alert(cell, now, report))


if __name__ == "__main__":
    faust.Worker(app, loglevel="ERROR").execute_from_commandline()
