"""A model of Kafka for a worker: logs, transactions that are all or nothing, fences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from streams.agents.stage import Record, Settled, partition_for

Place = tuple[str, int]  # topic or stage, and partition


class Fenced(Exception):
    """A replaced owner tried to commit."""


@dataclass(slots=True)
class Journal:
    """One stage's partition as it stands on the broker: rows, position, and its writer's epoch."""

    epoch: int = 0
    rows: dict[str, bytes] = field(default_factory=dict)
    position: dict[str, int] = field(default_factory=dict)
    settled: list[list[Record]] = field(default_factory=list)


class Broker:
    """Topics of ``partitions`` each, and a journal for each stage and partition."""

    def __init__(self, partitions: int) -> None:
        self.partitions = partitions
        self.now_ms = 0
        self.logs: dict[Place, list[Record]] = defaultdict(list)
        self.journals: dict[Place, Journal] = defaultdict(Journal)

    def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> None:
        """Append a message, where Kafka's hash of its key says unless told otherwise."""
        if partition is None:
            partition = 0 if key is None else partition_for(key, self.partitions)
        log = self.logs[topic, partition]
        log.append(Record(topic, partition, len(log), self.now_ms, key, value, tuple(headers)))

    def take_over(self, place: Place) -> Journal:
        """Fence every earlier owner; hand over what the journal holds."""
        journal = self.journals[place]
        journal.epoch += 1
        return journal

    def commit(
        self,
        place: Place,
        epoch: int,
        settled: Settled,
        records: list[Record],
        position: Mapping[str, int],
    ) -> None:
        """Make it all visible at once, or refuse a writer that was replaced.

        Raises:
            Fenced: another owner took over.
        """
        journal = self.journals[place]
        if journal.epoch != epoch:
            raise Fenced
        for one in settled.outputs:
            at = place[1] if one.key is None and one.partition is None else one.partition
            self.send(one.topic, one.key, one.value, one.headers, at)
        for key, row in settled.rows.items():
            if row is None:
                journal.rows.pop(key, None)
            else:
                journal.rows[key] = row
        journal.position = dict(position)
        if records:
            journal.settled.append(records)
