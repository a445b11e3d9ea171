"""Review regimes as JSON, and as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streams.catalogue.regime_status import Known
from streams.catalogue.roles import in_full
from streams.core.duties.calendar import Unit
from streams.core.duties.regimes import Regime, Start, StartKind, Step
from streams.core.duties.wording import day, plain

ADVICE = "No legal advice: a named person decides, and records why."
COUNTRIES = {"both": "England and Wales", "england": "England only", "wales": "Wales only"}
UNITS = {
    "hours": "hours",
    "calendar_days": "days",
    "working_days": "working days",
    "months_beginning_with": "months",
}


def as_json(entry: Known) -> dict[str, Any]:
    """Write a regime as one JSON object."""
    regime = entry.regime
    return {
        "id": regime.id,
        "kind": regime.kind,
        "title": regime.title,
        "say": regime.say,
        "status": entry.status.value,
        "status_evidence": entry.evidence or None,
        "jurisdiction": regime.jurisdiction.value,
        "areas": sorted(regime.areas) or "all",
        "legal_basis": regime.legal_basis,
        "in_force_from": regime.in_force_from and regime.in_force_from.isoformat(),
        "in_force_to": regime.in_force_to and regime.in_force_to.isoformat(),
        "aware_by": regime.aware_by and regime.aware_by.isoformat(),
        "tier": regime.tier.value,
        "recipients": list(regime.recipients),
        "convenor": regime.convenor,
        "tell": list(regime.tell),
        "raised_by": list(_raised_by(regime)),
        "judge": regime.judge,
        "excluded_by": [{"duty": one.by, "when": one.when} for one in regime.excluded_by],
        "steps": [_step(one) for one in regime.steps],
        "outcomes": list(regime.outcomes),
        "sources": [{"id": name, **_plain(row)} for name, row in entry.sources.items()],
        "confidence": regime.confidence,
        "note": regime.note or None,
    }


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.id,
        "say": step.say,
        "from": f"{step.start.kind.value}:{step.start.name}".rstrip(":"),
        "length": step.length,
        "unit": step.unit.value,
        "basis": step.basis,
        "source": step.source or None,
        "confidence": step.confidence,
    }


def table(entries: tuple[Known, ...]) -> Iterator[tuple[str, ...]]:
    """Give the list as rows of words, the heading first."""
    yield "id", "title", "status", "tier", "confidence", "legal basis"
    for entry in entries:
        regime = entry.regime
        yield (
            *(regime.id, regime.title, entry.status.value),
            *(regime.tier.value, regime.confidence, regime.legal_basis),
        )


def explained(entry: Known, words: Mapping[str, str]) -> Iterator[str]:
    """Say all that is known of a regime; ``words`` = what each word of confidence means."""
    regime = entry.regime
    yield f"{regime.id}  {regime.title}:"
    yield f"  {regime.say}"
    yield f"  Status: {entry.status.value}{_dates(regime)}"
    if entry.evidence:
        yield f"  {entry.evidence}"
    yield f"  Where: {COUNTRIES[regime.jurisdiction.value]}{_areas(regime)}"
    yield f"  Legal basis: {regime.legal_basis}"
    yield f"  Confidence: {regime.confidence} ({words.get(regime.confidence, '')})"
    yield "Raised by:"
    yield from (f"  - {one}" for one in _raised_by(regime))
    yield f"  A person judges: {regime.judge}"
    for one in regime.excluded_by:
        yield f"  Gives way to {one.by}: {one.when}"
    yield "Steps and clocks:"
    for step in regime.steps:
        source = f", {step.source}" if step.source else ""
        yield f"  - {step.say}: {clock(step)} ({step.basis}{source}; {step.confidence})"
    yield "Who:"
    yield f"  Convenor: {regime.convenor}"
    yield f"  Tell: {', '.join(regime.tell)}"
    yield f"  Alert: {regime.tier.value}, to {in_full(regime.recipients)}"
    yield "Sources:"
    for name, row in entry.sources.items():
        yield f"  {name}: {row['title']}, {row['at']} (text of {row['text_of']}; {row['read']})"
    if regime.note:
        yield f"Note: {regime.note}"
    yield ADVICE


def clock(step: Step) -> str:
    """Say how long a step has, and from when."""
    unit = UNITS[step.unit.value]
    long = f"{step.length} {unit[:-1] if step.length == 1 else unit}" if step.length else "at once"
    counted = ", the first day counted" if step.unit is Unit.MONTHS_BEGINNING_WITH else ""
    return f"{long} from {_start(step.start)}{counted}"


def _start(start: Start) -> str:
    if start.kind is StartKind.STEP:
        return f"the step {plain(start.name)}"
    if start.kind is StartKind.EXTERNAL:
        return f"{plain(start.name)} (told by a person)"
    return "becoming aware" if start.kind is StartKind.AWARE else "the event"


def _raised_by(regime: Regime) -> Iterator[str]:
    trigger = regime.trigger
    if trigger.death is not None:
        yield "a report of a death that meets its condition"
    if trigger.violence is not None:
        yield "a report of violence that meets its condition"
    if trigger.external:
        yield f"{plain(trigger.external)}, told by a person"
    if trigger.alert:
        yield f"an alert of kind {', '.join(trigger.alert)}"
    if trigger.calendar:
        yield f"the calendar: {trigger.calendar}"


def _dates(regime: Regime) -> str:
    start = f" from {day(regime.in_force_from)}" if regime.in_force_from else ""
    return start + (f" to {day(regime.in_force_to)}" if regime.in_force_to else "")


def _areas(regime: Regime) -> str:
    return f", only {', '.join(sorted(regime.areas))}" if regime.areas else ""
