"""Options and terminals that sub-commands share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

FINDING = 1  # exit code: done, and something was found

AreaFile = Annotated[
    Path | None, typer.Option("--areas", help="Area file in place of the shipped one.")
]
Rules = Annotated[
    Path | None, typer.Option("--config", help="Folder of rules in place of the shipped ones.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, one object a line.")]

out = Console(highlight=False)


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
