"""Lanes: order within one, no waiting between them, patience with an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from streams.notify.channels.channel import Patience
from streams.notify.channels.circuit_breaker import Breaker
from streams.notify.channels.sending import ARRIVED, Result
from streams.notify.deliveries.lanes import Lanes, Try
from streams.notify.message import Message
from tests.notify.tellings import message

DOWN = Result("no_answer")
NEVER = Result("refused", may_try_again=False)
MS = timedelta(milliseconds=1)


class Scripted:
    """A channel that does as it is told."""

    def __init__(self, answer: Callable[[Message, int], Result]) -> None:
        self.answer, self.sent, self.at_once, self.most = answer, [], 0, 0

    async def send(self, message: Message) -> Result:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0.002)
        self.at_once -= 1
        self.sent.append(message.decision_id)
        return self.answer(message, self.sent.count(message.decision_id))

    async def close(self) -> None: ...


async def run(answer, messages, *, give_up=timedelta(seconds=5), rest_after=1000, until=None):
    """Send messages until all have ended; give the tries in the order of their records."""
    tries: list[Try] = []
    ended = asyncio.Event()
    wanted = until or len(messages)

    async def record(one: Try) -> None:
        tries.append(one)
        if sum(one.outcome != "failed" for one in tries) == wanted:
            ended.set()

    patience = Patience(
        give_up=give_up, first_wait=5 * MS, longest_wait=20 * MS, timeout=MS,
        rest_after=rest_after, rest=20 * MS, at_once=3,
    )  # fmt: skip
    sender = Scripted(answer)
    breaker = Breaker(rest_after, patience.rest, asyncio.get_running_loop().time)
    lanes = Lanes(
        {"desk": sender}, {"desk": breaker}, {"desk": asyncio.Semaphore(3)}, patience, record,
        asyncio.ensure_future,
    )  # fmt: skip
    for one in messages:
        lanes.put(one, 0)
    await asyncio.wait_for(ended.wait(), 10)
    await lanes.stop(timedelta(seconds=1))
    return tries, sender


def many(alerts: int, decisions: int) -> list[Message]:
    return [
        message(alert_id=f"A{alert}", decision_id=f"{alert}/{number}")
        for number in range(decisions)
        for alert in range(alerts)
    ]


async def test_a_lane_keeps_its_order_through_failures():
    tries, _ = await run(lambda one, n: ARRIVED if n > 3 else DOWN, many(1, 4))

    arrived = [one.message.decision_id for one in tries if one.outcome == "delivered"]
    assert arrived == ["0/0", "0/1", "0/2", "0/3"]
    assert [one.attempt for one in tries if one.message.decision_id == "0/2"] == [1, 2, 3, 4]


async def test_one_alert_that_fails_keeps_no_other_waiting():
    def answer(one, n):
        return DOWN if one.alert_id == "A0" and n < 8 else ARRIVED

    tries, _ = await run(answer, many(5, 2))

    arrived = [one.message.alert_id for one in tries if one.outcome == "delivered"]
    assert arrived[-2:] == ["A0", "A0"]


async def test_what_may_not_be_tried_again_is_given_up_at_once_and_the_lane_goes_on():
    tries, _ = await run(lambda one, n: NEVER if one.decision_id == "0/0" else ARRIVED, many(1, 2))

    assert [(one.outcome, one.attempt) for one in tries] == [("given_up", 1), ("delivered", 1)]


async def test_patience_has_an_end():
    tries, _ = await run(lambda one, n: DOWN, many(2, 2), give_up=100 * MS)

    assert [one.outcome for one in tries if one.outcome != "failed"] == ["given_up"] * 4
    assert sum(one.outcome == "failed" for one in tries) > 4


async def test_a_channel_takes_no_more_at_once_than_it_may():
    _, sender = await run(lambda one, n: ARRIVED, many(20, 1))

    assert sender.most == 3


async def test_a_broken_channel_is_left_alone_and_tried_by_one_at_a_time():
    broken = True

    def answer(one, n):
        return DOWN if broken else ARRIVED

    async def mend():
        nonlocal broken
        await asyncio.sleep(0.3)
        broken = False

    mending = asyncio.ensure_future(mend())
    tries, _ = await run(answer, many(20, 1), rest_after=3)
    await mending

    failed = sum(one.outcome == "failed" for one in tries)
    assert failed < 40, "twenty lanes, a wait of 20 ms and 300 ms would make some 300"
    assert sum(one.outcome == "delivered" for one in tries) == 20


async def test_an_end_breaks_off_the_waiting_and_no_record():
    tries: list[Try] = []

    async def record(one: Try) -> None:
        await asyncio.sleep(0.05)
        tries.append(one)

    patience = Patience(
        give_up=timedelta(minutes=5), first_wait=timedelta(minutes=1),
        longest_wait=timedelta(minutes=1), timeout=MS, rest_after=9, rest=MS, at_once=1,
    )  # fmt: skip
    now = asyncio.get_running_loop().time
    lanes = Lanes(
        {"desk": Scripted(lambda one, n: DOWN)}, {"desk": Breaker(9, MS, now)},
        {"desk": asyncio.Semaphore(1)}, patience, record, asyncio.ensure_future,
    )  # fmt: skip
    lanes.put(message(), 4)
    await asyncio.sleep(0.02)
    began = now()
    await lanes.stop(timedelta(seconds=5))

    assert now() - began < 1
    assert [one.attempt for one in tries] == [5]


@pytest.mark.parametrize("asked", [timedelta(milliseconds=80)])
async def test_a_receiver_that_asks_for_time_gets_it(asked):
    loop = asyncio.get_running_loop()
    began = loop.time()
    await run(lambda one, n: ARRIVED if n > 1 else Result("busy", wait=asked), many(1, 1))

    assert loop.time() - began >= 0.08
