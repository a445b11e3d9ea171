"""Measure how often each rule alerts by chance: ``python -m streams.sample.rule_rates --out FILE``.

Runs the core over background in which nothing is planted, at the full rates of ``rates.py``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from streams.configuration import DATA, Configuration, load
from streams.sample.background import START
from streams.sample.chance import DAYS_A_YEAR, Run, Told, area_of, interval, told
from streams.sample.ground import TERRITORIES

MODULE = "streams.sample.rule_rates"
DETECTORS_FILE = "detectors.toml"
NUMBERS = ("background.toml", "series.toml", "serious_violence.toml")
MEASURED = (DETECTORS_FILE, *NUMBERS)  # files whose change asks for a new measurement
DECIDING = ("status", "tier", "limits")  # fields of a detector that decide when it alerts
SEEDS = (101, 102, 103, 104)
START_UP = 400  # days; longer than an area needs to know itself (windows/background.py)
DAYS = 730
PROCESSES = 2
CHECK = Run(101, "cumbria", 60, 240)  # small enough for a test to run again

Measured = Mapping[Run, Told]


def rules_digest(data: Path = DATA) -> str:
    """Return what tells one set of limits and shipped rates from another; whom to tell is none."""
    detectors, *numbers = (tomllib.loads((data / name).read_text("utf-8")) for name in MEASURED)
    deciding = {
        kind: {field: row[field] for field in DECIDING if field in row}
        for kind, row in detectors.items()
    }
    rest = [{key: t for key, t in file.items() if key != "meta"} for file in numbers]
    text = json.dumps([deciding, *rest], sort_keys=True)
    return sha256(text.encode()).hexdigest()


def measure(runs: Sequence[Run]) -> Measured:
    """Count each run, two at a time, and say on standard error how far it is."""
    found: dict[Run, Told] = {}
    with ProcessPoolExecutor(PROCESSES) as pool:
        for run, counts in zip(runs, pool.map(_told, runs), strict=True):
            found[run] = counts
            done = f"{len(found)} of {len(runs)}"
            print(f"{done}: seed {run.seed}, {run.area}: {counts.total()} alerts", file=sys.stderr)
    return found


def text(measured: Measured, check: Told, command: str, made: date) -> str:
    """Write the file of rates."""
    configuration = _configuration()
    areas = list(dict.fromkeys(run.area for run in measured))
    millions = {name: area_of(name, configuration.areas.by_code).millions for name in areas}
    years = sum(millions[run.area] * run.days / DAYS_A_YEAR for run in measured)
    lines = [
        f"# Made by `{command}`: do not edit.",
        "# How often each rule alerts by chance, on invented background without any series",
        "# (streams/sample): an order of magnitude for real forces. An alert counts when it is",
        "# raised and again when it rises to a higher tier. Intervals: 95 %, exact Poisson.",
        "",
        "[meta]",
        f'command = "{command}"',
        f"made = {made}",
        f'rules = "{rules_digest()}"  # sha256 of the limits in {" and ".join(MEASURED)}',
        f"seeds = [{', '.join(str(s) for s in dict.fromkeys(run.seed for run in measured))}]",
        f"start = {START}",
        f"start_up_days = {next(iter(measured)).start_up}  # days at the start that do not count",
        f"days = {next(iter(measured)).days}  # days that count, of each seed and area",
        "# million_years: millions of residents times years; a_year: per million residents",
        "",
        *_of_areas(areas, configuration),
        *_of_rates(measured, areas, years, configuration),
        *_of_check(check),
    ]
    return "\n".join(lines) + "\n"


def _of_areas(areas: Sequence[str], configuration: Configuration) -> Iterator[str]:
    for name in areas:
        area = area_of(name, configuration.areas.by_code)
        yield f"[area.{name}]"
        yield f'code = "{area.code}"'
        yield f"people = {area.people}  # residents that are modelled"
        yield f"km2 = {area.km2}"
        yield ""


def _of_rates(
    measured: Measured, areas: Sequence[str], years: float, configuration: Configuration
) -> Iterator[str]:
    by_area = {name: Counter[tuple[str, str]]() for name in areas}
    for run, counts in measured.items():
        by_area[run.area].update(counts)
    for kind, detector in configuration.shared.detectors.items():
        for tier in detector.tiers:
            each = {name: by_area[name][kind, tier] for name in areas}
            number = sum(each.values())
            low, high = interval(number)
            yield f"[rate.{kind}.{tier}]"
            yield f"alerts = {number}"
            yield f"million_years = {years:.3f}"
            yield f"by_area = {{ {', '.join(f'{name} = {n}' for name, n in each.items())} }}"
            yield f"a_year = {number / years:.6g}"
            yield f"low = {low / years:.6g}"
            yield f"high = {high / years:.6g}"
            yield ""


def _of_check(check: Told) -> Iterator[str]:
    yield "[check]  # one small run, which a test does again"
    yield f"seed = {CHECK.seed}"
    yield f'area = "{CHECK.area}"'
    yield f"start_up_days = {CHECK.start_up}"
    yield f"days = {CHECK.days}"
    yield "[check.alerts]"
    for (kind, tier), number in sorted(check.items()):
        yield f"{kind}.{tier} = {number}"


@cache
def _configuration() -> Configuration:
    return load()


def _told(run: Run) -> Told:
    return told(run, _configuration())


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line, measure, and write the file."""
    ask = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=__doc__)
    ask.add_argument("--out", type=Path, required=True, help="file to write, .toml")
    ask.add_argument("--seeds", default=",".join(map(str, SEEDS)), help="numbers and commas")
    ask.add_argument("--areas", default=",".join(TERRITORIES), help="names and commas")
    ask.add_argument("--days", type=int, default=DAYS, help="days that count, of each run")
    ask.add_argument("--start-up", type=int, default=START_UP, help="days before that do not")
    given = ask.parse_args(argv)
    areas, seeds = given.areas.split(","), [int(one) for one in given.seeds.split(",")]
    if wrong := [name for name in areas if name not in TERRITORIES]:
        ask.error(f"unknown areas: {', '.join(wrong)}; known: {', '.join(TERRITORIES)}")
    runs = [Run(seed, name, given.start_up, given.days) for seed in seeds for name in areas]
    before = rules_digest()
    measured = measure(runs)
    if rules_digest() != before:
        ask.exit(1, f"{' or '.join(MEASURED)} changed meanwhile; measure again\n")
    words = argv if argv is not None else sys.argv[1:]
    command = f"python -m {MODULE} {' '.join(words)}"
    given.out.write_text(text(measured, _told(CHECK), command, date.today()), encoding="utf-8")  # noqa: DTZ011


if __name__ == "__main__":
    main()
