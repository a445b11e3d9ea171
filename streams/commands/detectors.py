"""``tocsin detectors``: what is watched for, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.catalogue import watched_words
from streams.catalogue.precision import Precision, precision
from streams.catalogue.rule_files import units_of
from streams.catalogue.watched import Watched, one_of, watched
from streams.clients.alerts import standing
from streams.clients.own_lines import own_lines
from streams.commands.options import AreaFile, AsJson, Broker, Rules, is_piped, say, show, write
from streams.configuration import Configuration, load
from streams.core.areas import Area
from streams.core.errors import ConfigurationError
from streams.settings import Settings, read

InArea = Annotated[
    str | None,
    typer.Option(
        "--area",
        help="Lines, and how often by chance, in this area, such as E23000002. With a broker "
        "named, the lines that hold there now.",
    ),
]
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
    area: InArea = None, broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List what is watched for, in the order of the rule file."""
    configuration, entries = _entries(areas, rules)
    place, entries = _of_area(area, entries, configuration, read(broker=broker))
    useful = precision(standing(read(broker=broker), None, None)) if verdicts else None
    if is_piped(as_json):
        for entry in entries:
            write(watched_words.as_json(entry, place) | _judged(useful, entry.detector.id))
    else:
        show(watched_words.table(entries, useful, place))


def _judged(useful: Mapping[str, Precision] | None, detector: str) -> dict[str, Any]:
    if useful is None:
        return {}
    found = useful.get(detector, Precision(0, 0))
    return {"verdicts": {"useful": found.useful, "judged": found.judged}}


@detectors.command()
def explain(
    detector: Annotated[str, typer.Argument(metavar="ID", help="Its id or number.")],
    area: InArea = None,
    rules: Rules = None, areas: AreaFile = None, broker: Broker = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say all of one detector: limits, who is told, how often by chance, blind spots, runbook."""
    configuration, entries = _entries(areas, rules)
    place, entries = _of_area(area, entries, configuration, read(broker=broker))
    entry = one_of(entries, detector)
    if is_piped(as_json):
        write(watched_words.as_json(entry, place))
    else:
        say(watched_words.explained(entry, place))


def _of_area(
    area: str | None,
    entries: tuple[Watched, ...],
    configuration: Configuration,
    settings: Settings,
) -> tuple[Area | None, tuple[Watched, ...]]:
    """Name the area, with the lines that hold there where a broker is named to ask."""
    if area is None:
        return None, entries
    if area not in configuration.areas.by_code:
        raise ConfigurationError([f"--area {area} is not in the area file"])
    place = configuration.areas.by_code[area]
    if "broker" not in settings.model_fields_set:
        return place, entries
    own = own_lines(settings, configuration.areas, area)
    return place, tuple(replace(entry, own=own) for entry in entries)


def _entries(areas: Path | None, rules: Path | None) -> tuple[Configuration, tuple[Watched, ...]]:
    """Read the rules as the worker does; rates that came with other limits are told apart."""
    settings = read(areas=areas, rules=rules)
    configuration = load(settings.areas, settings.rules)
    mine = settings.rules is not None and not (settings.rules / "rule_rates.toml").exists()
    measured = load() if mine else None
    return configuration, watched(configuration, units_of(settings.rules), measured)
