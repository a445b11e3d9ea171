"""The embedded broker: there at once, known for what it is, and enough for the demo."""

import asyncio
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.topics import DEATH_REPORTS, EMBEDDED_PARTITIONS
from streams.broker.embedded import AIOKAFKA, WARNING, EmbeddedBroker
from streams.broker.plan import Plan, Standing
from streams.broker.reach import BrokerOutOfReach, administer, ask_metadata, is_embedded
from streams.broker.topics import TopicsRefused, check, create, describe

DEMO = Plan(partitions=EMBEDDED_PARTITIONS, replicas=1)


def test_it_is_known_for_what_it_is_and_says_so() -> None:
    with EmbeddedBroker() as broker:
        assert broker.bootstrap.startswith("127.0.0.1:")
        assert is_embedded(broker.bootstrap)
    assert "development" in WARNING


def test_its_topics_are_made_once_with_the_partitions_it_can_make() -> None:
    with EmbeddedBroker() as broker:
        assert create(broker.bootstrap, DEMO) == list(DEMO.topics())
        assert create(broker.bootstrap, DEMO) == []
        assert {row.standing for row in describe(broker.bootstrap, DEMO)} == {Standing.RIGHT}
        check(broker.bootstrap, DEMO)


def test_another_number_of_partitions_is_refused_with_the_remedy() -> None:
    with EmbeddedBroker() as broker, pytest.raises(TopicsRefused, match="TOCSIN_PARTITIONS=4"):
        create(broker.bootstrap, Plan(partitions=12))


def test_an_ended_broker_is_out_of_reach_and_the_error_says_what_to_do() -> None:
    broker = EmbeddedBroker()
    broker.close()

    with pytest.raises(BrokerOutOfReach, match="Check the address") as unreached:
        ask_metadata(
            administer(broker.bootstrap), broker.bootstrap, patience=timedelta(seconds=0.5)
        )

    assert unreached.value.bootstrap == broker.bootstrap


async def test_transactions_are_read_committed_from_any_position_after_a_restart() -> None:
    with EmbeddedBroker() as broker:
        create(broker.bootstrap, DEMO)
        for value in (b"one", b"two", b"three"):
            await commit(broker.bootstrap, value)

        assert await values_from(broker.bootstrap, 0) == [b"one", b"two", b"three"]
        assert await values_from(broker.bootstrap, 2) == [b"two", b"three"]


async def commit(bootstrap: str, value: bytes) -> None:
    """Write one record in a transaction of a new producer, as a restarted owner does."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id="worker-watch-0")
    async with producer, producer.transaction():
        await (await producer.send(DEATH_REPORTS, value, partition=0))


async def values_from(bootstrap: str, offset: int) -> list[bytes]:
    """Read partition 0 from an offset to its end as it stands."""
    where = TopicPartition(DEATH_REPORTS, 0)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        **AIOKAFKA,
    )
    values: list[bytes] = []
    async with consumer, asyncio.timeout(10):
        consumer.assign([where])
        consumer.seek(where, offset)
        end = (await consumer.end_offsets([where]))[where]
        while await consumer.position(where) < end - 1:  # The last is the end of a transaction.
            for records in (await consumer.getmany(where, timeout_ms=200)).values():
                values += [record.value for record in records]
    return values
