"""What ``tocsin notify`` does: tells, shows what it would tell, or sends a test."""

from __future__ import annotations

import asyncio

import typer
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from schemas import envelope
from streams.broker.reach import BrokerOutOfReach
from streams.broker.security import REFUSALS
from streams.clients.start import check_start
from streams.commands.options import FINDING, is_piped, out, write
from streams.configuration import DATA, load, roles_used
from streams.core.errors import ConfigurationError
from streams.notify import trial
from streams.notify.channels.channel import Channels, Says
from streams.notify.channels.channel_file import read_channels
from streams.notify.channels.reach import check_areas, gaps
from streams.notify.deliveries.routing import Routing, routing_of
from streams.notify.inputs.clients import Clients
from streams.notify.inputs.start import begin
from streams.notify.message import Message
from streams.notify.notifier import live
from streams.notify.preview import preview
from streams.settings import Settings
from streams.telemetry import logs, process_metrics

SHIPPED = DATA / "channels.toml"


def tell(settings: Settings, from_now: bool) -> None:
    """Tell decisions until told to stop.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    routing = _routing(settings)
    embedded = check_start(settings, "notifier")
    begin(settings, routing.channels.first_start, from_now=from_now, embedded=embedded)
    clients = Clients(settings, embedded=embedded)
    try:
        asyncio.run(live(clients, routing))
    except REFUSALS as fault:
        raise ConfigurationError([f"the broker refused it: {type(fault).__name__}"]) from fault
    except (KafkaError, TimeoutError) as fault:
        raise BrokerOutOfReach(settings.broker, type(fault).__name__) from fault


def show(settings: Settings, as_json: bool) -> None:
    """Print what would be told if a notifier started now.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    routing = _routing(settings)
    check_start(settings, "notifier")
    for message in preview(settings, routing, routing.channels.first_start):
        _print(message, routing.channels, as_json)


def try_out(settings: Settings, role: str) -> None:
    """Send a test message through each channel of a role; one that fails is a finding.

    Raises:
        ConfigurationError: no route has the role.
    """
    channels = _channels(settings)
    if not trial.channels_of(channels, role):
        raise ConfigurationError([f"--test {role}: no route has this role"])
    logs.configure(settings.log_level)
    if asyncio.run(_tried(channels, role)):
        raise typer.Exit(FINDING)


def _routing(settings: Settings) -> Routing:
    """Read who is reached and how; what that leaves open is said in the log."""
    channels, configuration = _channels(settings), load(settings.areas, settings.rules)
    check_areas(channels, configuration.areas.by_code)
    logs.configure(settings.log_level)
    unreached = gaps(channels, roles_used(configuration.shared))
    logs.started(configuration.digest, unreached, None)
    process_metrics.runs(configuration.digest)
    return routing_of(channels, configuration)


def _channels(settings: Settings) -> Channels:
    path = settings.channels or SHIPPED
    channels = read_channels(path)
    if not channels.by_name or not channels.routes:
        raise ConfigurationError(
            [f"{path}: no channel or no route, so nobody would be told; copy the shipped file, "
             "fill it in, and name it with --channels or TOCSIN_CHANNELS"]
        )  # fmt: skip
    return channels


async def _tried(channels: Channels, role: str) -> int:
    failed = 0
    async for name, result in trial.try_out(channels, role):
        out.print(f"{name}: {'delivered' if result.fault is None else result.fault}")
        failed += result.fault is not None
    return failed


def _print(message: Message, channels: Channels, as_json: bool) -> None:
    content = message.content
    says = (
        channels.by_name[message.channel].says if message.channel in channels.by_name else Says.LINE
    )
    text = content.line if says is Says.LINE else content.title
    if is_piped(as_json):
        write(
            {
                "key": message.key, "alert_id": message.alert_id, "revision": message.revision,
                "to": message.role, "channel": message.channel, "says": text,
                "sentences": [] if says is Says.LINE else list(content.sentences),
                "answer_by": envelope.write_time(content.answer_by) if content.answer_by else None,
            }
        )  # fmt: skip
        return
    out.print(f"{message.role:>4} by {message.channel}: {text}", markup=False)
    if says is Says.SENTENCE:
        for sentence in content.sentences:
            out.print(f"       {sentence}", style="dim", markup=False)
