"""A folder back onto empty topics, and what the topics hold compared with the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
from confluent_kafka import KafkaError, Message, Producer

from schemas.topics import Topic
from streams.broker.plan import Plan
from streams.broker.reach import BrokerOutOfReach
from streams.broker.topics import TopicsRefused
from streams.clients.archive import manifest as manifests
from streams.clients.archive.backup import ends_of, records_of
from streams.clients.archive.contents import Use, held, use_of
from streams.clients.archive.manifest import Manifest
from streams.clients.archive.records import Record
from streams.clients.kafka import producer
from streams.settings import Settings

FLUSH_SECONDS = 60.0  # without an acknowledgement the broker is out of reach
POLL_SECONDS = 0.2
RUN_FIELDS = frozenset({"as_of"})
"""Fields of a value that say when it was worked out, which a second time says anew."""

BY_BROKER_TIME = b"set_aside|"
"""Rows counted by the broker's own time, which a restore cannot give back: not compared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One topic beside the backup, in records: equal, missing, different, and there since."""

    topic: str
    use: Use
    equal: int
    missing: int
    different: int
    since: int

    @property
    def is_well(self) -> bool:
        """Whether everything that the backup holds is there, and as it was."""
        return not (self.missing or self.different)


def restore(
    settings: Settings,
    plan: Plan,
    folder: Path,
    seen: Callable[[str, int], object] = lambda *_: None,
) -> Manifest:
    """Write what goes back onto topics that are there and empty. ``seen``: topic, records.

    Raises:
        ConfigurationError: the backup is damaged; nothing was written.
        TopicsRefused: a topic holds records, or has another number of partitions; nothing was
            written.
        BrokerOutOfReach: nothing answers, or a record was not taken.
    """
    manifest = manifests.read(folder)
    _refuse(plan, manifest, ends_of(settings, plan))
    for name, topic in held(plan).items():
        if use_of(topic) is Use.WRITTEN and name in manifest.topics:
            seen(name, _write(settings, plan, folder, manifest, name))
    return manifest


def compare(settings: Settings, plan: Plan, folder: Path) -> Iterator[Compared]:
    """Compare every topic that is written or made again with the backup; writes nothing.

    Raises:
        ConfigurationError: the backup is damaged.
        TopicsRefused: a topic has another number of partitions than is planned.
        BrokerOutOfReach: nothing answered.
    """
    manifest = manifests.read(folder)
    ends_of(settings, plan)
    for name, topic in held(plan).items():
        use = use_of(topic)
        if use in (Use.WRITTEN, Use.COMPARED) and name in manifest.topics:
            yield _compare(settings, topic, use, folder, manifest)


def _refuse(plan: Plan, manifest: Manifest, ends: dict[str, tuple[int, ...]]) -> None:
    topics = held(plan)
    faults = [
        f"{plan.name_of(name)} is not empty: a restore writes onto new topics alone"
        for name, offsets in ends.items()
        if any(offsets)
    ]
    for name, one in manifest.topics.items():
        if name not in topics:
            faults.append(f"{name} is in the backup and not planned: name its recipient")
        elif len(one.ends) != plan.partitions_of(topics[name]):
            faults.append(
                f"{plan.name_of(name)} had {len(one.ends)} partitions, and "
                f"{plan.partitions_of(topics[name])} are planned"
            )
    if faults:
        raise TopicsRefused(faults)


def _write(settings: Settings, plan: Plan, folder: Path, manifest: Manifest, name: str) -> int:
    client, real, taken = producer(settings), plan.name_of(name), [0]

    def told(error: KafkaError | None, _: Message) -> None:
        taken[0] += error is None

    for partition, record in manifests.records(folder, manifest.topics[name]):
        _produce(client, real, partition, record, told)
    client.flush(FLUSH_SECONDS)
    if taken[0] != manifest.topics[name].records:
        raise BrokerOutOfReach(
            settings.broker,
            f"{real} took {taken[0]} of {manifest.topics[name].records} records",
        )
    return taken[0]


def _produce(
    client: Producer,
    topic: str,
    partition: int,
    record: Record,
    told: Callable[[KafkaError | None, Message], None],
) -> None:
    while True:
        try:
            client.produce(
                topic, value=record.value, key=record.key, headers=list(record.headers),
                partition=partition, on_delivery=told,
            )  # fmt: skip
        except BufferError:
            client.poll(POLL_SECONDS)
        else:
            client.poll(0)
            return


def _compare(
    settings: Settings, topic: Topic, use: Use, folder: Path, manifest: Manifest
) -> Compared:
    one = manifest.topics[topic.name]
    equal = missing = different = since = 0
    for partition in range(len(one.ends)):
        parts = tuple(part for part in one.files if part.partition == partition)
        kept = [r for _, r in manifests.records(folder, manifests.Held((), 0, parts))]
        now = list(records_of(settings, topic, partition))
        if topic.is_compacted:
            before, after = _by_key(kept), _by_key(now)
        else:
            before, after = dict(enumerate(map(_said, kept))), dict(enumerate(map(_said, now)))
        missing += len(before.keys() - after.keys())
        since += len(after.keys() - before.keys())
        same = sum(before[key] == after[key] for key in before.keys() & after.keys())
        equal += same
        different += len(before.keys() & after.keys()) - same
    return Compared(topic.name, use, equal, missing, different, since)


def _by_key(records: list[Record]) -> dict[object, object]:
    return {
        record.key: _said(record)[1]
        for record in records
        if not (record.key or b"").startswith(BY_BROKER_TIME)
    }


def _said(record: Record) -> tuple[bytes | None, object]:
    """Key and content of a record; JSON without the fields of `RUN_FIELDS`, rows without form."""
    try:
        content = orjson.loads(record.value or b"null")
        if isinstance(content, dict) and content.keys() == {"v", "row"}:
            content = content["row"]
    except orjson.JSONDecodeError:
        return record.key, record.value
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in RUN_FIELDS}
    return record.key, content
