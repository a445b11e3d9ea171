"""``tocsin console``: the pages for analysts and inspectors."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from streams.clients.start import check_start
from streams.commands.options import AreaFile, Broker, Partitions, Rules, err
from streams.configuration import load
from streams.settings import read
from streams.telemetry import logs, process_metrics


def console(
    broker: Broker = None,
    partitions: Partitions = None,
    areas: AreaFile = None,
    rules: Rules = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Also: TOCSIN_CONSOLE_HOST.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port, 6068 if not said. Also: TOCSIN_CONSOLE_PORT.")
    ] = None,
) -> None:
    """Serve the pages for analysts and inspectors, until SIGTERM.

    As shipped it listens on this machine alone and nobody signs in. For more set
    TOCSIN_CONSOLE_IDENTITY to proxy or oidc, with TOCSIN_CONSOLE_URL, TOCSIN_CONSOLE_GROUPS and
    TOCSIN_CONSOLE_KEY_FILE. It reads alerts, decisions, commands, deliveries, areas and audit, and
    writes commands and audit; while it is down alerts still go out.
    """
    from streams.console.settings import read_console
    from streams.console.start import run  # Web and Kafka are slow to load for those who wait.

    settings = read(broker=broker, partitions=partitions, areas=areas, rules=rules)
    own = read_console(host=host, port=port)
    configuration = load(settings.areas, settings.rules)
    logs.configure(settings.log_level)
    embedded = check_start(settings, "console")
    logs.started(configuration.digest, (), None)
    process_metrics.runs(configuration.digest)
    err.print(f"Console: http://{own.host}:{own.port}/")
    asyncio.run(run(settings, own, configuration, embedded=embedded))
