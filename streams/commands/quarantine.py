"""``tocsin quarantine``: what was set aside, listed and sent again."""

from __future__ import annotations

import typer

from streams.clients import quarantine
from streams.commands.options import AsJson, Broker, Files, err, is_piped, out, write
from streams.replay.lines import read_lines
from streams.settings import read

aside = typer.Typer(help="What was set aside because it could not be used, or only in part.")


@aside.command("list")
def list_aside(broker: Broker = None, as_json: AsJson = False) -> None:
    """List what was set aside: where it lay, why, which fields. Never a value, but with --json.

    Write --json to a file, put a corrected event under "value" of a line, and resend that file.
    """
    for row in quarantine.rows(read(broker=broker)):
        if is_piped(as_json):
            write(row)
        else:
            where = f"{row['topic']}[{row['partition']}]@{row['offset']}"
            used = "used but for" if row["partial"] else "not used;"
            out.print(f"{where}  {row['reason']}  {used} {', '.join(row['fields'])}")


@aside.command()
def resend(files: Files, broker: Broker = None) -> None:
    """Send rows of quarantine again: the corrected "value" of a line if it has one."""
    number = quarantine.resend(read(broker=broker), read_lines(files))
    err.print(f"{number} sent again")
