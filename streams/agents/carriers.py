"""The Faust agents: each carries its stage's batches through the pure core, and decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

from faust import App
from faust.types import AgentT, ChannelT, StreamT

from streams.agents.owner import Batch
from streams.agents.stage import Settled

CHUNK = 25  # records given to the core at once
TURN_SECONDS = 0.005  # work between two turns of the event loop: heartbeats must not starve


def receive(app: App, channel: ChannelT[Batch]) -> AgentT[Batch]:
    """Declare the agent that reads, checks, versions and files reports."""

    @app.agent(channel, name="receive")
    async def receive(batches: StreamT[Batch]) -> AsyncIterator[int]:
        """File each report to the areas concerned, and set aside what cannot be read."""
        async for batch in batches:
            yield await settle(batch)

    return receive


def watch(app: App, channel: ChannelT[Batch]) -> AgentT[Batch]:
    """Declare the agent that keeps each area's windows and raises its alerts."""

    @app.agent(channel, name="watch")
    async def watch(batches: StreamT[Batch]) -> AsyncIterator[int]:
        """Keep the windowed rows of each area and say what the detectors make of them."""
        async for batch in batches:
            yield await settle(batch)

    return watch


def recognise(app: App, channel: ChannelT[Batch]) -> AgentT[Batch]:
    """Declare the agent that sees the same person or thing in two areas."""

    @app.agent(channel, name="recognise")
    async def recognise(batches: StreamT[Batch]) -> AsyncIterator[int]:
        """Keep who mentions which token, and link cases of different areas that share one."""
        async for batch in batches:
            yield await settle(batch)

    return recognise


AGENTS: dict[str, Callable[[App, ChannelT[Batch]], AgentT[Batch]]] = {
    "receive": receive,
    "watch": watch,
    "recognise": recognise,
}


async def settle(batch: Batch) -> int:
    """Run a batch through its stage and answer its owner; return how many records it held.

    A failure of the core is put into the answer: the owner ends the process with it.
    """
    parts: list[Settled] = []
    since = monotonic()
    try:
        for start in range(0, len(batch.records), CHUNK):
            parts.append(batch.stage.apply(batch.records[start : start + CHUNK]))
            if monotonic() - since > TURN_SECONDS:
                await asyncio.sleep(0)
                since = monotonic()
    except Exception as fault:
        if not batch.settled.done():
            batch.settled.set_exception(fault)
        return 0
    if not batch.settled.done():
        batch.settled.set_result(Settled.joined(parts))
    return len(batch.records)
