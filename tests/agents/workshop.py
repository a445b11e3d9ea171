"""What engine tests need around a worker: topics, senders, readers, and the process itself."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic

from streams.agents.stage import Record, partition_for
from tests.agents.toys import OUTPUTS, REPORTS
from tests.kafka.broker import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
TOPICS = (*REPORTS, *OUTPUTS, "tocsin.receive.state", "tocsin.watch.state")


@dataclass(frozen=True, slots=True)
class Workshop:
    """One test's corner of a broker."""

    bootstrap: str
    prefix: str
    partitions: int = 2

    @property
    def admin(self) -> AdminClient:
        """Return a client that may make and delete topics."""
        return AdminClient({"bootstrap.servers": self.bootstrap})

    def make_topics(self, names: Iterable[str] = TOPICS) -> None:
        """Make the topics of the toy stages."""
        new = [NewTopic(self.prefix + name, self.partitions, 1) for name in names]
        admin = self.admin  # Held: its futures fail when it is collected.
        for made in admin.create_topics(new).values():
            made.result()

    def widen_topics(self, partitions: int) -> None:
        """Give every topic more partitions."""
        new = [NewPartitions(self.prefix + name, partitions) for name in TOPICS]
        admin = self.admin  # Held: its futures fail when it is collected.
        for made in admin.create_partitions(new).values():
            made.result()

    def remake_topic(self, name: str) -> None:
        """Delete a topic with all that it holds, and make it again."""
        admin = self.admin
        for gone in admin.delete_topics([self.prefix + name]).values():
            gone.result()
        until(lambda: self.prefix + name not in self.admin.list_topics().topics)
        self.make_topics([name])

    def send(self, messages: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Send (topic, key, value) to where the key belongs, in order."""
        sender = Producer({"bootstrap.servers": self.bootstrap, "linger.ms": 2})
        for n, (topic, key, value) in enumerate(messages):
            where = partition_for(key, self.partitions)
            sender.produce(self.prefix + topic, value, key, where)
            if n % 1000 == 999:
                sender.poll(0)
        assert sender.flush(PATIENCE) == 0

    async def read(self, topic: str) -> dict[int, list[Record]]:
        """Read all that is committed in a topic, by partition."""
        tps = [TopicPartition(self.prefix + topic, p) for p in range(self.partitions)]
        reader = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        await reader.start()
        reader.assign(tps)
        ends = await reader.end_offsets(tps)
        found: dict[int, list[Record]] = {tp.partition: [] for tp in tps}
        while any([await reader.position(tp) < ends[tp] for tp in tps]):
            for tp, news in (await reader.getmany(timeout_ms=100)).items():
                found[tp.partition] += [
                    Record(topic, r.partition, r.offset, r.timestamp, r.key, r.value, r.headers)
                    for r in news
                ]
        await reader.stop()
        return found

    async def count(self, topic: str) -> int:
        """Count what is committed in a topic."""
        return sum(map(len, (await self.read(topic)).values()))

    @contextmanager
    def worker(self, **settings: Any) -> Iterator[Process]:
        """Start a worker; it is killed at the end if it still runs."""
        port = free_port()
        told = {
            "broker": self.bootstrap,
            "prefix": self.prefix,
            "group": self.prefix + "group",
            "partitions": self.partitions,
            "session_timeout": 2,
            "web_port": port,
            **settings,
        }
        command = [sys.executable, "-m", "tests.agents.toy_worker", json.dumps(told)]
        with tempfile.TemporaryFile("w+") as said:
            child = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
            try:
                yield Process(child, port, said)
            finally:
                child.kill()
                child.wait()


@dataclass(frozen=True, slots=True)
class Process:
    """A worker's process."""

    child: subprocess.Popen[bytes]
    port: int
    said: IO[str]

    def log(self) -> str:
        """Return what the worker has said so far."""
        self.said.seek(0)
        return self.said.read()

    def is_ready(self) -> bool:
        """Ask ``/readyz``."""
        try:
            return self.page("/readyz") == "ready\n"
        except (urllib.error.URLError, OSError):
            return False

    def page(self, path: str) -> str:
        """Read a page of the worker."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as page:
            return page.read().decode()

    def until_ready(self) -> float:
        """Wait until the worker owns its partitions; return the seconds it took."""
        began = time.monotonic()
        until(lambda: self.is_ready() or self.child.poll() is not None)
        assert self.child.poll() is None, self.log()
        return time.monotonic() - began

    def end(self, sign: int) -> int:
        """Send a signal and return the exit code."""
        self.child.send_signal(sign)
        return self.child.wait(PATIENCE)


def until(is_so: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
