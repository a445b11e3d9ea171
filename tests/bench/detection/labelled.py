"""The labels of a benchmark folder, and when their reports first came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.replay.labels import ReportFiles, read_labels
from streams.replay.scoring import Series
from tests.bench.detection.reports import ORIGIN


@dataclass(frozen=True, slots=True)
class Labels:
    """Series of one file. ``arrivals``: of each series its members' first versions, days."""

    series: tuple[Series, ...]
    series_of: Mapping[str, Sequence[str]]
    arrivals: Mapping[str, Sequence[float]]
    files: ReportFiles

    @classmethod
    def read(cls, folder: Path) -> Labels:
        """Read labels.csv and the arrivals in reports.jsonl."""
        series = read_labels(folder / "labels.csv")
        members = {one: series_.id for series_ in series for one in series_.members}
        files = ReportFiles().read([folder / "reports.jsonl"], members)
        series_of, arrivals = defaultdict(list), defaultdict(list)
        for one in series:
            for member in one.members:
                series_of[member].append(one.id)
                if member in files.arrivals:
                    days = (files.arrivals[member] - ORIGIN).total_seconds() / 86400.0
                    arrivals[one.id].append(days)
        return cls(series, dict(series_of), dict(arrivals), files)
