"""The Faust app of a worker: its agents, the engine service beneath them, its health pages."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faust
import structlog
from faust.app.base import BootStrategy
from faust.types.web import Request, Response
from faust.web import View
from prometheus_client import generate_latest

from streams.agents.carriers import AGENTS
from streams.agents.engine import EngineService
from streams.agents.faults import BrokenPromise, BrokerAway, exit_code
from streams.agents.settings import Engine
from streams.agents.stage import StagePlan
from streams.core.errors import ConfigurationError
from streams.telemetry.logs import fault_fields

STOP_SECONDS = 10.0  # what an orderly end may take before it is cut short

log = structlog.get_logger()


class EngineBoot(BootStrategy):
    """Starts sensors, web and agents; the connections to Kafka are the engine's.

    With no topic to subscribe to, Faust's own consumer crashes at its start (0.15.3).
    """

    enable_kafka = False


class WorkerApp(faust.App):
    """A Faust app whose agents read channels only."""

    BootStrategy = EngineBoot


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker not yet started: its Faust app and the engine in it."""

    app: faust.App
    engine: EngineService


def build(engine: Engine, plans: Sequence[StagePlan]) -> Worker:
    """Put a worker together: one agent and one channel a stage, the engine, the pages."""
    app = WorkerApp(
        engine.application,
        broker=f"kafka://{engine.broker}",
        store="memory://",
        topic_allow_declare=False,
        topic_disable_leader=True,
        datadir=Path(tempfile.gettempdir()) / engine.application,
        web_host=engine.web_host,
        web_bind=engine.web_host,
        web_port=engine.web_port,
        web_tables_enabled=False,
        web_router_enabled=False,
        web_stats_enabled=False,
        web_graph_enabled=False,
    )
    channels = {plan.name: app.channel() for plan in plans}
    for plan in plans:
        AGENTS[plan.name](app, channels[plan.name])
    service = EngineService(app, engine, plans, channels)
    app.service(service)  # type: ignore[arg-type]  # An instance is taken as well.
    _serve_pages(app, service)
    return Worker(app, service)


def run(worker: Worker) -> int:
    """Run until told to stop (0), or end the process at once with the code of its fault.

    Crash-only: after a fault nothing more is tried; what was not committed never happened.
    """
    code = asyncio.run(_live(worker))
    return code


async def _live(worker: Worker) -> int:
    """Live until a signal or a fault."""
    told = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    life = asyncio.ensure_future(_work(worker))
    end = asyncio.ensure_future(told.wait())
    await asyncio.wait({life, end}, return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        _end_with(life.exception() or life.result())
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await worker.app.stop()
    except TimeoutError:
        log.warning("worker.cut_short")
    return 0


async def _work(worker: Worker) -> BaseException:
    """Start everything and wait for the first fault."""
    await worker.app.start()
    return await worker.engine.failed()


def _end_with(fault: BaseException) -> None:
    """Say what happened, quoting nobody's data, and end the process."""
    ours = isinstance(fault, (ConfigurationError, BrokerAway, BrokenPromise))
    log.error("worker.failed", why=str(fault) if ours else "", **fault_fields(fault))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code(fault))


def _serve_pages(app: faust.App, engine: EngineService) -> None:
    """Serve what operators ask: numbers, whether the loop turns, whether work is being done."""

    @app.page("/metrics")
    async def metrics(web: View, request: Request) -> Response:
        """Show the numbers of this process to Prometheus."""
        return web.bytes(generate_latest(), content_type="text/plain")

    @app.page("/livez")
    async def livez(web: View, request: Request) -> Response:
        """Answer: that is all it takes to be alive."""
        return web.text("alive\n")

    @app.page("/readyz")
    async def readyz(web: View, request: Request) -> Response:
        """Say whether all that was assigned is owned and restored."""
        if engine.is_ready:
            return web.text("ready\n")
        return web.text("not ready\n", status=503)
