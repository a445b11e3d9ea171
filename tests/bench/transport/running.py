"""Runs one worker over one loaded topic, and checks that it did the work."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import orjson
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from streams.agents.stage import partition_for
from tests.bench.peers.stopwatch import Task
from tests.bench.transport.peers import ROOT, Peer
from tests.bench.transport.stream import Message
from tests.bench.transport.work import Work

PARTITIONS = 4
LONGEST_SECONDS = 300.0


class WrongResult(Exception):
    """A worker's alerts or quarantine are not those of the reference work."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a worker said of itself."""

    peer: Peer
    records: int
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def reports_a_second(self) -> float:
        """Throughput."""
        return self.records / self.seconds


@dataclass(frozen=True)
class Input:
    """Messages, and what the reference work makes of them on so many partitions."""

    messages: Sequence[Message] = field(repr=False)

    @cached_property
    def expected(self) -> tuple[dict[str, str], int]:
        """The state of each cell's alert at the end (by partition), and how many are set aside."""
        works = [Work() for _ in range(PARTITIONS)]
        for key, value in self.messages:
            works[partition_for(key, PARTITIONS)].apply(value)
        ends: dict[str, str] = {}
        bad = 0
        for partition, work in enumerate(works):
            _, alerts, aside = work.taken()
            bad += len(aside)
            for cell, alert in alerts:
                ends[f"{partition}|{cell.decode()}"] = orjson.loads(alert)["state"]
        return ends, bad


@contextmanager
def loaded(broker: str, given: Input) -> Iterator[Task]:
    """Make topics of their own and put the messages on them, each where its key says."""
    prefix = f"bench-{secrets.token_hex(4)}-"
    task = Task(broker, prefix, PARTITIONS, len(given.messages))
    make_topics(task)
    producer = Producer(
        {
            "bootstrap.servers": broker,
            "partitioner": "murmur2_random",
            "compression.type": "lz4",
            "linger.ms": 50,
            "queue.buffering.max.messages": 2_000_000,
        }
    )
    for key, value in given.messages:
        producer.produce(task.reports, value, key)
        producer.poll(0)
    producer.flush()
    try:
        yield task
    finally:
        admin = AdminClient({"bootstrap.servers": broker})
        mine = [name for name in admin.list_topics().topics if name.startswith(prefix)]
        for gone in admin.delete_topics(mine).values():
            gone.result(30)


def make_topics(task: Task) -> None:
    """Make the topics that workers do not make for themselves."""
    admin = AdminClient({"bootstrap.servers": task.broker})
    compact = {"cleanup.policy": "compact"}
    topics = [NewTopic(name, PARTITIONS) for name in (task.reports, task.alerts, task.quarantine)]
    for worker in ("reference", "loop"):
        topics.append(NewTopic(task.rows(worker), PARTITIONS, config=compact))
    for made in admin.create_topics(topics).values():
        made.result(30)


def command(peer: Peer, task: Task) -> list[str]:
    """Write a worker's command line."""
    return [
        *peer.command,
        *("--broker", task.broker, "--prefix", task.prefix),
        *("--partitions", str(task.partitions), "--records", str(task.records)),
    ]


def environment() -> dict[str, str]:
    """Every worker finds the benchmark's own modules."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run(peer: Peer, broker: str, given: Input) -> Ran:
    """Load fresh topics, run a worker to the end, and check what it wrote.

    Raises:
        WrongResult: if its outcomes are not the reference work's.
    """
    with loaded(broker, given) as task:
        done = subprocess.run(
            command(peer, task),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith(b"{")]
        if not lines:
            raise WrongResult(f"{peer.name} ended with {done.returncode} and said nothing")
        check(peer, task, given)
        return Ran(peer, task.records, **json.loads(lines[-1]))


def check(peer: Peer, task: Task, given: Input) -> None:
    """Compare the last alert of each cell, and the number set aside, with the reference work.

    A worker whose partitions of alerts are not those of its reports is compared over all of them.
    """
    ends, bad = given.expected
    open_cells = sorted(cell.partition("|")[2] for cell, state in ends.items() if state == "open")
    last: dict[str, int] = {}
    for alert in read_all(task.broker, task.alerts, task.partitions):
        held = orjson.loads(alert)
        step = 1 if held["state"] == "open" else -1
        last[held["alert_id"]] = last.get(held["alert_id"], 0) + step
    told = sorted(cell for cell, times in last.items() for _ in range(times))
    aside = sum(1 for _ in read_all(task.broker, task.quarantine, task.partitions))
    if told != open_cells or aside != bad:
        raise WrongResult(
            f"{peer.name}: {len(told)} alerts open, {len(open_cells)} expected; "
            f"{aside} reports set aside, {bad} expected"
        )


def read_all(broker: str, topic: str, partitions: int) -> Iterator[bytes]:
    """Read a topic to its end, committed records only."""
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": "bench-check",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    consumer.assign([TopicPartition(topic, each, 0) for each in range(partitions)])
    left = partitions
    while left:
        record = consumer.poll(10)
        if record is None:
            raise WrongResult(f"{topic} could not be read to its end")
        if record.error():
            left -= 1
            continue
        yield record.value()
    consumer.close()
