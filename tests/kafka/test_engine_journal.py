"""The journal on a real broker: one writer, all or nothing, read back to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiokafka.errors import ProducerFenced

from streams.agents.journal import Journal
from streams.agents.settings import Engine
from streams.agents.stage import Output
from streams.core.errors import ConfigurationError
from tests.agents.toys import ALERTS
from tests.agents.workshop import Workshop
from tests.kafka.conftest import RunningBroker

ALERT = Output(ALERTS, b"key", b"value", (("name", b"header"),))


class Desk:
    """Journals of one partition, closed at the end of the test."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.engine = Engine(
            broker=shop.bootstrap, prefix=shop.prefix, group=shop.prefix, partitions=2
        )
        self.journals: list[Journal] = []

    async def journal(self, digest: str = "d1") -> Journal:
        journal = Journal(self.engine, "watch", 0, {"areas": digest})
        self.journals.append(journal)
        await journal.fence()
        return journal


@pytest.fixture
async def desk(kafka: RunningBroker, prefix: str) -> AsyncIterator[Desk]:
    shop = Workshop(kafka.bootstrap, prefix)
    shop.make_topics()
    desk = Desk(shop)
    yield desk
    for journal in desk.journals:
        await journal.close()


async def test_a_first_start_finds_no_rows_and_no_position(desk: Desk):
    held = await (await desk.journal()).restore()

    assert held.rows == {}
    assert held.position is None


async def test_rows_position_and_messages_come_back_together(desk: Desk):
    journal = await desk.journal()
    await journal.commit([ALERT], {"a": b"1", "gone": b"2"}, {"t": 7})
    await journal.commit([], {"a": b"3", "gone": None}, {"t": 8})

    held = await (await desk.journal()).restore()

    assert held.rows == {"a": b"3"}
    assert held.position == {"t": 8}
    alerts = await desk.shop.read(ALERTS)
    assert [(r.key, r.value, r.headers) for log in alerts.values() for r in log] == [ALERT[1:4]]


async def test_every_row_is_read_back_from_many_batches(desk: Desk):
    journal = await desk.journal()
    rows = {f"row/{n}": b"x" * 200 for n in range(20_000)}
    for start in range(0, 20_000, 4_000):
        part = dict(list(rows.items())[start : start + 4_000])
        await journal.commit([], part, {"t": start})

    assert (await (await desk.journal()).restore()).rows == rows


async def test_a_replaced_owner_can_write_nothing(desk: Desk):
    earlier = await desk.journal()
    await earlier.commit([], {"a": b"1"}, {"t": 1})
    heir = await desk.journal()

    with pytest.raises(ProducerFenced):
        await earlier.commit([ALERT], {"a": b"2"}, {"t": 2})

    held = await heir.restore()
    assert (held.rows, held.position) == ({"a": b"1"}, {"t": 1})
    assert await desk.shop.count(ALERTS) == 0


async def test_a_transaction_left_open_is_ended_by_the_next_owner_at_once(desk: Desk):
    earlier = await desk.journal()
    await earlier.commit([], {"a": b"1"}, {"t": 1})
    await earlier.begin([ALERT], {"a": b"2"}, {"t": 2})

    async with asyncio.timeout(5):  # Left to its own time-out it would take 10 s.
        held = await (await desk.journal()).restore()

    assert (held.rows, held.position) == ({"a": b"1"}, {"t": 1})
    assert await desk.shop.count(ALERTS) == 0


async def test_state_of_another_identity_is_refused_by_name(desk: Desk):
    await (await desk.journal("d1")).commit([], {}, {"t": 1})

    with pytest.raises(ConfigurationError, match="areas was d1 and is d2"):
        await (await desk.journal("d2")).restore()


async def test_workers_of_two_releases_take_over_from_each_other(desk: Desk):
    as_before, raised = desk.engine, replace(desk.engine, state_write_version=2)
    await (await desk.journal()).commit([], {"a": b"1", "b": b'{"x":1}'}, {"t": 1})

    desk.engine = raised
    newer = await desk.journal()
    assert (await newer.restore()).rows == {"a": b"1", "b": b'{"x":1}'}
    await newer.commit([], {"a": b"2"}, {"t": 2})

    desk.engine = as_before
    older = await desk.journal()
    assert (await older.restore()).rows == {"a": b"2", "b": b'{"x":1}'}
