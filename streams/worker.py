"""Puts a worker together: settings and rules into the engine's plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from streams.agents.app import build, run
from streams.agents.logs import Logs
from streams.agents.receive_stage import INPUTS as RECEIVE_INPUTS
from streams.agents.receive_stage import ReceiveStage
from streams.agents.recognise_stage import INPUTS as RECOGNISE_INPUTS
from streams.agents.recognise_stage import RecogniseStage
from streams.agents.settings import Engine
from streams.agents.stage import StagePlan
from streams.agents.watch_stage import INPUTS as WATCH_INPUTS
from streams.agents.watch_stage import WatchStage
from streams.broker.security import security_of
from streams.configuration import Configuration
from streams.core.reading import Arrival
from streams.senders import read_senders
from streams.settings import Settings
from streams.telemetry import process_metrics
from streams.telemetry.closed_sets import SENDERS


def plans(settings: Settings, configuration: Configuration) -> list[StagePlan]:
    """The stages of the pipeline, in the order of the data's way through them."""
    identity: dict[str, str | int] = {"areas": configuration.areas.digest}

    logs = Logs(configuration.areas, settings.partitions)
    may_send = _may_send(settings, configuration)

    def receive(partition: int) -> ReceiveStage:
        return ReceiveStage(
            partition, settings.partitions, configuration.areas, settings.clock, may_send
        )

    def watch(partition: int) -> WatchStage:
        return WatchStage(configuration.context_of, logs, is_live=settings.clock == "wall")

    def recognise(partition: int) -> RecogniseStage:
        return RecogniseStage(configuration.shared.across, logs)

    return [
        StagePlan(
            name="receive",
            inputs=RECEIVE_INPUTS,
            make=receive,
            identity=identity,
            in_turn=settings.clock == "events",
        ),
        StagePlan(name="recognise", inputs=RECOGNISE_INPUTS, make=recognise, identity=identity),
        StagePlan(name="watch", inputs=WATCH_INPUTS, make=watch, identity=identity),
    ]


def _may_send(settings: Settings, configuration: Configuration) -> Callable[[Arrival], bool]:
    """Who may send what, where the deployment says so; else Kafka alone decides."""
    if settings.senders is None:
        return lambda _: True
    senders = read_senders(settings.senders, settings.sender_keys, configuration.areas)
    SENDERS.declare(senders.by_source)  # labels of metrics name these and no other
    return senders.may_send


def work(settings: Settings, configuration: Configuration, *, embedded: bool) -> int:
    """Run a worker until it is told to stop; return its exit code."""
    process_metrics.runs(configuration.digest)
    engine = Engine(
        broker=settings.broker,
        security=security_of(settings).aiokafka(),
        partitions=settings.partitions,
        group=settings.group,
        prefix=settings.prefix,
        application=settings.application,
        member=settings.member,
        session_timeout=timedelta(seconds=settings.session_timeout),
        check_crcs=not embedded,
        rows_ceiling=settings.rows_ceiling,
        canary_seconds=settings.canary_seconds if settings.clock == "wall" else 0.0,
        state_write_version=settings.state_write_version,
        web_host=settings.web_host,
        web_port=settings.web_port,
    )
    return run(build(engine, plans(settings, configuration)))
