"""What the engine refuses, and how it ends: state that does not fit, faults, a broker away."""

from __future__ import annotations

import asyncio
import json
import signal

import pytest

from tests.agents.toys import BOMB, EVENTS, QUARANTINE, REPORTS, a_report
from tests.agents.workshop import PATIENCE, Process, Workshop, until
from tests.kafka.broker import free_port
from tests.kafka.conftest import RunningBroker


@pytest.fixture
def shop(kafka: RunningBroker, prefix: str) -> Workshop:
    workshop = Workshop(kafka.bootstrap, prefix)
    workshop.make_topics()
    return workshop


async def settle_ten(shop: Workshop) -> None:
    """Let a worker file ten reports and end in good order."""
    shop.send((REPORTS[0], b"r%d" % n, a_report(n)) for n in range(10))
    with shop.worker() as worker:
        worker.until_ready()
        until(lambda: "tocsin_batch_records_sum 20.0" in worker.page("/metrics"))
        assert worker.end(signal.SIGTERM) == 0


def refusal(shop: Workshop, **settings: object) -> str:
    """Start a worker that must refuse, and return what it says."""
    with shop.worker(**settings) as worker:
        assert worker.child.wait(PATIENCE) == 2, worker.log()
        return worker.log()


async def test_state_of_another_identity_is_refused(shop: Workshop):
    await settle_ten(shop)

    assert "areas was digest and is another" in refusal(shop, areas="another")

    shop.widen_topics(3)
    assert "has 3 partitions and 2 are configured" in refusal(shop)
    assert "partitions was 2 and is 3" in refusal(shop, partitions=3)


async def test_state_that_was_deleted_under_a_group_with_a_history_is_refused(shop: Workshop):
    await settle_ten(shop)
    shop.remake_topic("tocsin.watch.state")

    assert "the state is gone" in refusal(shop)


async def test_a_topic_that_was_made_anew_is_refused(shop: Workshop):
    await settle_ten(shop)
    shop.remake_topic(REPORTS[0])

    assert "ends before the position" in refusal(shop)


async def test_a_failure_of_the_core_commits_nothing_of_its_batch_and_ends_with_70(shop: Workshop):
    shop.send((REPORTS[0], b"same", a_report(n)) for n in range(3))
    shop.send([(REPORTS[0], b"same", a_report(3, area=BOMB))])

    with shop.worker() as worker:
        assert worker.child.wait(PATIENCE) == 70
        assert "ZeroDivisionError" in worker.log()
    assert await shop.count(EVENTS) == 0


async def ended_or_filed(shop: Workshop, worker: Process, reports: int) -> None:
    """Wait until the worker has ended, or all these reports are filed."""
    while True:
        if worker.child.poll() is not None or await shop.count(EVENTS) >= reports:
            return
        await asyncio.sleep(0.1)


async def test_after_three_crashes_records_go_alone_and_the_one_that_kills_is_set_aside(
    shop: Workshop,
):
    bombs = {8: BOMB, 15: BOMB}
    sent = [a_report(n, area=bombs.get(n)) for n in range(20)]
    shop.send((REPORTS[0], b"same", report) for report in sent)

    whole, ended = len(sent) - len(bombs), []
    async with asyncio.timeout(4 * PATIENCE):
        while await shop.count(EVENTS) < whole:
            with shop.worker() as worker:
                await ended_or_filed(shop, worker, whole)
                if worker.child.poll() is None:
                    assert 'tocsin_killers_total{stage="receive"} 1.0' in worker.page("/metrics")
                    assert worker.end(signal.SIGTERM) == 0
                else:
                    ended.append(worker.child.returncode)

    # Three in a batch, one alone; of the second bomb, one alone.
    assert ended == [70] * 5
    filed = [json.loads(r.value)["id"] for log in (await shop.read(EVENTS)).values() for r in log]
    assert sorted(filed) == sorted(f"r{n}" for n in range(20) if n not in bombs)
    aside = [r for log in (await shop.read(QUARANTINE)).values() for r in log]
    assert [r.value for r in aside] == [sent[8], sent[15]]
    assert [dict(r.headers)["q_offset"] for r in aside] == [b"8", b"15"]


def test_a_broker_out_of_reach_ends_with_3():
    with Workshop(f"127.0.0.1:{free_port()}", "").worker() as worker:
        assert worker.child.wait(PATIENCE) == 3, worker.log()


def test_a_session_that_the_broker_refuses_ends_with_3_and_says_why(shop: Workshop):
    with shop.worker(session_timeout=0.5, assignment_patience=2) as worker:
        assert worker.child.wait(PATIENCE) == 3, worker.log()
        assert "session timeout" in worker.log()
