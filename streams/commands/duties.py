"""``tocsin duties``: which reviews are known, and which of them one report raises."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.catalogue import duty_check, regime_words
from streams.catalogue.regime_status import Known, known_regimes, one_of
from streams.catalogue.rule_files import regime_tables
from streams.commands.options import AreaFile, AsJson, Rules, is_piped, say, show, write
from streams.configuration import load
from streams.core.duties.calendar import local_date
from streams.replay.lines import UnreadableFile
from streams.settings import read

duties = typer.Typer(
    help="Which reviews a death or violence makes due: law, clocks, and what one report raises.",
    invoke_without_command=True,
)


@duties.callback()
def listed(context: typer.Context) -> None:
    """Which reviews a death or violence makes due: law, clocks, and what one report raises."""
    if context.invoked_subcommand is None:
        list_duties()


@duties.command("list")
def list_duties(rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False) -> None:
    """List every review regime and where it stands today."""
    entries, _ = _entries(areas, rules)
    if is_piped(as_json):
        for entry in entries:
            write(regime_words.as_json(entry))
    else:
        show(regime_words.table(entries))


@duties.command()
def explain(
    duty: Annotated[str, typer.Argument(metavar="ID", help="The duty's id, such as dhr.")],
    rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say all of one review: law, trigger, steps and clocks, sources, how sure we are."""
    entries, tables = _entries(areas, rules)
    entry = one_of(entries, duty)
    if is_piped(as_json):
        write(regime_words.as_json(entry))
    else:
        say(regime_words.explained(entry, tables["meta"]["confidence_words"]))


@duties.command()
def check(
    report: Annotated[Path, typer.Argument(help="One report as JSON; - reads what is piped in.")],
    type: Annotated[
        str | None, typer.Option(help="death or violence, if the report does not say.")
    ] = None,
    rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say which reviews one report raises and why, by when, and which not and why not."""
    settings = read(areas=areas, rules=rules)
    configuration = load(settings.areas, settings.rules)
    reading = duty_check.read_report(_bytes(report), type, configuration.areas)
    if reading.case is None:
        return
    answers = duty_check.check(reading.case, configuration.shared.book)
    if is_piped(as_json):
        write(duty_check.as_json(reading, answers))
    else:
        say(duty_check.sentences(reading, answers))


def _entries(areas: Path | None, rules: Path | None) -> tuple[tuple[Known, ...], Any]:
    """Read the rules as the worker does, and what their file says beside them."""
    settings = read(areas=areas, rules=rules)
    book = load(settings.areas, settings.rules).shared.book
    tables = regime_tables(settings.rules)
    return known_regimes(book, tables, local_date(datetime.now(UTC))), tables


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UnreadableFile(path, fault.strerror or "cannot be read") from None
