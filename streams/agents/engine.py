"""The engine: the service inside the Faust app that owns partitions and feeds the agents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from faust import App
from faust.types import ChannelT
from mode import Service

from streams.agents.canary import Canary
from streams.agents.owner import Batch
from streams.agents.owners import Owners
from streams.agents.settings import Engine
from streams.agents.stage import StagePlan


class EngineService(Service):
    """Runs the owners of each stage; the first fault of any is what the process ends with."""

    def __init__(
        self,
        app: App,
        engine: Engine,
        plans: Iterable[StagePlan],
        channels: Mapping[str, ChannelT[Batch]],
        **service: Any,
    ) -> None:
        super().__init__(**service)
        self._app = app
        self._owners = [Owners(engine, plan, channels[plan.name], self._fail) for plan in plans]
        self._canary = Canary(engine, lambda: self.is_ready) if engine.canary_seconds else None
        self._flying: asyncio.Task[None] | None = None
        self._fault: BaseException | None = None
        self._has_failed = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Tell whether every partition assigned is owned and restored, in every stage."""
        return bool(self._owners) and all(owners.is_ready for owners in self._owners)

    async def on_start(self) -> None:
        """Open the channels and join the groups.

        With no topic of its own, Faust never opens its channels: a batch would wait for ever.
        """
        self._app.flow_control.resume()
        for owners in self._owners:
            await owners.start()
        if self._canary is not None:
            self._flying = asyncio.ensure_future(self._canary.run())
            self._flying.add_done_callback(self._landed)

    async def on_stop(self) -> None:
        """Let every step under way end, then leave the groups."""
        if self._flying is not None:
            self._flying.cancel()
        await asyncio.gather(*(owners.stop() for owners in self._owners))

    async def failed(self) -> BaseException:
        """Wait for the first fault and return it."""
        await self._has_failed.wait()
        return self._fault or RuntimeError()

    def _landed(self, flying: asyncio.Task[None]) -> None:
        """Take an end that was not asked for as a fault."""
        if not flying.cancelled() and (fault := flying.exception()) is not None:
            self._fail(fault)

    def _fail(self, fault: BaseException) -> None:
        """Keep the first fault."""
        self._fault = self._fault or fault
        self._has_failed.set()
