"""The table of the benchmark: recall, delay and false alerts of every method, by family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TextIO

from streams.replay.intervals import clopper_pearson
from streams.replay.scoring import TIERS, score
from tests.bench.detection.judging import Signal, alerts, false_alerts, found
from tests.bench.detection.labelled import Labels
from tests.bench.detection.product import Heard


@dataclass(frozen=True, slots=True)
class Cell:
    """What one method found of one family; ``members`` and ``days`` at which it did."""

    found: int
    of: int
    members: tuple[int, ...] = ()
    days: tuple[float, ...] = ()

    def text(self) -> str:
        """Recall, and the median member of those found."""
        if not self.of:
            return "-"
        share = f"{self.found / self.of:.2f}"
        return f"{share} ({median(self.members):g})" if self.members else share


@dataclass(frozen=True, slots=True)
class Entry:
    """A method at a budget. ``false``: alerts an area and year; ``null``: on the twins."""

    name: str
    budget: str
    cells: Mapping[str, Cell]
    false: float
    null: float

    @property
    def whole(self) -> Cell:
        """All families together, traps apart."""
        cells = [cell for kind, cell in self.cells.items() if not kind.startswith("trap_")]
        return Cell(sum(one.found for one in cells), sum(one.of for one in cells))

    def mean(self) -> float:
        """Mean of the families' recalls, each counted alike."""
        cells = [cell for kind, cell in self.cells.items() if not kind.startswith("trap_")]
        return sum(one.found / one.of for one in cells) / len(cells)

    def as_json(self) -> dict[str, Any]:
        """For the record, with 95 % intervals."""
        return {
            "method": self.name,
            "budget": self.budget,
            "false_alerts_an_area_and_year": round(self.false, 3),
            "on_twins": round(self.null, 3),
            "mean_recall": round(self.mean(), 3),
            "families": {
                kind: {
                    "found": cell.found,
                    "of": cell.of,
                    "interval": [round(x, 3) for x in clopper_pearson(cell.found, cell.of)],
                    "median_member": median(cell.members) if cell.members else None,
                    "median_days": round(median(cell.days), 1) if cell.days else None,
                }
                for kind, cell in self.cells.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A method with its lines."""

    name: str
    budget: float
    lines: Mapping[str, float]

    def entry(
        self,
        labelled: Sequence[Sequence[Signal]],
        nulls: Sequence[Sequence[Signal]],
        labels: Sequence[Labels],
        area_years: float,
    ) -> Entry:
        """What it finds at its lines, and what that costs."""
        counts: dict[str, list[tuple[int, float] | None]] = {}
        false = 0
        for signals, known in zip(labelled, labels, strict=True):
            hits = found(signals, self.lines, known.series_of, known.arrivals)
            false += false_alerts(signals, self.lines, known.series_of)
            for one in known.series:
                hit, came = hits.get(one.id), known.arrivals.get(one.id, ())
                said = None if hit is None else (hit.member, hit.at - min(came))
                counts.setdefault(one.kind, []).append(said)
        null = sum(len(alerts(signals, self.lines)) for signals in nulls)
        return Entry(
            self.name, f"{self.budget:g}", _cells(counts), false / area_years, null / area_years
        )


def told_entry(
    name: str,
    heard: Sequence[tuple[Heard, Heard]],
    labels: Sequence[Labels],
    area_years: float,
) -> list[Entry]:
    """What was told, all parts and rules together, as the contract scores it."""
    out = []
    for tiers in TIERS:
        counts: dict[str, list[tuple[int, float] | None]] = {}
        false = null = 0
        for (with_series, twin), known in zip(heard, labels, strict=True):
            result = score(known.series, with_series.revisions, known.files.arrivals)[tiers]
            false += len(result.false_alerts)
            null += len(score(known.series, twin.revisions, {})[tiers].false_alerts)
            for one in result.results:
                hit = one.found
                days = hit.delay.total_seconds() / 86400 if hit and hit.delay else 0.0
                counts.setdefault(one.series.kind, []).append(hit and (hit.member, days))
        cells = _cells(counts)
        out.append(Entry(name, tiers, cells, false / area_years, null / area_years))
    return out


def print_table(entries: Iterable[Entry], out: TextIO) -> None:
    """Print a line a method: recall by family, with the member at which it was found."""
    rows = list(entries)
    kinds = list(dict.fromkeys(kind for row in rows for kind in row.cells))
    for row in rows:
        out.write(f"{row.name}, {row.budget} a year: mean recall {row.mean():.2f}; ")
        out.write(f"false alerts {row.false:.2f} an area and year, {row.null:.2f} on twins\n")
        for kind in kinds:
            out.write(f"    {kind:<32}{row.cells[kind].text()}\n")


def _cells(counts: Mapping[str, Sequence[tuple[int, float] | None]]) -> dict[str, Cell]:
    out = {}
    for kind, all_of in counts.items():
        hits = [one for one in all_of if one is not None]
        members, days = tuple(one[0] for one in hits), tuple(one[1] for one in hits)
        out[kind] = Cell(len(hits), len(all_of), members, days)
    return out
