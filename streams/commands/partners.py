"""``tocsin partners``: who outside the police is told of alerts, and what is left for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import orjson
import typer

from schemas.partner_alerts import PartnerAlert
from schemas.topics import partner_topic
from streams.commands.options import (
    FINDING,
    AreaFile,
    AsJson,
    Files,
    Rules,
    bar,
    err,
    is_piped,
    say,
    show,
    write,
)
from streams.configuration import Configuration, load
from streams.core.partners.recipients import Recipient
from streams.replay.lines import Line, read_lines, size_of
from streams.replay.replay import Replay
from streams.settings import read

COLUMNS = ("recipient", "body", "areas", "kinds", "tiers", "topic")

partners = typer.Typer(
    help="Who outside the police is told of alerts, and what is left of an alert for them.",
    no_args_is_help=True,
)


@partners.command("list")
def list_partners(rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False) -> None:
    """List the recipients that are switched on; as shipped there are none."""
    settings = read(areas=areas, rules=rules)
    rows = [_row(one) for one in load(settings.areas, settings.rules).shared.partners.recipients]
    if is_piped(as_json):
        for row in rows:
            write(dict(zip(COLUMNS, row, strict=True)))
    elif rows:
        show([COLUMNS, *rows])
    else:
        say(["No partner is told of anything; partners.toml says how to switch one on."])


@partners.command()
def preview(
    alert_id: Annotated[str, typer.Argument(metavar="ALERT_ID", help="As people are told it.")],
    files: Files, rules: Rules = None, areas: AreaFile = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say, before it goes out, all that each partner would get of an alert, from files.

    Exit code 1: no partner would hear of it.
    """
    settings = read(areas=areas, rules=rules)
    configuration = load(settings.areas, settings.rules, partner_keys=settings.partner_keys)
    with bar("Lines", size_of(files)) as seen:
        lines = read_lines(files)
        found = list(_heard(configuration, alert_id, _counted(lines, seen)))
    for recipient, alert in found:
        row = {"recipient": recipient, **orjson.loads(orjson.dumps(alert))}
        if is_piped(as_json):
            write(row)
        else:
            say(_words(row))
    if not found:
        err.print(f"No partner would hear of {alert_id}.", markup=False)
        raise typer.Exit(FINDING)


def _counted(lines: Iterable[Line], seen: Callable[[Line], None]) -> Iterator[Line]:
    for line in lines:
        yield line
        seen(line)


def _heard(
    configuration: Configuration, alert_id: str, lines: Iterable[Line]
) -> Iterator[tuple[str, PartnerAlert]]:
    """What recipients would hear of one alert, in order."""
    names = {
        (partner_topic(one.name).name, one.keys.pseudonym(alert_id)): one.name
        for one in configuration.shared.partners.recipients
        if one.keys is not None
    }
    replay = Replay(configuration)
    for line in lines:
        for out in replay.apply(line)[0]:
            if isinstance(out.data, PartnerAlert) and (out.topic, out.key) in names:
                yield names[out.topic, out.key], out.data


def _row(one: Recipient) -> tuple[str, ...]:
    lists = (one.areas, one.kinds, one.tiers)
    return (one.name, one.body, *(", ".join(sorted(values)) for values in lists),
            partner_topic(one.name).name)  # fmt: skip


def _words(row: dict[str, object]) -> Iterator[str]:
    yield f"{row.pop('recipient')}, revision {row.pop('revision')}:"
    for name, value in row.items():
        yield f"  {name.replace('_', ' ')}: {_plain(value)}"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')} {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return "not told" if value is None else str(value)
