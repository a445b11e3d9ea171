"""``tocsin doctor``: what is wrong between this machine and a working service, and what to do."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import asdict
from typing import Annotated

import typer

from schemas.topics import ROLES
from streams.broker.rights import user_of
from streams.clients.examination import Finding, examine
from streams.clients.kafka import plan_of
from streams.commands.options import (
    FINDING,
    AsJson,
    Broker,
    Partitions,
    Rules,
    is_piped,
    out,
    write,
)
from streams.configuration import load
from streams.core.errors import ConfigurationError
from streams.settings import Settings, read

LIVE_SECONDS = 3.0


def doctor(
    broker: Broker = None, partitions: Partitions = None, rules: Rules = None,
    role: Annotated[
        str | None,
        typer.Option(help="Whose rights are wanted; else the role that TOCSIN_USER names."),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Of a sender or partner, such as nwas.")
    ] = None,
    live: Annotated[
        int | None,
        typer.Option(metavar="PORT", help="Only ask the process at this port if it is alive."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Check names, network, TLS, identity, rights, topics, clock, types and lag. 1: a finding.

    It asks as the user of the settings and changes nothing. Settings of topics are seen with the
    right to describe them alone, as the role monitoring has it.
    """
    settings = read(broker=broker, partitions=partitions, rules=rules)
    if live is not None:
        raise typer.Exit(_is_alive(settings, live))
    if role is not None and role not in ROLES:
        raise ConfigurationError([f"--role {role}: use one of {', '.join(ROLES)}"])
    wanted = role or _role_of(settings.user)
    plan = plan_of(settings, load(settings.areas, settings.rules).recipients)
    found = []
    for one in examine(settings, plan, wanted, organisation):
        found.append(one)
        _show(one, as_json)
    if not all(one.is_well for one in found):
        raise typer.Exit(FINDING)


def _role_of(user: str | None) -> str:
    """The role whose user this is by its name; an administrator looks as monitoring does."""
    for name in ROLES:
        if user is not None and (user == user_of(name) or user.startswith(f"{user_of(name)}-")):
            return name
    return "monitoring"


def _show(one: Finding, as_json: bool) -> None:
    if is_piped(as_json):
        write(asdict(one))
        return
    mark, style = ("well ", "green") if one.is_well else ("WRONG", "bold red")
    out.print(f"[{style}]{mark}[/{style}] {one.step:<9}", end="")
    out.print(one.seen, markup=False, soft_wrap=True)
    if not one.is_well and one.remedy:
        out.print(f"      do this: {one.remedy}", markup=False, soft_wrap=True)


def _is_alive(settings: Settings, port: int) -> int:
    address = f"http://{settings.web_host}:{port}/livez"
    try:
        with urllib.request.urlopen(address, timeout=LIVE_SECONDS) as answer:
            return int(answer.status != 200)
    except (urllib.error.URLError, OSError):
        return FINDING
