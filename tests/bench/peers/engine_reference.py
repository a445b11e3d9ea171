"""Our transport with the reference work: the engine as the worker runs it, exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from faust import App
from faust.types import AgentT, ChannelT, StreamT
from prometheus_client import REGISTRY

from streams.agents.app import build, run
from streams.agents.carriers import AGENTS, settle
from streams.agents.owner import Batch
from streams.agents.settings import Engine
from streams.agents.stage import Output, Record, Settled, StagePlan
from streams.clients.worker_process import free_port
from tests.bench.peers.stopwatch import Stopwatch, Task, task
from tests.bench.transport.work import Work

NAME = "reference"


class ReferenceStage:
    """The reference work as a stage of the engine."""

    name = NAME
    inputs = ("reports",)

    def __init__(self, watch: Stopwatch) -> None:
        self._watch = watch
        self._work = Work()

    def __len__(self) -> int:
        return len(self._work)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        self._work.restore(key, value)

    def restored(self) -> None:
        """Nothing rests on the rows but the rows."""

    def time_of(self, record: Record) -> int | None:
        """One topic: nothing to merge."""
        return None

    def idle(self, now_ms: int) -> Settled | None:
        """Nothing falls due by the clock."""
        return None

    def apply(self, records: Sequence[Record]) -> Settled:
        """Do the work for each record."""
        self._watch.begin()
        for record in records:
            self._work.apply(record.value or b"")
        rows, alerts, bad = self._work.taken()
        outputs = [Output("alerts", key, value) for key, value in alerts]
        outputs += [Output("quarantine", b"report", value) for value in bad]
        return Settled(tuple(outputs), rows)


def reference(app: App, channel: ChannelT[Batch]) -> AgentT[Batch]:
    """Declare the agent, as every stage's is declared."""

    @app.agent(channel, name=NAME)
    async def reference(batches: StreamT[Batch]) -> AsyncIterator[int]:
        async for batch in batches:
            yield await settle(batch)

    return reference


async def follow(watch: Stopwatch) -> None:
    """Tell the stopwatch what is committed, by the worker's own metric."""
    told = 0.0
    while True:
        await asyncio.sleep(0.01)
        now = REGISTRY.get_sample_value("tocsin_batch_records_sum") or 0.0
        watch.committed(int(now - told))
        told = now


def main(given: Task) -> int:
    AGENTS[NAME] = reference
    watch = Stopwatch(given.records)
    engine = Engine(
        broker=given.broker,
        partitions=given.partitions,
        group=f"{given.prefix}engine",
        prefix=given.prefix,
        compression="lz4",
        web_port=free_port(),
    )
    plan = StagePlan(name=NAME, inputs=("reports",), make=lambda _: ReferenceStage(watch))
    worker = build(engine, [plan])

    @worker.app.task
    async def tell() -> None:
        await follow(watch)

    return run(worker)


if __name__ == "__main__":
    raise SystemExit(main(task()))
