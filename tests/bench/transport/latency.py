"""From a report's sending to its alert in the hands of a committed reader, at a given rate.

One message in four opens or clears an alert: a report over the threshold of its cell, then its
withdrawal. The rest are ordinary.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.agents.stage import partition_for
from tests.bench.peers.stopwatch import Task
from tests.bench.transport.peers import ROOT, Peer
from tests.bench.transport.running import PARTITIONS, command, environment, make_topics
from tests.bench.transport.stream import reports
from tests.bench.transport.work import THRESHOLD

CELL = "E23000099"
TICK = 0.01  # seconds between two handfuls of messages
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from sending to reading, over `n` alerts."""

    peer: Peer
    rate: int
    n: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


def measure(peer: Peer, broker: str, rate: int, seconds: float) -> Latency:
    """Start a worker, warm it, send at `rate` messages a second, and time each alert."""
    return asyncio.run(_measure(peer, broker, rate, seconds))


async def _measure(peer: Peer, broker: str, rate: int, seconds: float) -> Latency:
    task = Task(broker, f"bench-{secrets.token_hex(4)}-", PARTITIONS, 0)
    make_topics(task)
    worker = await asyncio.create_subprocess_exec(
        *command(peer, task), cwd=ROOT, env=environment(), stdout=asyncio.subprocess.DEVNULL
    )
    producer = AIOKafkaProducer(bootstrap_servers=broker, compression_type="lz4")
    consumer = AIOKafkaConsumer(
        task.alerts,
        bootstrap_servers=broker,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=500,
    )
    await producer.start()
    await consumer.start()
    taken: list[float] = []
    try:
        messages = _messages()
        await _fill(producer, task)
        await _warm(producer, consumer, task, messages)
        reading = asyncio.ensure_future(_read(consumer, taken))
        await _send(producer, task, messages, rate, seconds)
        await asyncio.sleep(2)
        reading.cancel()
    finally:
        worker.kill()
        await worker.wait()
        await consumer.stop()
        await producer.stop()
    taken.sort()
    at = [taken[min(len(taken) - 1, int(len(taken) * share))] for share in (0.5, 0.95, 0.99)]
    return Latency(peer, rate, len(taken), *at)


def _messages() -> Iterator[tuple[bytes, dict[str, object]]]:
    """Give reports without end: three ordinary ones, then one that opens or clears an alert."""
    ordinary = (value for _, value in reports(10**9, seed=2))
    pair: list[dict[str, object]] = []
    for place in count():
        if place % 4:
            value = next(ordinary)
            try:
                report = orjson.loads(value)
            except orjson.JSONDecodeError:
                continue
        elif pair:
            report = {**pair.pop(), "version": 2, "withdrawn": True}
        else:
            report = _over(place)
            pair.append(report)
        yield str(report["report_id"]).encode(), report


def _over(place: int) -> dict[str, object]:
    report: dict[str, object] = orjson.loads(next(reports(1))[1])
    return {**report, "report_id": f"T{place:09d}", "area": CELL}


async def _fill(producer: AIOKafkaProducer, task: Task) -> None:
    """Fill the cell of each partition to one below its threshold."""
    have = [0] * task.partitions
    for place in count():
        report = {**_over(place), "report_id": f"F{place:09d}"}
        key = str(report["report_id"]).encode()
        partition = partition_for(key, task.partitions)
        if have[partition] < THRESHOLD - 1:
            have[partition] += 1
            await producer.send(task.reports, orjson.dumps(report), key)
        if min(have) == THRESHOLD - 1:
            break
    await producer.flush()


async def _warm(
    producer: AIOKafkaProducer,
    consumer: AIOKafkaConsumer,
    task: Task,
    messages: Iterator[tuple[bytes, dict[str, object]]],
) -> None:
    """Send until the worker is up, then two seconds more."""
    until = time.monotonic() + START_SECONDS
    is_up = False
    while time.monotonic() < until:
        for _ in range(8):
            key, report = next(messages)
            await producer.send(task.reports, orjson.dumps(report), key)
        if await consumer.getmany(timeout_ms=100) and not is_up:
            is_up, until = True, time.monotonic() + 2
    if not is_up:
        raise TimeoutError("the worker told nothing in its first minute")


async def _send(
    producer: AIOKafkaProducer,
    task: Task,
    messages: Iterator[tuple[bytes, dict[str, object]]],
    rate: int,
    seconds: float,
) -> None:
    """Send in step with the clock."""
    began, sent = time.monotonic(), 0
    while (gone := time.monotonic() - began) < seconds:
        while sent < gone * rate:
            key, report = next(messages)
            value = orjson.dumps({**report, "sent_ns": time.time_ns()})
            await producer.send(task.reports, value, key)
            sent += 1
        await asyncio.sleep(TICK)
    await producer.flush()


async def _read(consumer: AIOKafkaConsumer, taken: list[float]) -> None:
    """Note how old each alert is when it comes."""
    async for record in consumer:
        sent = orjson.loads(record.value)["sent_ns"]
        if sent:
            taken.append((time.time_ns() - sent) / 1e6)
