"""Options and terminals that sub-commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from streams.replay.lines import Line

FINDING = 1  # exit code: done, and something was found

Broker = Annotated[str | None, typer.Option(help="Kafka bootstrap address. Also: TOCSIN_BROKER.")]
Partitions = Annotated[
    int | None, typer.Option(help="Partitions of each topic. Also: TOCSIN_PARTITIONS.")
]
Files = Annotated[list[Path], typer.Argument(help="Files of CloudEvents, .jsonl, .gz or .zst.")]
AreaFile = Annotated[
    Path | None, typer.Option("--areas", help="Area file in place of the shipped one.")
]
Rules = Annotated[
    Path | None, typer.Option("--config", help="Folder of rules in place of the shipped ones.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, one object a line.")]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def is_piped(as_json: bool) -> bool:
    """Say whether a program reads what is written: asked for, or not on a terminal."""
    return as_json or not out.is_terminal


def write(row: Mapping[str, Any]) -> None:
    """Write one JSON object as a line."""
    print(orjson.dumps(row).decode(), flush=True)


def say(lines: Iterable[str]) -> None:
    """Write lines for a person; what stands at the margin and ends in a colon is a heading."""
    for line in lines:
        heading = line.endswith(":") and not line.startswith(" ")
        out.print(line, style="bold" if heading else None, markup=False)


def show(rows: Iterable[tuple[str, ...]]) -> None:
    """Show rows as a table, the first of them its heading."""
    heading, *others = rows
    shown = Table(*heading, box=None, pad_edge=False, header_style="bold")
    for row in others:
        shown.add_row(*row)
    out.print(shown, markup=False)


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[Line], None]]:
    """A bar on long work, by bytes of the files read."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[n]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=err if not out.is_terminal else out, transient=True) as shown:
        task = shown.add_task(what, total=total, n=0)
        number = 0

        def seen(line: Line) -> None:
            nonlocal number
            number += 1
            if number % 100 == 0:
                shown.update(task, completed=line.read, n=number)

        yield seen
