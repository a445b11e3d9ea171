"""Write the detection benchmark: reports with known series, and their labels.

``python -m tests.bench.detection.generate --out FOLDER`` writes reports.jsonl (CloudEvents in
order of arrival) and labels.csv (series_id,kind,report_id; a kind ``trap_...`` must not be found).
All is invented. The same seed gives the same bytes, and the background does not depend on families
or intensity: ``--intensity 0`` is the matching file without series.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from tests.bench.detection.background import background, traps
from tests.bench.detection.events import body, cloud_event, overdose_counts, report_id, stamps
from tests.bench.detection.rows import DEATH, KINDS, ROW, Rows
from tests.bench.detection.series import series
from tests.bench.detection.tables import AREAS, FAMILIES, TRAPS
from tests.bench.detection.versions import VERSION, Versions, versions
from tests.bench.detection.world import KM_A_DEGREE, KM_EAST, LAT0, LON0, World

DEFAULT_AREAS = ("E23000002", "E23000003", "E23000005", "E23000008", "E23000025")
START = "2021-01-01"
RESENT_FILES = 2
INTENSITY = 0.4  # series of each family per area and year
CALM_END = 40  # days at the end in which no series begins


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. ``intensity``: series of each family per area and year."""

    seed: int = 1
    areas: tuple[str, ...] = DEFAULT_AREAS
    years: float = 3.0
    families: tuple[str, ...] = tuple(FAMILIES)
    intensity: float = INTENSITY


@dataclass(slots=True)
class _Drawn:
    """All rows; those from ``own`` on belong to series; names of series by number."""

    rows: Rows
    own: int
    names: list[tuple[str, str]]


def generate(plan: Plan, out: Path) -> dict[str, int]:
    """Write one benchmark into a folder; return how many events of each kind."""
    rngs = [np.random.default_rng([plan.seed, purpose]) for purpose in range(6)]
    world = World(rngs[0], [AREAS[code] for code in plan.areas])
    days, start = plan.years * 365.25, np.datetime64(START, "s")
    drawn = _draw(plan, world, rngs, days)
    out.mkdir(parents=True, exist_ok=True)
    counts = overdose_counts(world, rngs[3], drawn.rows, int(days), start)
    drawn.rows["luck"] %= 2
    sent = _versions(drawn, rngs[4:], days)
    tally = _write_reports(out / "reports.jsonl", world, drawn.rows, sent, start, counts)
    _write_labels(out / "labels.csv", drawn, sent)
    return tally


def _draw(plan: Plan, world: World, rngs: Sequence[Generator], days: float) -> _Drawn:
    parts = [background(world, rngs[1], days), traps(world, rngs[2], days)]
    kinds = [f"trap_{name}" for name, trap in TRAPS.items() for _ in range(trap.count)]
    names = [(f"T{number:02d}", kind) for number, kind in enumerate(kinds)]
    first, own = len(names), sum(map(len, parts))
    for name in plan.families:
        rng = np.random.default_rng([plan.seed, 99, list(FAMILIES).index(name)])
        for _ in range(round(plan.intensity * len(world.codes) * plan.years)):
            learning = min(365.0, days / 3)  # not while a detector still learns
            rows = series(world, rng, FAMILIES[name], learning, days - CALM_END)
            rows["series"] = len(names)
            rows["luck"] += 2 * FAMILIES[name].overdoses
            names.append((f"S{len(names) - first:03d}", name))
            parts.append(rows)
    return _Drawn(np.concatenate(parts), own, names)


def _versions(drawn: _Drawn, rngs: Sequence[Generator], end: float) -> Versions:
    """All versions in order of arrival; series draw from a stream of their own."""
    usual = versions(drawn.rows[: drawn.own], rngs[0], end, RESENT_FILES)
    added = versions(drawn.rows[drawn.own :], rngs[1], end, 0)
    added["row"] += drawn.own
    sent = np.concatenate([usual, added])
    return sent[np.argsort(sent["arrives"], kind="stable")]


def _write_reports(
    path: Path,
    world: World,
    rows: Rows,
    sent: Versions,
    start: np.datetime64,
    counts: list[tuple[float, str]],
) -> dict[str, int]:
    recorded, occurred, times = (
        stamps(start, days) for days in (rows["t"] + rows["lag"], rows["t"], sent["sent"])
    )
    ids = [report_id(row) for row in rows]
    death_of = {
        int(row["subject"]): name
        for row, name in zip(rows, ids, strict=True)
        if row["kind"] == DEATH
    }
    lat, lon = (LAT0 + rows["y"] / KM_A_DEGREE).tolist(), (LON0 + rows["x"] / KM_EAST).tolist()
    values, waiting = rows.tolist(), sorted(counts)[::-1]
    tally = dict.fromkeys((*KINDS, "counts"), 0)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for stamp, version in zip(times, sent.tolist(), strict=True):
            now = dict(zip(VERSION.names or (), version, strict=True))
            while waiting and waiting[-1][0] <= now["arrives"]:
                file.write(waiting.pop()[1])
                tally["counts"] += 1
            at = now["row"]
            row = dict(zip(ROW.names or (), values[at], strict=True))
            where = lat[at], lon[at]
            data = body(world, row, now, where, recorded[at], occurred[at], ids[at], death_of)
            kind = KINDS[row["kind"]]
            file.write(cloud_event(kind, data["area"], ids[at], now["no"], stamp, data))
            tally[kind] += 1
    return tally


def _write_labels(path: Path, drawn: _Drawn, sent: Versions) -> None:
    """One line a member, of reports that are in the file, by series and time."""
    rows, known = drawn.rows, np.unique(sent["row"])
    known = known[np.lexsort((rows["t"][known], rows["series"][known]))]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["series_id", "kind", "report_id"])
        labelled = (row for row in rows[known] if row["series"] >= 0)
        table.writerows([*drawn.names[int(row["series"])], report_id(row)] for row in labelled)


def main() -> None:
    """Read the command line and write one benchmark."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--areas", default=",".join(DEFAULT_AREAS), help="codes, comma between")
    ask.add_argument("--years", type=float, default=3.0)
    ask.add_argument("--families", default="all", help="names, comma between, or all")
    ask.add_argument(
        "--intensity", type=float, default=INTENSITY, help="of each family, area and year"
    )
    ask.add_argument("--out", type=Path, required=True, help="folder to write")
    args = ask.parse_args()
    families = tuple(FAMILIES) if args.families == "all" else tuple(args.families.split(","))
    areas = tuple(args.areas.split(","))
    unknown = [*(set(families) - set(FAMILIES)), *(set(areas) - set(AREAS))]
    if unknown:
        ask.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join([*FAMILIES, *AREAS])}")
    tally = generate(Plan(args.seed, areas, args.years, families, args.intensity), args.out)
    print(json.dumps({"seed": args.seed, "areas": areas, "events": tally}))


if __name__ == "__main__":
    main()
