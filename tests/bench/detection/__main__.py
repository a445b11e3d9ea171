"""``make bench-detection``: what is found, how soon, and at what price in false alerts.

Writes benchmark files and their twins without series, runs Tocsin and the baselines over both,
sets every method to the same number of false alerts on the twins, and prints what each finds.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from streams.configuration import load
from tests.bench.detection import baselines, counted, judging, product, reports
from tests.bench.detection.calibrated import OPEN, areas_of, rules_at
from tests.bench.detection.generate import DEFAULT_AREAS, INTENSITY, Plan, generate
from tests.bench.detection.labelled import Labels
from tests.bench.detection.table import Entry, Judged, print_table, told_entry

BUDGETS = (1.0, 12.0)  # false alerts an area and year: red alone, red and amber together
METHODS = {
    **baselines.METHODS,
    "Farrington-Noufaily": counted.farrington_noufaily,
    "EARS C2": counted.ears_c2,
}
PARTS = {"linker alone": "linked_evidence", "class scan alone": "local_excess"}


@dataclass(frozen=True, slots=True)
class Job:
    """One run over one file: a method, or Tocsin under a folder of rules (None: as shipped)."""

    file: Path
    method: str
    areas: Path
    rules: Path | None = None

    @property
    def kept(self) -> Path:
        """Where its result is kept."""
        name = self.method.replace(" ", "-") + (f"-{self.rules.name}" if self.rules else "")
        return self.file.parent / f"{name}.pickle"


def main() -> None:
    """Run the benchmark."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--seeds", default="1,2,3,4")
    ask.add_argument("--areas", default=",".join(DEFAULT_AREAS))
    ask.add_argument("--years", type=float, default=3.0)
    ask.add_argument("--processes", type=int, default=2)
    ask.add_argument("--out", type=Path, default=Path("build/bench-detection"))
    args = ask.parse_args()
    seeds, areas = [int(one) for one in args.seeds.split(",")], tuple(args.areas.split(","))
    pairs = list(_pairs(args.out, seeds, areas, args.years))
    area_years = len(areas) * (args.years - baselines.LEARNING / 365.25) * len(seeds)
    bench = Bench(pairs, area_years, areas_of(args.out, areas), rules_at(args.out / "open", OPEN))
    _run([*bench.baselines(), *bench.tocsin(bench.open), *bench.tocsin()], args.processes)
    entries = list(bench.entries())
    print_table(entries, sys.stdout)
    (args.out / "results.json").write_text(
        json.dumps([one.as_json() for one in entries], indent=1), encoding="utf-8"
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """Pairs of a file and its twin; ``open``: rules with a budget so wide that all is seen."""

    pairs: Sequence[tuple[Path, Path]]
    area_years: float
    areas: Path
    open: Path

    def baselines(self) -> list[Job]:
        """Every baseline over every file."""
        return [Job(file, name, self.areas) for name in METHODS for file in self._files()]

    def tocsin(self, rules: Path | None = None) -> list[Job]:
        """Tocsin over every file."""
        return [Job(file, "tocsin", self.areas, rules) for file in self._files()]

    def entries(self) -> Iterator[Entry]:
        """Judge every method at every budget, then what Tocsin told as it is shipped."""
        labels = [Labels.read(labelled.parent) for labelled, _ in self.pairs]
        for name in METHODS:
            found, nulls = self._signals(name), self._signals(name, twin=True)
            yield from self._judged(name, found, nulls, labels)
        for name, part in PARTS.items():
            found, nulls = (
                [[one for one in signals if one.stream == part] for signals in files]
                for files in (
                    self._signals("tocsin", self.open),
                    self._signals("tocsin", self.open, twin=True),
                )
            )
            yield from self._judged(name, found, nulls, labels)
        heard = [tuple(_heard(Job(f, "tocsin", self.areas)) for f in pair) for pair in self.pairs]
        yield from told_entry("Tocsin, as shipped", heard, labels, self.area_years)

    def _judged(
        self,
        name: str,
        found: Sequence[Sequence[judging.Signal]],
        nulls: Sequence[Sequence[judging.Signal]],
        labels: Sequence[Labels],
    ) -> Iterator[Entry]:
        for budget in BUDGETS:
            lines = judging.lines(judging.apart(nulls), budget, self.area_years)
            yield Judged(name, budget, lines).entry(found, nulls, labels, self.area_years)

    def _signals(
        self, name: str, rules: Path | None = None, *, twin: bool = False
    ) -> list[list[judging.Signal]]:
        return [_signals(Job(pair[twin], name, self.areas, rules)) for pair in self.pairs]

    def _files(self) -> list[Path]:
        return [file for pair in self.pairs for file in pair]


def _pairs(
    out: Path, seeds: Sequence[int], areas: tuple[str, ...], years: float
) -> Iterator[tuple[Path, Path]]:
    """A file with series and its twin without, for each seed."""
    for seed in seeds:
        folders = out / f"seed{seed}", out / f"seed{seed}-null"
        for folder, intensity in zip(folders, (INTENSITY, 0.0), strict=True):
            if not (folder / "labels.csv").exists():
                generate(Plan(seed, areas, years, intensity=intensity), folder)
        yield folders[0] / "reports.jsonl", folders[1] / "reports.jsonl"


def _run(jobs: Sequence[Job], processes: int) -> None:
    """Run what was not yet run, and say how far it is."""
    waiting = [job for job in jobs if not job.kept.exists()]
    with ProcessPoolExecutor(processes) as pool:
        for done, job in enumerate(pool.map(_do, waiting), start=1):
            where = f"{job.method}, {job.file.parent.name}"
            print(f"{done} of {len(waiting)}: {where}", file=sys.stderr, flush=True)


def _do(job: Job) -> Job:
    found: object
    if job.method == "tocsin":
        found = product.run(job.file, load(areas=job.areas, rules=job.rules))
    else:
        found = baselines.signals(METHODS[job.method], reports.read(job.file))
    job.kept.write_bytes(pickle.dumps(found))
    return job


def _signals(job: Job) -> list[judging.Signal]:
    found = pickle.loads(job.kept.read_bytes())
    return found.signals if isinstance(found, product.Heard) else found


def _heard(job: Job) -> product.Heard:
    return pickle.loads(job.kept.read_bytes())


if __name__ == "__main__":
    main()
