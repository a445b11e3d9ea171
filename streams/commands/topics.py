"""``tocsin topics``: what the service needs on a broker, in the words of who makes it there."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from schemas import asyncapi
from streams.broker.plan import COLUMNS, as_json, planned, table
from streams.broker.security import security_of
from streams.broker.strimzi import resources
from streams.broker.topics import create, describe
from streams.clients.kafka import plan_of
from streams.commands.options import Broker, Partitions, Rules, err
from streams.configuration import load
from streams.settings import read

TABLE_WIDTH = 170  # characters; a narrower terminal folds the lines


class Format(StrEnum):
    """How the topics are written."""

    TABLE = "table"
    JSON = "json"
    STRIMZI = "strimzi"
    ASYNCAPI = "asyncapi"


def topics(
    broker: Broker = None, partitions: Partitions = None, rules: Rules = None,
    make: Annotated[bool, typer.Option("--create", help="Create those that are missing.")] = False,
    format: Annotated[
        Format,
        typer.Option(help="strimzi: for kubectl apply, users and rights too. asyncapi: version 3."),
    ] = Format.TABLE,
    cluster: Annotated[str, typer.Option(help="Strimzi: name of the Kafka cluster.")] = "tocsin",
    sender: Annotated[
        list[str] | None,
        typer.Option(help="Strimzi: an organisation that sends, such as cumbria; repeatable."),
    ] = None,
) -> None:  # fmt: skip
    """Show the topics that the service uses; with --create, make them."""
    settings = read(broker=broker, partitions=partitions, rules=rules)
    plan = plan_of(settings, load(settings.areas, settings.rules).recipients)
    client = security_of(settings).librdkafka()
    if make:
        for name in create(settings.broker, plan, client):
            err.print(f"created {name}")
    if format is Format.STRIMZI:
        _print(resources(plan, cluster, sender or ()))
    elif format is Format.ASYNCAPI:
        _print(asyncapi.document(plan.topics().values(), plan.partitions, plan.replicas))
    else:
        rows = describe(settings.broker, plan, client) if make or broker else planned(plan)
        if format is Format.JSON:
            _print(as_json(rows))
            return
        shown = Table(box=None, pad_edge=False)
        for column in COLUMNS:
            shown.add_column(column, no_wrap=True)
        for row in table(rows):
            shown.add_row(*row)
        Console(width=TABLE_WIDTH).print(shown)


def _print(document: object) -> None:
    print(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
