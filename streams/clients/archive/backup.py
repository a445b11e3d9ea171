"""Topics into a folder: of compacted ones each key's newest value, of others every record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from confluent_kafka import Message

from schemas.topics import Topic
from streams.broker.plan import Plan
from streams.broker.reach import ask_metadata
from streams.broker.topics import TopicsRefused
from streams.clients.archive.contents import OWN_KEYS, held
from streams.clients.archive.manifest import FORMAT, Held, Manifest, Part, write
from streams.clients.archive.records import Record, digest_of, to_line, writing
from streams.clients.kafka import admin_of, consumer, headers_of, partitions_of, read_to_end
from streams.core.errors import ConfigurationError
from streams.settings import Settings

PATIENCE = 20.0  # seconds for a broker to say where a partition ends
MS = 1000


def back_up(
    settings: Settings,
    plan: Plan,
    folder: Path,
    now: datetime,
    seen: Callable[[str, int], object] = lambda *_: None,
) -> Manifest:
    """Write a new folder; it bears its name only when it is whole. ``seen``: topic, records.

    Every topic is read to where it ended when the backup began, and no further.

    Raises:
        BrokerOutOfReach: nothing answered, or a topic stops short of its end.
        TopicsRefused: a topic is missing or has another number of partitions than is planned.
        ConfigurationError: the folder is there already.
    """
    if folder.exists():
        raise ConfigurationError([f"{folder} is there already: name a new folder"])
    draft = folder.with_name(f".{folder.name}.part")
    ends = ends_of(settings, plan)
    cluster = ask_metadata(admin_of(settings), settings.broker).cluster_id
    try:
        draft.mkdir(mode=0o700, parents=True)
    except OSError as fault:
        raise ConfigurationError([f"{draft}: {fault.strerror}: remove it and repeat"]) from None
    topics = {}
    for name, topic in held(plan).items():
        topics[name] = _topic(settings, topic, ends[name], draft)
        seen(name, topics[name].records)
    manifest = Manifest(FORMAT, now, str(cluster), topics)
    write(draft, manifest)
    draft.rename(folder)
    return manifest


def ends_of(settings: Settings, plan: Plan) -> dict[str, tuple[int, ...]]:
    """Ask where every topic ends; partitions are counted by the plan, not by the broker alone.

    Raises:
        BrokerOutOfReach: nothing answered.
        TopicsRefused: naming every topic with another number of partitions than is planned.
    """
    reader = consumer(settings)
    found, faults = {}, []
    try:
        for name, topic in held(plan).items():
            places = partitions_of(settings, name)
            if len(places) != plan.partitions_of(topic):
                faults.append(
                    f"{plan.name_of(name)} has {len(places)} partitions, and "
                    f"{plan.partitions_of(topic)} are planned"
                )
            found[name] = tuple(
                reader.get_watermark_offsets(place, timeout=PATIENCE)[1] for place in places
            )
    finally:
        reader.close()
    if faults:
        raise TopicsRefused(faults)
    return found


def records_of(
    settings: Settings, topic: Topic, partition: int, end: int | None = None
) -> Iterable[Record]:
    """Read one partition as a backup holds it: in order, or each key's newest value."""
    if end == 0:
        return ()
    found = (
        _record(message)
        for message in read_to_end(settings, topic.name, partition)
        if end is None or (message.offset() or 0) < end
    )
    return _newest(found) if topic.is_compacted else found


def _topic(settings: Settings, topic: Topic, ends: tuple[int, ...], draft: Path) -> Held:
    (draft / topic.name).mkdir(mode=0o700)
    parts: list[Part] = []
    for partition, end in enumerate(ends):
        records = records_of(settings, topic, partition, end)
        if topic.is_compacted:
            parts += _file(draft, f"{topic.name}/{partition}", partition, records)
            continue
        for day, those in groupby(records, _day):
            parts += _file(draft, f"{topic.name}/{partition}.{day}", partition, those)
    return Held(ends, sum(part.records for part in parts), tuple(parts))


def _file(draft: Path, name: str, partition: int, records: Iterable[Record]) -> Iterator[Part]:
    """Write one file, or none where there is no record."""
    path, number = draft / f"{name}.jsonl.zst", 0
    with ExitStack() as stack:
        file = None
        for record in records:
            file = file or stack.enter_context(writing(path))
            file.write(to_line(record))
            number += 1
    if number:
        yield Part(f"{name}.jsonl.zst", partition, number, digest_of(path))


def _newest(records: Iterable[Record]) -> Iterable[Record]:
    kept: dict[bytes, Record] = {}
    for record in records:
        key = record.key or b""
        kept.pop(key, None)  # So that the order is that of the newest values.
        if record.value is not None and key not in OWN_KEYS:
            kept[key] = record
    return kept.values()


def _record(message: Message) -> Record:
    return Record(
        message.key(),
        message.value(),
        headers_of(message),
        message.offset() or 0,
        message.timestamp()[1],
    )


def _day(record: Record) -> str:
    return datetime.fromtimestamp(record.time / MS, UTC).date().isoformat()
