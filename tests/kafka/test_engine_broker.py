"""The broker itself is ended and killed under a worker, and nothing is lost or repeated."""

from __future__ import annotations

import asyncio

import pytest

from tests.agents.workshop import Workshop
from tests.kafka.broker import start_broker
from tests.kafka.test_engine import assert_exactly_once, some_reports, until_settled

ENDS = {None, 3, 70}  # still running, or ended for its supervisor to start again


@pytest.mark.starts_broker
async def test_a_broker_ended_and_killed_loses_nothing_and_repeats_nothing(prefix: str):
    with start_broker() as broker:
        shop = Workshop(broker.bootstrap, prefix)
        shop.make_topics()
        for n, is_kill in enumerate((False, True)):
            with shop.worker(member="m1") as worker:
                worker.until_ready()
                shop.send(some_reports(n * 2_000, n * 2_000 + 1_500))
                broker.restart(kill=is_kill)
                shop.send(some_reports(n * 2_000 + 1_500, n * 2_000 + 2_000))
                await asyncio.sleep(1)
                assert worker.child.poll() in ENDS, worker.log()
        with shop.worker(member="m1") as worker:
            worker.until_ready()
            await until_settled(shop, 4_000)
        await assert_exactly_once(shop, 4_000)
