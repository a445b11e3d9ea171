"""Settings, read only: areas, review regimes, lines, escalation, quiet hours, changed rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from streams.catalogue.regime_status import Known, known_regimes
from streams.catalogue.roles import in_full, roles
from streams.catalogue.rule_files import regime_tables
from streams.configuration import Configuration
from streams.console.desk.view import DeskView
from streams.console.screen import Asked, Screen
from streams.console.viewer import HEALTH
from streams.console.words import chance
from streams.console.words.clocks import span
from streams.console.words.codes import spoken
from streams.core.alerting import Alerting
from streams.core.roles import Roles


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of the viewer's: since when it is watched and by which rules."""

    area: str
    name: str
    population: int | None
    since: datetime | None
    same_rules: bool | None


@dataclass(frozen=True, slots=True)
class StreamLine:
    """The lines of one stream in one area, in steps; ``since``: its own; None: as shipped."""

    area: str
    stream: str
    amber: str
    red: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class RegimeLine:
    """One review regime, where it stands and what says so."""

    duty: str
    words: str
    status: str
    first: date | None
    last: date | None
    law: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """What the service goes by. No secret stands here."""

    title: str
    digest: str
    version: str
    changed: str
    areas: tuple[AreaLine, ...]
    lines: tuple[StreamLine, ...]
    escalation: tuple[str, ...]
    quiet: str
    silences: str
    regimes: tuple[RegimeLine, ...]
    switched_off: tuple[str, ...]


def build(view: DeskView, asked: Asked) -> SettingsPage:
    """Lay out the settings as the console and the areas have them."""
    configuration, known = view.configuration, view.configuration.areas.by_code
    alerting = configuration.shared.alerting
    summaries = {one.area: one for one in view.summaries()}
    areas = tuple(
        AreaLine(
            code,
            known[code].name,
            known[code].people,
            summaries[code].since if code in summaries else None,
            summaries[code].config_digest == configuration.digest if code in summaries else None,
        )
        for code in view.areas
    )
    return SettingsPage(
        title="Settings",
        digest=configuration.digest,
        version=configuration.shared.version,
        changed=_changed(areas),
        areas=areas,
        lines=tuple(
            StreamLine(
                one.area,
                spoken(line.stream),
                chance.steps(line.amber),
                chance.steps(line.red),
                line.since,
            )
            for one in summaries.values()
            for line in one.lines
        ),
        escalation=tuple(_escalation(alerting, roles(configuration.rules))),
        quiet=_quiet(alerting),
        silences=(
            f"At most {span(alerting.silence.amber)}; where red alerts are hidden "
            f"{span(alerting.silence.red)}, by a supervisor. Idle for {span(alerting.silence.idle)}"
            ": its author is asked to end it."
        ),
        regimes=tuple(_regime(one) for one in _regimes(configuration, asked.now.date())),
        switched_off=configuration.gaps,
    )


def _changed(areas: tuple[AreaLine, ...]) -> str:
    other = [one.name for one in areas if one.same_rules is False]
    if other:
        return f"Watched by other rules than this console has read: {', '.join(other)}."
    if not any(one.same_rules for one in areas):
        return "No area has said yet which rules it is watched by."
    return "Every area that has reported is watched by the rules that this console has read."


def _escalation(alerting: Alerting, words: Roles) -> list[str]:
    return [
        f"{tier.capitalize()}: {' then '.join(in_full((role,), words) for role in chain.roles)}; "
        f"each has {span(chain.again)}"
        for tier, chain in alerting.chains.items()
        if chain.roles
    ]


def _quiet(alerting: Alerting) -> str:
    quiet = alerting.quiet
    tiers = " and ".join(sorted(quiet.tiers))
    if not tiers or quiet.start == quiet.end:
        return "None: every alert is passed on at any hour."
    return f"{quiet.start:02d}:00 to {quiet.end:02d}:00, local time: {tiers} is not passed on."


def _regimes(configuration: Configuration, today: date) -> tuple[Known, ...]:
    return known_regimes(configuration.shared.book, _tables(configuration.rules), today)


@cache
def _tables(rules: Path | None) -> Mapping[str, Any]:
    return regime_tables(rules)


def _regime(one: Known) -> RegimeLine:
    regime = one.regime
    return RegimeLine(
        regime.id, regime.title, one.status.value, regime.in_force_from, regime.in_force_to,
        regime.legal_basis, tuple(str(s.get("title") or name) for name, s in one.sources.items()),
    )  # fmt: skip


SCREEN = Screen("settings", "/health/settings", build, "settings.html", HEALTH)
