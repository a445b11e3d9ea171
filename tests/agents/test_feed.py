"""The order in which an owner takes what lies in its topics; the broker is a hand-made fake."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import TopicPartition

from streams.agents.feed import BATCH, Feed
from streams.agents.stage import Record

A, B = TopicPartition("a", 0), TopicPartition("b", 0)


@dataclass
class Raw:
    """A record as aiokafka gives it; its value is its time."""

    offset: int
    value: bytes
    partition: int = 0
    timestamp: int = 0
    key: bytes | None = None
    headers: tuple[Any, ...] = ()


@dataclass
class FakeConsumer:
    """Logs of which only a part has been fetched; ``fetch`` brings the rest of some."""

    logs: dict[TopicPartition, list[Raw]]
    fetched: dict[TopicPartition, int] = field(default_factory=dict)

    async def fetch(self, feed: Feed, *tps: TopicPartition) -> None:
        news = {tp: self.logs[tp][self.fetched.get(tp, 0) :] for tp in tps}
        self.fetched |= {tp: len(self.logs[tp]) for tp in tps}
        await feed.follow(self, news)  # type: ignore[arg-type]

    async def position(self, tp: TopicPartition) -> int:
        return self.fetched.get(tp, 0)

    def last_stable_offset(self, tp: TopicPartition) -> int:
        return len(self.logs[tp])


def a_log(*times: bytes) -> list[Raw]:
    return [Raw(offset, time) for offset, time in enumerate(times)]


def a_feed(start: int = 0) -> Feed:
    return Feed({"a": A, "b": B}, {"a": start, "b": 0}, time_of)


def time_of(record: Record) -> int | None:
    return None if record.value == b"?" else int(record.value or b"")


def taken(records: list[Record]) -> list[str]:
    return [f"{record.topic}{(record.value or b'').decode()}" for record in records]


async def test_the_least_time_comes_first_and_ties_go_by_the_order_of_the_topics():
    feed = a_feed()
    consumer = FakeConsumer({A: a_log(b"1", b"3", b"4"), B: a_log(b"0", b"2", b"3")})
    await consumer.fetch(feed, A, B)

    assert taken(await feed.take()) == ["b0", "a1", "b2", "a3", "b3", "a4"]


async def test_a_record_whose_time_cannot_be_read_is_taken_at_once():
    feed = a_feed()
    consumer = FakeConsumer({A: a_log(b"5", b"?", b"6"), B: a_log(b"?", b"7")})
    await consumer.fetch(feed, A, B)

    assert taken(await feed.take()) == ["b?", "a5", "a?", "a6", "b7"]


async def test_a_topic_with_more_to_come_is_waited_for():
    feed = a_feed()
    consumer = FakeConsumer({A: a_log(b"1", b"2"), B: a_log(b"0")})
    await consumer.fetch(feed, A)
    taking = asyncio.ensure_future(feed.take())

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(taking), 0.05)
    await consumer.fetch(feed, B)

    assert taken(await taking) == ["b0", "a1", "a2"]


async def test_what_cannot_be_ordered_waits_for_no_other_topic():
    feed = a_feed()
    consumer = FakeConsumer({A: a_log(b"?", b"2"), B: a_log(b"0")})
    await consumer.fetch(feed, A)

    assert taken(await feed.take()) == ["a?"]


async def test_a_topic_read_to_its_end_is_not_waited_for():
    feed = a_feed()
    await FakeConsumer({A: a_log(b"1", b"2"), B: []}).fetch(feed, A)

    assert taken(await feed.take()) == ["a1", "a2"]
    assert feed.lag() == {"a": 0, "b": 0}
    assert feed.is_at_end


async def test_records_below_the_position_are_dropped():
    feed = a_feed(start=2)
    await FakeConsumer({A: a_log(b"1", b"2", b"3"), B: []}).fetch(feed, A)

    assert taken(await feed.take()) == ["a3"]


async def test_a_backlog_comes_in_full_batches_and_in_order():
    feed = a_feed()
    times = [b"%d" % n for n in range(BATCH)]
    await FakeConsumer({A: a_log(*times), B: a_log(*times)}).fetch(feed, A, B)

    assert feed.open() == []
    first, second = await feed.take(), await feed.take()

    assert len(first) == len(second) == BATCH
    assert [time_of(record) for record in first + second] == [n // 2 for n in range(2 * BATCH)]
    assert feed.open() == [A, B]
