"""Detectors as JSON, and as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streams.catalogue.precision import Precision
from streams.catalogue.roles import in_full
from streams.catalogue.watched import Watched
from streams.core.areas import Area
from streams.core.config import Rate
from streams.core.series.thresholds import OWN, SHIPPED, Lines

MILLION = 1_000_000
LIVES = {
    "live": "live: told",
    "shadow": "shadow: written down, told to no one",
    "retired": "retired: does not run",
}
SIZE = (
    "An area whose deaths are those of more residents has higher lines; its own calibration, once "
    "there is one, takes their place (with --broker, those that hold there now are read)."
)
OTHER_LIMITS = "Your limits are not those that these rates were measured with."


def as_json(entry: Watched, area: Area | None = None) -> dict[str, Any]:
    """Write a detector as one JSON object; rates of an area too, if one is given."""
    detector, config = entry.detector, entry.config
    row: dict[str, Any] = {
        "id": detector.id,
        "number": detector.number,
        "title": detector.title,
        "family": detector.family,
        "status": config.status,
        "tiers": list(entry.tiers),
        "held_because": config.tier_reason or None,
        "recipients": {tier: list(roles) for tier, roles in config.recipients.items()},
        "answer_hours": dict(config.answer_hours),
        "looks_for": detector.looks_for,
        "limits": [
            {"name": one.name, "value": one.value, "unit": one.unit} for one in entry.limits
        ],
        "source": detector.source,
        "limits_source": config.source,
        "by_chance_per_million_and_year": {
            tier: {"alerts": rate.a_year, "low": rate.low, "high": rate.high}
            for tier, rate in entry.rates.items()
        },
        "measured_with_these_limits": entry.is_measured_so,
        "lines": [
            {
                "stream": stream,
                "amber": round(line.amber, 3),
                "red": round(line.red, 3),
                "amber_a_year": round(line.amber_a_year, 4),
                "red_a_year": round(line.red_a_year, 4),
                "origin": line.origin,
                "own": _own(line),
            }
            for stream, line in entry.lines(area).items()
        ],
        "blind_to": detector.blind_to,
        "explanations": list(detector.explanations),
        "next_steps": list(detector.next_steps),
        "runbook": entry.runbook,
    }
    if area is not None and area.people:
        row["by_chance_in_area_and_year"] = {
            "area": area.code,
            **{tier: _scaled(rate, area.people) for tier, rate in entry.rates.items()},
        }
    return row


def _own(line: Lines) -> dict[str, Any] | None:
    """Where an area's own line comes from, and how far it moved."""
    own = line.own
    if own is None:
        return None
    return {
        "as_of": own.as_of,
        "months": own.months,
        "moved_last": round(own.step, 3),
        "moved_from_shipped": None if own.shipped is None else round(own.amber - own.shipped, 3),
        "raised_for_verdicts": own.verdicts,
    }


def _scaled(rate: Rate, people: int) -> dict[str, float]:
    share = people / MILLION
    return {
        "alerts": round(rate.a_year * share, 3),
        "low": round(rate.low * share, 3),
        "high": round(rate.high * share, 3),
    }


def table(
    entries: tuple[Watched, ...],
    useful: Mapping[str, Precision] | None = None,
    area: Area | None = None,
) -> Iterator[tuple[str, ...]]:
    """Give the list as rows of words, the heading first; ``useful``: by the verdicts of people.

    ``area``: with the lines that hold there.
    """
    heading: tuple[str, ...] = (
        "number",
        "id",
        "title",
        "tiers",
        "told",
        "status",
        "by chance a year per million",
    )
    if area is not None:
        heading = (*heading, f"lines in {area.name}")
    yield heading if useful is None else (*heading, "worth it, by verdict")
    for entry in entries:
        told = dict.fromkeys(role for roles in entry.config.recipients.values() for role in roles)
        said = () if useful is None else (str(useful.get(entry.detector.id, "none yet")),)
        if area is not None:
            said = (_origins(entry, area), *said)
        yield (
            entry.detector.number,
            entry.detector.id,
            entry.detector.title,
            ", ".join(entry.tiers),
            " ".join(told) or "by review",
            entry.config.status,
            ", ".join(f"{rate.a_year:.3g} {tier}" for tier, rate in entry.rates.items())
            or _budget(entry)
            or "not measured",
            *said,
        )


