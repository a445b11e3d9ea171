"""The agents in Faust's own test context, and what happens without them."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from aiokafka.errors import KafkaError, NodeNotReadyError

from streams.agents.app import build
from streams.agents.faults import BrokenPromise, exit_code
from streams.agents.owner import Batch, Owner
from streams.agents.settings import Engine
from streams.agents.stage import Output, Record, Settled, Stage
from tests.agents.toys import DAY, EVENTS, PLANS, ToyWatch, a_report

ENGINE = Engine(broker="127.0.0.1:1", partitions=1, deadline=timedelta(seconds=0.2))
WEEK = range(DAY - 6, DAY + 1)


class OneBatch:
    """Gives one batch, then nothing more."""

    is_at_end = True

    def __init__(self, records: list[Record]) -> None:
        self._batches = [records] if records else []

    async def take(self) -> list[Record]:
        await asyncio.sleep(0)
        return self._batches.pop() if self._batches else []


class Kept:
    """Keeps what is committed."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.position: dict[str, int] = {}
        self.has_come = asyncio.Event()

    async def commit(
        self,
        outputs: Sequence[Output],
        rows: Mapping[str, bytes | None],
        position: Mapping[str, int],
    ) -> None:
        self.outputs += outputs
        self.position = dict(position)
        self.has_come.set()


class Broken(ToyWatch):
    """Fails on every record."""

    def apply(self, records: Sequence[Record]) -> Settled:
        raise KeyError("a surprise")


class Ticking(ToyWatch):
    """Says once that it has read up to now."""

    said = False

    def idle(self, now_ms: int) -> Settled | None:
        if self.said:
            return None
        self.said = True
        return Settled((Output(EVENTS, None, b"tick", partition=0),))


def five_reports() -> list[Record]:
    return [Record(EVENTS, 0, n, 0, b"A1", a_report(n, area="A1")) for n in range(5)]


def a_batch(stage: Stage) -> Batch:
    return Batch(stage, five_reports(), asyncio.get_running_loop().create_future())


async def test_the_watch_agent_keeps_the_windows_of_an_area_and_raises_its_alert():
    stage, agent = ToyWatch(), build(ENGINE, PLANS).app.agents["watch"]
    batch = a_batch(stage)

    async with agent.test_context() as watch:
        await watch.put(batch)

    settled = batch.settled.result()
    assert stage.window("A1", WEEK) == 5
    assert settled.rows == {f"A1/{DAY}": b"5"}
    assert [output.key for output in settled.outputs] == [b"A1-5"]


async def test_a_failure_of_the_core_is_its_owners_to_raise():
    agent = build(ENGINE, PLANS).app.agents["watch"]
    batch = a_batch(Broken())

    async with agent.test_context() as watch:
        await watch.put(batch)

    with pytest.raises(KeyError):
        await batch.settled


async def test_with_its_agent_an_owner_commits_alert_and_position():
    kept = Kept()
    app = build(ENGINE, PLANS).app
    agent = app.agents["watch"]
    async with agent.test_context() as watch:
        owner = Owner(ENGINE, ToyWatch(), watch.channel, OneBatch(five_reports()), kept, {})
        running = asyncio.ensure_future(owner.run())
        await kept.has_come.wait()
        owner.stop()
        await running

    assert [output.key for output in kept.outputs] == [b"A1-5"]
    assert kept.position == {EVENTS: 5}


async def test_without_its_agent_no_alert_comes_and_the_worker_ends():
    kept = Kept()
    app = build(ENGINE, PLANS).app
    app.flow_control.resume()
    owner = Owner(ENGINE, ToyWatch(), app.channel(), OneBatch(five_reports()), kept, {})

    with pytest.raises(BrokenPromise) as fault:
        await owner.run()

    assert exit_code(fault.value) == 70
    assert kept.outputs == []


async def test_what_is_due_by_the_clock_is_committed_once_all_is_read_and_keeps_the_position():
    kept = Kept()
    owner = Owner(
        ENGINE, Ticking(), build(ENGINE, PLANS).app.channel(), OneBatch([]), kept, {"t": 7}
    )
    running = asyncio.ensure_future(owner.run())
    await kept.has_come.wait()
    owner.stop()
    await running

    assert [output.value for output in kept.outputs] == [b"tick"]
    assert kept.position == {"t": 7}


def test_a_broker_out_of_reach_is_known_under_whatever_hides_it():
    lookup = KafkaError("NodeNotReadyError()")
    lookup.__cause__ = NodeNotReadyError()
    delivery = KafkaError("Unexpected error during batch delivery")
    delivery.__cause__ = lookup

    assert exit_code(delivery) == 3
    assert exit_code(KafkaError("anything else")) == 70
