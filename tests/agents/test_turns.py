"""Owners take turns, oldest event first."""

import asyncio

from streams.agents.turns import Turns


async def test_the_owner_with_the_oldest_event_goes_first():
    turns, order = Turns(), []

    async def work(partition: int, time: int) -> None:
        async with turns.turn(partition, time):
            order.append(partition)
            await asyncio.sleep(0)

    await asyncio.gather(work(0, 30), work(1, 10), work(2, 20))

    assert order[1:] == [1, 2] or order == [1, 2, 0]


async def test_one_that_fails_lets_the_others_go_on():
    turns = Turns()
    try:
        async with turns.turn(0, 1):
            raise KeyError
    except KeyError:
        pass

    async with asyncio.timeout(1), turns.turn(1, 2):
        pass
