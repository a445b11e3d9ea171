"""What scoring reads: labels, revisions of alerts, and when the labelled reports arrived."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import orjson

from schemas import envelope
from schemas.alerts import ALERT_TYPE
from schemas.envelope import UnreadableEnvelope
from schemas.fields import parse_instant
from streams.core.errors import ConfigurationError
from streams.replay.lines import UnreadableFile, read_lines
from streams.replay.scoring import FAMILIES, Revision, Series

COLUMNS = ("series_id", "kind", "report_id")


def read_labels(path: Path) -> tuple[Series, ...]:
    """Read series from a file of one line a member.

    Raises:
        UnreadableFile: it cannot be read.
        ConfigurationError: naming every fault of its lines.
    """
    rows = csv.DictReader(StringIO(_text(path), newline=""))
    lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if lacking:
        raise ConfigurationError([f"{path}: the first line must name {', '.join(lacking)}"])
    kinds: dict[str, str] = {}
    members: dict[str, dict[str, None]] = {}
    faults: list[str] = []
    for line, row in enumerate(rows, start=2):
        series, kind, report = ((row[name] or "").strip() for name in COLUMNS)
        if not (series and kind and report):
            faults.append(f"{path}, line {line}: series_id, kind and report_id are all needed")
        elif kinds.setdefault(series, kind) != kind:
            faults.append(f"{path}, line {line}: {series} has two kinds; give it one")
        else:
            members.setdefault(series, {})[report] = None
    if not members:
        faults = faults or [f"{path}: no series; give one line a member"]
    if faults:
        raise ConfigurationError(faults)
    return tuple(Series(name, kinds[name], tuple(got)) for name, got in members.items())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise UnreadableFile(path, fault.strerror or "cannot be opened") from None
    except UnicodeDecodeError:
        raise UnreadableFile(path, "is not text in UTF-8") from None


class AlertFile:
    """Revisions of alerts from a file, and what else is learned while it is read once."""

    def __init__(self, path: Path, members: Collection[str]) -> None:
        self._path, self._members = path, members
        self.occurred: dict[str, datetime] = {}
        self.areas: set[str] = set()
        self.first: datetime | None = None
        self.last: datetime | None = None

    def revisions(self) -> Iterator[Revision]:
        """Go through the revisions of families that are scored.

        Raises:
            UnreadableFile: a line is no alert.
        """
        for line in read_lines([self._path]):
            try:
                event = orjson.loads(line.value)
                alert = event["data"] if event["type"] == ALERT_TYPE else None
                revision = None if alert is None else self._revision(alert)
            except (ValueError, KeyError, TypeError):
                fault = f"line {line.number} is no alert; name what `tocsin replay --out` wrote"
                raise UnreadableFile(self._path, fault) from None
            if revision is not None and revision.family in FAMILIES:
                yield revision

    def _revision(self, alert: Mapping[str, Any]) -> Revision:
        revision = Revision(
            alert_id=str(alert["alert_id"]),
            revision=alert["revision"],
            kind=alert["kind"],
            family=alert["family"],
            tier=alert["tier"],
            updated_at=datetime.fromisoformat(alert["updated_at"]).astimezone(UTC),
            evidence=tuple(one["report_id"] for one in alert["evidence"]),
            shadow=bool(alert.get("shadow", False)),
        )
        self.areas.add(revision.area)
        self.first = min(self.first or revision.updated_at, revision.updated_at)
        self.last = max(self.last or revision.updated_at, revision.updated_at)
        for one in alert["evidence"]:
            if one["report_id"] in self._members:
                moment = datetime.fromisoformat(one["occurred_from"]).astimezone(UTC)
                name = one["report_id"]
                self.occurred[name] = min(self.occurred.get(name, moment), moment)
        return revision


class ReportFiles:
    """When labelled reports arrived, and the span and size of the files that hold them."""

    def __init__(self) -> None:
        self.arrivals: dict[str, datetime] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None
        self._versions: dict[str, int] = {}

    def read(self, paths: Iterable[Path], members: Collection[str]) -> ReportFiles:
        """Read the ``time`` of the first version of each member; lines of no use are passed over.

        Raises:
            UnreadableFile: a file cannot be read to its end.
        """
        for line in read_lines(paths):
            try:
                event = envelope.read(line.value)
            except UnreadableEnvelope:
                continue
            moment = event.time or _recorded(event.data)
            if moment is None:
                continue
            self.first = min(self.first or moment, moment)
            self.last = max(self.last or moment, moment)
            report, version = event.data.get("report_id"), event.data.get("version")
            if report in members and isinstance(version, int):
                self._note(str(report), version, moment)
        return self

    def _note(self, report: str, version: int, moment: datetime) -> None:
        """Keep the lowest version; of two alike, the first that came."""
        if version < self._versions.get(report, version + 1):
            self._versions[report] = version
            self.arrivals[report] = moment


def _recorded(data: Mapping[str, Any]) -> datetime | None:
    """When the sender became aware, for an event that does not say when it was let known."""
    try:
        return parse_instant(data.get("recorded_at"))
    except ValueError:
        return None
