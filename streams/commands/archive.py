"""``tocsin backup`` and ``tocsin restore``: topics as files, and the way back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from streams.broker.plan import Plan
from streams.clients.archive.backup import back_up
from streams.clients.archive.restore import Compared, compare
from streams.clients.archive.restore import restore as write_back
from streams.clients.kafka import plan_of
from streams.commands.options import (
    FINDING,
    AsJson,
    Broker,
    Partitions,
    Rules,
    err,
    is_piped,
    out,
    write,
)
from streams.configuration import load
from streams.settings import Settings, read


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, on an encrypted disk.")],
    broker: Broker = None, partitions: Partitions = None, rules: Rules = None,
) -> None:  # fmt: skip
    """Write the topics into a folder: what was sent, ordered and told, and how each alert stands.

    It holds personal data: it is readable by its owner alone and belongs on an encrypted disk.
    """
    settings, plan = _deployment(broker, partitions, rules)
    manifest = back_up(settings, plan, folder, datetime.now(UTC), _count)
    files = sum(len(one.files) for one in manifest.topics.values())
    records = sum(one.records for one in manifest.topics.values())
    err.print(f"{folder}: {records} records in {files} files; manifest.json says which")


def restore(
    folder: Annotated[Path, typer.Argument(help="What `tocsin backup` wrote.")],
    broker: Broker = None, partitions: Partitions = None, rules: Rules = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Write nothing; compare the topics with the backup.")
    ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write a backup onto new, empty topics; with --verify, compare them with it. 1: they differ.

    The worker then works out its own state anew; deploy/runbooks/restore.md says in which order.
    """
    settings, plan = _deployment(broker, partitions, rules)
    if not verify:
        write_back(settings, plan, folder, _count)
        err.print("Written. Start the worker; when it has caught up: tocsin restore --verify")
        return
    found = []
    for one in compare(settings, plan, folder):
        found.append(one)
        _show(one, as_json)
    if not all(one.is_well for one in found):
        raise typer.Exit(FINDING)


def _deployment(
    broker: str | None, partitions: int | None, rules: Path | None
) -> tuple[Settings, Plan]:
    settings = read(broker=broker, partitions=partitions, rules=rules)
    return settings, plan_of(settings, load(settings.areas, settings.rules).recipients)


def _count(topic: str, records: int) -> None:
    err.print(f"{records:>10} {topic}")


def _show(one: Compared, as_json: bool) -> None:
    if is_piped(as_json):
        write({**asdict(one), "is_well": one.is_well})
        return
    mark, style = ("equal ", "green") if one.is_well else ("DIFFER", "bold red")
    out.print(f"[{style}]{mark}[/{style}] {one.topic:<24} ", end="")
    out.print(
        f"{one.equal} equal, {one.missing} missing, {one.different} different, "
        f"{one.since} new since",
        soft_wrap=True,
    )
