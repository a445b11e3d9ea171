"""``tocsin detectors``: what is watched for, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.catalogue import watched_words
from streams.catalogue.precision import Precision, precision
from streams.catalogue.rule_files import units_of
from streams.catalogue.watched import Watched, one_of, watched
from streams.clients.alerts import standing
from streams.commands.options import AreaFile, AsJson, Broker, Rules, is_piped, say, show, write
from streams.configuration import Configuration, load
from streams.core.errors import ConfigurationError
from streams.settings import read

detectors = typer.Typer(
    help="What is watched for: limits, who is told, how often by chance, blind spots.",
    invoke_without_command=True,
)


@detectors.callback()
def listed(context: typer.Context) -> None:
    """What is watched for: limits, who is told, how often by chance, blind spots."""
    if context.invoked_subcommand is None:
        list_detectors()


@detectors.command("list")
def list_detectors(
    rules: Rules = None, areas: AreaFile = None,
    verdicts: Annotated[
        bool, typer.Option("--verdicts", help="With how often people found it worth it.")
    ] = False,
    broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List what is watched for, in the order of the rule file."""
    _, entries = _entries(areas, rules)
    useful = precision(standing(read(broker=broker), None, None)) if verdicts else None
    if is_piped(as_json):
        for entry in entries:
            write(watched_words.as_json(entry) | _judged(useful, entry.detector.id))
    else:
        show(watched_words.table(entries, useful))


def _judged(useful: Mapping[str, Precision] | None, detector: str) -> dict[str, Any]:
    if useful is None:
        return {}
    found = useful.get(detector, Precision(0, 0))
    return {"verdicts": {"useful": found.useful, "judged": found.judged}}


@detectors.command()
def explain(
    detector: Annotated[str, typer.Argument(metavar="ID", help="Its id or number.")],
    area: Annotated[
        str | None, typer.Option(help="How often by chance in this area, such as E23000002.")
    ] = None,
    rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say all of one detector: limits, who is told, how often by chance, blind spots, runbook."""
    configuration, entries = _entries(areas, rules)
    entry = one_of(entries, detector)
    if area is not None and area not in configuration.areas.by_code:
        raise ConfigurationError([f"--area {area} is not in the area file"])
    place = configuration.areas.by_code[area] if area is not None else None
    if is_piped(as_json):
        write(watched_words.as_json(entry, place))
    else:
        say(watched_words.explained(entry, place))


def _entries(areas: Path | None, rules: Path | None) -> tuple[Configuration, tuple[Watched, ...]]:
    """Read the rules as the worker does; rates that came with other limits are told apart."""
    settings = read(areas=areas, rules=rules)
    configuration = load(settings.areas, settings.rules)
    mine = settings.rules is not None and not (settings.rules / "rule_rates.toml").exists()
    measured = load() if mine else None
    return configuration, watched(configuration, units_of(settings.rules), measured)