def _origins(entry: Watched, area: Area) -> str:
    """From where the lines of an area's streams are, and since when its own hold."""
    lines = entry.lines(area).values()
    own = [line.own for line in lines if line.own is not None]
    if not own:
        return SHIPPED if lines else ""
    newest = max(one.as_of for one in own)
    return f"{OWN} as of {newest:%d %b %Y}: {len(own)} of {len(lines)} streams"


def _budget(entry: Watched) -> str:
    """False alerts that a statistical detector's lines allow."""
    lines = entry.lines().values()
    if not lines:
        return ""
    red, amber = sum(one.red_a_year for one in lines), sum(one.amber_a_year for one in lines)
    return f"budget {amber:.3g} amber, {red:.3g} red an area"


def explained(entry: Watched, area: Area | None = None) -> Iterator[str]:
    """Say all that is known of a detector; headings end in a colon."""
    detector, config = entry.detector, entry.config
    yield f"{detector.number}  {detector.id}  {detector.title}:"
    yield f"  Status: {LIVES[config.status]}"
    yield f"  Looks for {detector.looks_for}."
    yield f"  Blind to {detector.blind_to}."
    yield "Who is told, and how soon they must answer:"
    for tier in entry.tiers:
        hours = config.answer_hours.get(tier)
        soon = f"within {hours:g} {'hour' if hours == 1 else 'hours'}" if hours else "no time set"
        yield f"  {tier}: {in_full(config.recipients[tier])}; {soon}"
    if config.tier_reason:
        yield f"  Held to {config.tier}: {config.tier_reason}"
    yield "Limits:"
    for limit in entry.limits:
        yield f"  {limit.name} = {limit.value:g}  {limit.unit}".rstrip()
    if not entry.limits:
        yield "  none"
    yield f"  Source: {config.source}"
    yield from _lines(entry, area)
    yield "How often by chance alone, where nothing is going on:"
    yield from _chance(entry, area)
    yield "It may also be:"
    yield from (f"  - {one}" for one in detector.explanations)
    yield "Do next:"
    yield from (f"  - {one}" for one in detector.next_steps)
    yield f"Runbook: {entry.runbook}"
    yield f"Source: {detector.source}"


def _lines(entry: Watched, area: Area | None) -> Iterator[str]:
    """Say the lines of a statistical detector, what they cost, and where they come from."""
    lines = entry.lines(area)
    if not lines:
        return
    where = f"in {area.name}" if area is not None else "for a million residents"
    yield f"Lines {where}, in nats, from a budget of false alerts an area and year:"
    for stream, line in lines.items():
        yield (
            f"  {stream}: amber {line.amber:.2f} ({line.amber_a_year:g} a year), "
            f"red {line.red:.2f} ({line.red_a_year:g} a year); {_origin(line)}"
        )
    yield f"  {SIZE}"
    yield f"  Source: {entry.series.lines_source}"


def _origin(line: Lines) -> str:
    own = line.own
    if own is None:
        return line.origin
    said = f"{line.origin} as of {own.as_of:%d %b %Y} ({own.months} months of its own)"
    if own.shipped is not None:
        said += (
            f", moved by {own.step:+.2f} to {own.amber - own.shipped:+.2f} from the shipped line"
        )
    if own.verdicts:
        said += f", raised because people closed {own.verdicts} alerts as explained or wrong data"
    return said


def _chance(entry: Watched, area: Area | None) -> Iterator[str]:
    """Say the rates with their intervals, per million residents or for one area."""
    people = area.people if area is not None and area.people else MILLION
    where = f"in {area.name}" if area is not None and area.people else "per million residents"
    for tier, rate in entry.rates.items():
        one = _scaled(rate, people)
        yield (
            f"  {tier}: {one['alerts']:.3g} a year {where} "
            f"(95% interval {one['low']:.2g} to {one['high']:.2g})"
        )
    if not entry.rates:
        yield "  as its lines allow" if entry.lines() else "  not measured"
    else:
        yield "  Measured on invented background: an order of magnitude for a real force."
    if not entry.is_measured_so:
        yield f"  {OTHER_LIMITS}"
