"""Lay out the topics a deployment wants, beside what a broker was seen to have."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from schemas.topics import (
    APPLICATION,
    PARTITIONS,
    REPLICAS,
    Topic,
    all_topics,
    config_of,
    named,
)


class Standing(StrEnum):
    """How a topic on the broker compares with the plan."""

    PLANNED = "planned"
    MISSING = "missing"
    RIGHT = "right"
    WRONG_PARTITIONS = "wrong partitions"
    WRONG_SETTINGS = "wrong settings"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic: what is wanted, what was seen (None: not asked, or missing), how they compare.

    Units: `max_message_bytes` in bytes, `retention_days` in days (None until a tombstone).
    `settings` maps each setting that differs to the value seen.
    """

    name: str
    event_type: str | None
    key: str
    side: str
    cleanup: str
    retention_days: int | None
    max_message_bytes: int
    partitions_wanted: int
    partitions_seen: int | None
    standing: Standing
    meaning: str
    config: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deployment wants: its numbers, its names, and the partners it tells."""

    partitions: int = PARTITIONS
    replicas: int = REPLICAS
    prefix: str = ""
    application: str = APPLICATION
    recipients: tuple[str, ...] = ()

    def topics(self) -> dict[str, Topic]:
        """Map each real name to the topic as planned, in the order of the contract."""
        return {self.name_of(topic.name): topic for topic in all_topics(self.recipients)}

    def name_of(self, logical: str) -> str:
        """Say the real name of a topic in this deployment."""
        return named(self.prefix, logical, self.application)

    def partitions_of(self, topic: Topic) -> int:
        """Count the partitions a topic must have: its own number, or the deployment's."""
        return topic.partitions or self.partitions

    def row(
        self,
        name: str,
        seen: int | None = None,
        standing: Standing = Standing.PLANNED,
        settings: Mapping[str, str] | None = None,
    ) -> TopicRow:
        """Lay out one topic of the plan beside what was seen of it."""
        topic = self.topics()[name]
        return TopicRow(
            name=name,
            event_type=topic.event_type,
            key=topic.key,
            side=topic.side.value,
            cleanup="compact" if topic.is_compacted else "delete",
            retention_days=None if topic.retention is None else topic.retention.days,
            max_message_bytes=topic.max_message_bytes,
            partitions_wanted=self.partitions_of(topic),
            partitions_seen=seen,
            standing=standing,
            meaning=topic.meaning,
            config=config_of(topic, self.replicas),
            settings=settings or {},
        )


def planned(plan: Plan) -> list[TopicRow]:
    """List the topics as planned, asking no broker."""
    return [plan.row(name) for name in plan.topics()]


COLUMNS = ("topic", "standing", "partitions", "cleanup", "kept", "max bytes", "key", "meaning")
"""The head of `table`."""


def table(rows: Sequence[TopicRow]) -> list[tuple[str, ...]]:
    """Write the rows for people, one word or number a cell, under `COLUMNS`."""
    return [
        (
            row.name,
            row.standing.value if not row.settings else f"{row.standing.value}: {_differing(row)}",
            _count(row),
            row.cleanup,
            "until a tombstone" if row.retention_days is None else f"{row.retention_days} days",
            f"{row.max_message_bytes:,}",
            row.key,
            row.meaning,
        )
        for row in rows
    ]


def as_json(rows: Sequence[TopicRow]) -> list[dict[str, object]]:
    """Write the rows for programs, every field by its name."""
    return [asdict(row) for row in rows]


def _count(row: TopicRow) -> str:
    if row.partitions_seen in (None, row.partitions_wanted):
        return str(row.partitions_wanted)
    return f"{row.partitions_seen}, not {row.partitions_wanted}"


def _differing(row: TopicRow) -> str:
    return ", ".join(f"{name} is {seen}" for name, seen in row.settings.items())
