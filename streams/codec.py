"""Rows and area events as JSON bytes and back. What we wrote ourselves is read without doubt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from schemas.envelope import to_json
from schemas.partner_alerts import PartnerAlert
from streams.core.alerts.across.rows import Announcement, Finding, Foreign, Handed
from streams.core.alerts.row import AlertRow
from streams.core.alerts.silence import Silence
from streams.core.calibration.moves import PendingLine
from streams.core.events import Calibrated, Counts, LogEvent, Ordered, ScanCluster, Scanned
from streams.core.filing import Filed
from streams.core.identities import Known, Mention, Reached
from streams.core.kept import Aside, Lesson, Shift, Split
from streams.core.lookup import CaseRow
from streams.core.partners.blocks import Disclosure
from streams.core.series.background.phase import Phase
from streams.core.series.linking.hypotheses import Hypothesis
from streams.core.series.scan.excess import Excess
from streams.core.series.thresholds import OwnLine
from streams.core.state import Feed, Position
from streams.core.windows.bursts import Arrivals, Batch

_EVENT: TypeAdapter[LogEvent] = TypeAdapter(Annotated[LogEvent, Field(discriminator="event")])
_FOUND: TypeAdapter[Calibrated | Scanned] = TypeAdapter(
    Annotated[Calibrated | Scanned, Field(discriminator="event")]
)
_MENTION: TypeAdapter[Mention] = TypeAdapter(Annotated[Mention, Field(discriminator="event")])
_ROWS: Mapping[str, TypeAdapter[Any]] = {
    "filed": TypeAdapter(Filed),
    "greatest": TypeAdapter(datetime),
    "position": TypeAdapter(Position),
    "cases": TypeAdapter(CaseRow),
    "counts": TypeAdapter(Counts),
    "alerts": TypeAdapter(AlertRow),
    "feeds": TypeAdapter(Feed),
    "withheld": TypeAdapter(str),
    "commands": TypeAdapter(datetime),
    "tallies": TypeAdapter(int),
    "verdicts": TypeAdapter(int),
    "days": TypeAdapter(int),
    "shift": TypeAdapter(Shift),
    "lessons": TypeAdapter(Lesson),
    "silences": TypeAdapter(Silence),
    "splits": TypeAdapter(Split),
    "arrivals": TypeAdapter(Arrivals),
    "batches": TypeAdapter(Batch),
    "disclosed": TypeAdapter(Disclosure),
    "partner_alerts": TypeAdapter(PartnerAlert),
    "handed": TypeAdapter(Handed),
    "findings": TypeAdapter(Finding),
    "foreign": TypeAdapter(Foreign),
    "announced": TypeAdapter(Announcement),
    "phase": TypeAdapter(Phase),
    "ground": TypeAdapter(int),
    "marks": TypeAdapter(int),
    "thresholds": TypeAdapter(OwnLine),
    "pending": TypeAdapter(PendingLine),
    "scan_clusters": TypeAdapter(ScanCluster),
    "results": TypeAdapter(datetime),
    "scans": TypeAdapter(Excess),
    "hypotheses": TypeAdapter(Hypothesis),
    "known": TypeAdapter(Known),
    "reached": TypeAdapter(Reached),
    "told": TypeAdapter(tuple[datetime, ...]),
    "set_aside": TypeAdapter(Aside),
    "read": TypeAdapter(datetime),
}


def write_event(event: LogEvent) -> bytes:
    """Write an area event."""
    if isinstance(event, Ordered):
        fields = {name: getattr(event, name) for name in Ordered.__slots__}
        command = event.command.model_dump(mode="json", exclude_defaults=True)
        return to_json({**fields, "command": command})
    return to_json(event)


def read_event(value: bytes) -> LogEvent:
    """Read an area event back."""
    return _EVENT.validate_json(value)


def read_found(value: bytes) -> Calibrated | Scanned | None:
    """Read what the calibrator found; None where a value is nothing of the kind."""
    try:
        return _FOUND.validate_json(value)
    except ValidationError:
        return None


def write_mention(mention: Mention) -> bytes:
    """Write what Receive says to Recognise."""
    return to_json(mention)


def read_mention(value: bytes) -> Mention:
    """Read a mention back."""
    return _MENTION.validate_json(value)


def write_row(row: object) -> bytes:
    """Write a row."""
    return to_json(row)


def read_row(kind: str, value: bytes) -> Any:
    """Read a row of a kind back."""
    return _ROWS[kind].validate_json(value)
