"""Detectors: what each looks for, what it costs, and whether it was worth telling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from schemas.area_summaries import DetectorTally
from streams.catalogue.precision import NO_WORD, USEFUL
from streams.catalogue.roles import in_full, roles
from streams.catalogue.rule_files import units_of
from streams.catalogue.watched import Watched, watched
from streams.configuration import Configuration
from streams.console.desk.view import DeskView
from streams.console.screen import Asked, Screen
from streams.console.viewer import HEALTH
from streams.console.words import chance
from streams.console.words.clocks import counted
from streams.console.words.codes import spoken
from streams.core.roles import Roles

FEWEST: Final = 10  # verdicts; under so many nothing is said of a detector's worth


@dataclass(frozen=True, slots=True)
class DetectorLine:
    """One detector. ``a_month``: alerts in the newest 30 days; ``a_year`` in 12 times 30 days."""

    detector: str
    number: str
    name: str
    looks_for: str
    limits: tuple[str, ...]
    line: str
    tiers: tuple[str, ...]
    told: str
    source: str
    blind_to: str
    by_chance: str
    a_month: int
    a_year: int
    worth: str
    withheld: int
    told_later: int
    shadow: int
    held_because: str


@dataclass(frozen=True, slots=True)
class DetectorsPage:
    """Live detectors, those on trial apart; ``budget``: what may be told and what was."""

    title: str
    sentence: str
    budget: tuple[str, ...]
    live: tuple[DetectorLine, ...]
    shadow: tuple[DetectorLine, ...]


def build(view: DeskView, asked: Asked) -> DetectorsPage:
    """Lay out every detector with what it did in the viewer's areas."""
    summaries = view.summaries()
    tallies: dict[str, list[DetectorTally]] = {}
    for summary in summaries:
        for one in summary.detectors:
            tallies.setdefault(one.detector, []).append(one)
    entries = _entries(view.configuration)
    words = roles(view.configuration.rules)
    lines = [(one, _line(one, tallies.get(one.detector.id, []), words)) for one in entries]
    live = tuple(line for one, line in lines if one.config.status == "live")
    return DetectorsPage(
        title="Detectors",
        sentence=f"{counted(len(live), 'detector')} {'is' if len(live) == 1 else 'are'} live.",
        budget=tuple(
            f"{one.name}: {one.budget.amber_this_week} of {one.budget.amber_a_week} amber this "
            f"week, {one.budget.red_this_month} of {one.budget.red_a_month} red this month"
            for one in summaries
            if sum(sum(tally.by_month) for tally in one.detectors)
        ),
        live=live,
        shadow=tuple(line for one, line in lines if one.config.status == "shadow"),
    )


def worth(verdicts: Counter[str]) -> str:
    """Say how often it was worth telling: 9 of 14 were worth telling; too few to judge."""
    judged = sum(count for name, count in verdicts.items() if name not in NO_WORD)
    useful = sum(count for name, count in verdicts.items() if name in USEFUL)
    if not judged:
        return "no verdict yet"
    said = f"{useful} of {judged} {'was' if judged == 1 else 'were'} worth telling"
    return said if judged >= FEWEST else f"{said}: too few to judge"


def _entries(configuration: Configuration) -> tuple[Watched, ...]:
    return watched(configuration, _units(configuration.rules))


@cache
def _units(rules: Path | None) -> Mapping[tuple[str, str], str]:
    return units_of(rules)


def _line(entry: Watched, tallies: Iterable[DetectorTally], words: Roles) -> DetectorLine:
    found = list(tallies)
    verdicts: Counter[str] = Counter()
    for one in found:
        verdicts.update(one.verdicts)
    detector, config = entry.detector, entry.config
    told = dict.fromkeys(role for those in config.recipients.values() for role in those)
    return DetectorLine(
        detector=detector.id,
        number=detector.number,
        name=detector.title,
        looks_for=detector.looks_for,
        limits=tuple(
            f"{spoken(one.name)} {one.value:g} {one.unit}".strip() for one in entry.limits
        ),
        line=_lines(entry),
        tiers=entry.tiers,
        told=in_full(told, words),
        source=config.source,
        blind_to=detector.blind_to,
        by_chance=", ".join(
            f"{tier} {chance.often(rate.a_year)}" for tier, rate in entry.rates.items()
        ),
        a_month=sum(one.by_month[-1] for one in found if one.by_month),
        a_year=sum(sum(one.by_month) for one in found),
        worth=worth(verdicts),
        withheld=sum(one.withheld for one in found),
        told_later=sum(one.told_later for one in found),
        shadow=sum(one.shadow for one in found),
        held_because=config.tier_reason,
    )


def _lines(entry: Watched) -> str:
    """The lines of a statistical detector, in steps; the lowest where it has several."""
    lines = list(entry.lines().values())
    if not lines:
        return ""
    amber, red = min(one.amber for one in lines), min(one.red for one in lines)
    most = f" or more, by stream ({len(lines)} of them)" if len(lines) > 1 else " or more"
    return f"amber at {chance.steps(amber)}, red at {chance.steps(red)}{most}"


SCREEN = Screen("detectors", "/health/detectors", build, "detectors.html", HEALTH)
