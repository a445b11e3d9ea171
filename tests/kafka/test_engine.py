"""Exactly once on a real broker: workers killed, restarted and replaced while reports arrive."""

from __future__ import annotations

import asyncio
import json
import signal
import time

import pytest

from streams.agents.stage import Record
from tests.agents.toys import (
    ALERTS,
    EVENTS,
    QUARANTINE,
    REPORTS,
    ToyWatch,
    a_report,
    replay,
)
from tests.agents.workshop import PATIENCE, Workshop
from tests.kafka.conftest import RunningBroker

POISON = b"\xff not a report"


@pytest.fixture
def shop(kafka: RunningBroker, prefix: str) -> Workshop:
    workshop = Workshop(kafka.bootstrap, prefix)
    workshop.make_topics()
    return workshop


def some_reports(first: int, last: int) -> list[tuple[str, bytes, bytes]]:
    """Reports to both topics in turn; one in ten is sent twice, one in a hundred is poison."""
    sent = []
    for n in range(first, last):
        topic, key = REPORTS[n % 2], b"r%d" % n
        sent.append((topic, key, a_report(n)))
        if n % 10 == 0:
            sent.append((topic, key, a_report(n)))
        if n % 100 == 0:
            sent.append((topic, key, POISON))
    return sent


async def until_settled(shop: Workshop, reports: int) -> None:
    """Wait until every report is filed and every alert that follows is out."""
    end = time.monotonic() + PATIENCE
    while True:
        events = await shop.read(EVENTS)
        wanted = sum(len(replay(log)) for log in events.values())
        if sum(map(len, events.values())) >= reports and await shop.count(ALERTS) >= wanted:
            return
        assert time.monotonic() < end, (await shop.count(EVENTS), reports)
        await asyncio.sleep(0.2)


async def assert_exactly_once(shop: Workshop, reports: int) -> None:
    """Nothing lost, phantom or repeated: messages, alerts byte for byte, rows, quarantine."""
    await asyncio.sleep(0.5)
    events = await shop.read(EVENTS)
    ids = sorted(json.loads(r.value)["id"] for log in events.values() for r in log)
    assert ids == sorted(f"r{n}" for n in range(reports))
    alerts = [r.value for log in (await shop.read(ALERTS)).values() for r in log]
    assert sorted(alerts) == sorted(v for log in events.values() for v in replay(log))
    places = [r.headers for log in (await shop.read(QUARANTINE)).values() for r in log]
    assert len(places) == len(set(places)) == len(range(0, reports, 100))
    for partition, log in events.items():
        stage = ToyWatch()
        assert rows_of(await shop.read("tocsin.watch.state"), partition) == {
            key: value for key, value in stage.apply(log).rows.items() if value is not None
        }


def rows_of(changelog: dict[int, list[Record]], partition: int) -> dict[str, bytes]:
    """Fold a partition of a changelog, without its position."""
    rows = {r.key.decode(): r.value for r in changelog[partition]}
    return {key: value for key, value in rows.items() if value is not None and key != "@"}


async def test_five_kills_lose_nothing_and_repeat_nothing(shop: Workshop):
    for n in range(5):
        shop.send(some_reports(n * 2_000, n * 2_000 + 2_000))
        with shop.worker(member="m1") as worker:
            worker.until_ready()
            await asyncio.sleep(0.05 * n)
            worker.end(signal.SIGKILL)
    shop.send(some_reports(10_000, 11_000))
    with shop.worker(member="m1") as worker:
        worker.until_ready()
        await until_settled(shop, 11_000)
        assert worker.end(signal.SIGTERM) == 0
    await assert_exactly_once(shop, 11_000)


async def test_a_restarted_worker_goes_on_where_the_last_one_ended(shop: Workshop):
    with shop.worker() as worker:
        worker.until_ready()
        shop.send(some_reports(0, 500))
        await until_settled(shop, 500)
        began = time.monotonic()
        assert worker.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 5, "a group of one is left at once"
    shop.send(some_reports(500, 1_000))
    with shop.worker() as worker:
        worker.until_ready()
        await until_settled(shop, 1_000)
    await assert_exactly_once(shop, 1_000)


async def test_a_paused_worker_that_was_replaced_ends_fenced_and_writes_nothing(shop: Workshop):
    shop.send(some_reports(0, 30_000))
    with shop.worker() as zombie:
        while await shop.count(EVENTS) == 0:
            assert zombie.child.poll() is None
        zombie.child.send_signal(signal.SIGSTOP)
        assert await shop.count(EVENTS) < 30_000, "paused too late to have work in hand"
        with shop.worker() as heir:
            heir.until_ready()
            await until_settled(shop, 30_000)
            zombie.child.send_signal(signal.SIGCONT)
            assert zombie.child.wait(PATIENCE) == 70, zombie.log()
            assert "ProducerFenced" in zombie.log()
            await assert_exactly_once(shop, 30_000)
            assert heir.end(signal.SIGTERM) == 0


async def test_a_second_worker_joins_and_leaves_without_loss(shop: Workshop):
    with shop.worker() as first:
        first.until_ready()
        shop.send(some_reports(0, 3_000))
        with shop.worker() as second:
            second.until_ready()
            shop.send(some_reports(3_000, 6_000))
            assert second.end(signal.SIGTERM) == 0
        shop.send(some_reports(6_000, 8_000))
        await until_settled(shop, 8_000)
        assert first.end(signal.SIGTERM) == 0
    await assert_exactly_once(shop, 8_000)
