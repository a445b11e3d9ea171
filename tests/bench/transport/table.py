"""The benchmark's table and picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TextIO

from tests.bench.transport.latency import Latency
from tests.bench.transport.peers import Peer
from tests.bench.transport.running import Ran


@dataclass(frozen=True, slots=True)
class Row:
    """One worker: medians of its runs, and its latencies."""

    peer: Peer
    reports_a_second: float
    lowest: float
    highest: float
    cpu_microseconds: float
    peak_mb: float
    latencies: tuple[Latency, ...]

    @staticmethod
    def of(peer: Peer, ran: Sequence[Ran], slow: Sequence[Latency]) -> Row:
        """Take the medians."""
        speeds = [one.reports_a_second for one in ran]
        return Row(
            peer,
            median(speeds),
            min(speeds),
            max(speeds),
            median(one.cpu_seconds / one.records for one in ran) * 1e6,
            median(one.peak_mb for one in ran),
            tuple(one for one in slow if one.peer is peer),
        )

    def as_json(self) -> dict[str, Any]:
        """Everything a reader may want to compute on."""
        return {
            "name": self.peer.name,
            "guarantee": self.peer.guarantee,
            "reports_a_second": round(self.reports_a_second),
            "lowest": round(self.lowest),
            "highest": round(self.highest),
            "cpu_microseconds": round(self.cpu_microseconds, 1),
            "peak_mb": round(self.peak_mb),
            "latency_ms": {
                str(one.rate): {"p50": one.p50_ms, "p95": one.p95_ms, "p99": one.p99_ms, "n": one.n}
                for one in self.latencies
            },
        }


def print_table(rows: Sequence[Row], rates: Sequence[int], out: TextIO) -> None:
    """Print it as Markdown; the ratio is our engine's speed over the worker's."""
    heads = [f"p50 / p95 / p99 ms at {rate:,}/s" for rate in rates]
    names = ["worker", "guarantee", "reports/s (range)", "engine is", "CPU us", "peak MB", *heads]
    print("| " + " | ".join(names) + " |", file=out)
    print("|" + "---|" * len(names), file=out)
    for row in rows:
        cells = [
            row.peer.name,
            row.peer.guarantee,
            f"{row.reports_a_second:,.0f} ({row.lowest:,.0f}-{row.highest:,.0f})",
            f"{rows[0].reports_a_second / row.reports_a_second:.2f} x",
            f"{row.cpu_microseconds:.1f}",
            f"{row.peak_mb:.0f}",
            *(_slow(row, rate) for rate in rates),
        ]
        print("| " + " | ".join(cells) + " |", file=out)


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw reports a second, a bar a worker with the range of its runs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 0.6 * len(rows) + 1.2), layout="constrained")
    axes = figure.subplots()
    names = [row.peer.name for row in reversed(rows)]
    speeds = [row.reports_a_second for row in reversed(rows)]
    below = [row.reports_a_second - row.lowest for row in reversed(rows)]
    above = [row.highest - row.reports_a_second for row in reversed(rows)]
    axes.barh(names, speeds, xerr=[below, above], color="#1d70b8", ecolor="#0b0c0c")
    axes.set_xlabel("reports a second, the reference work, one worker")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def _slow(row: Row, rate: int) -> str:
    for one in row.latencies:
        if one.rate == rate:
            return f"{one.p50_ms:.0f} / {one.p95_ms:.0f} / {one.p99_ms:.0f}"
    return "not measured"
