"""What must hold before a stage may start: its topics, and a position that they still reach."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]

from streams.agents.settings import Engine
from streams.agents.stage import StagePlan
from streams.core.errors import ConfigurationError


async def check_topics(engine: Engine, plan: StagePlan) -> None:
    """Refuse topics whose partition counts are not the one that the state is built on.

    Raises:
        ConfigurationError: naming each such topic.
    """
    names = [*map(engine.topic, plan.inputs), engine.changelog(plan.name)]
    admin = AIOKafkaAdminClient(**engine.client())
    await admin.start()
    try:
        seen = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(names)}
    finally:
        await admin.close()
    faults = [
        f"{name} has {seen.get(name, 0)} partitions and {engine.partitions} are configured"
        for name in names
        if seen.get(name, 0) != engine.partitions
    ]
    if faults:
        raise ConfigurationError(faults)


async def start_of(
    consumer: AIOKafkaConsumer,
    tps: Mapping[str, TopicPartition],
    position: Mapping[str, int] | None,
) -> dict[str, int]:
    """Return where to read on in each topic.

    Raises:
        ConfigurationError: if the state is gone, or a topic was made anew or cut short.
    """
    first = await consumer.beginning_offsets(tps.values())
    if position is None:
        read = [tp for tp in tps.values() if await consumer.committed(tp) is not None]
        if read:
            raise ConfigurationError(
                [f"{tp} was read before, but the state is gone" for tp in read]
            )
        return {topic: first[tp] for topic, tp in tps.items()}
    ends = await consumer.end_offsets(tps.values())
    start = {topic: max(position.get(topic, 0), first[tp]) for topic, tp in tps.items()}
    faults = [
        f"{tp} ends before the position {start[topic]}: it was made anew or cut short"
        for topic, tp in tps.items()
        if start[topic] > ends[tp]
    ]
    if faults:
        raise ConfigurationError(faults)
    return start
