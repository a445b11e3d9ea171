"""``tocsin notify``: tells people of decisions by webhook and e-mail, and records each attempt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from streams.commands.options import AreaFile, AsJson, Broker, Partitions
from streams.settings import read


def notify(
    broker: Broker = None,
    partitions: Partitions = None,
    areas: AreaFile = None,
    channels: Annotated[
        Path | None,
        typer.Option(help="File of channels and routes. Also: TOCSIN_CHANNELS."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent now; send nothing.")
    ] = False,
    test: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="Send a marked test message through a role's channels."),
    ] = None,
    from_now: Annotated[
        bool,
        typer.Option("--from-now", help="Pass over every decision made so far, then start."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell people: each decision that has roles, by webhook and e-mail, until SIGTERM.

    The file of channels says how each role is reached; the one shipped says how to write it, and
    reaches nobody. Each attempt stands on deliveries.v1. What arrived is not told again; after a
    crash between a receiver's answer and its record one message may come twice, with the same
    Idempotency-Key. A channel is tried again with growing waits; when it is given up, the next
    role of the escalation chain is told.

    Begin with --test DA, then --dry-run. After loading history use --from-now, so that nobody is
    called about last year.
    """
    from streams.commands import telling  # HTTP and Kafka are slow to load for those who wait.

    settings = read(broker=broker, partitions=partitions, areas=areas, channels=channels)
    if test is not None:
        telling.try_out(settings, test)
    elif dry_run:
        telling.show(settings, as_json)
    else:
        telling.tell(settings, from_now)
