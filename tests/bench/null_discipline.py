"""Does an area spend the false alerts that it declared? Statistical parts on background alone.

``python -m tests.bench.null_discipline --area cumbria --seeds 1 2`` draws years of reports in
which nothing is planted, calibrates on all but the last two, and counts what linker and scan find
in these: over the shipped lines, over those of the first month of its own, and over those that
hold after two years of monthly moves.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson

from streams.configuration import Configuration, load
from streams.core.calibration.calibrate import calibrate
from streams.core.calibration.maxima import declustered
from streams.core.calibration.moves import PendingLine, moved
from streams.core.calibration.past import Past
from streams.core.calibration.reruns import found, weighed, years_counted
from streams.core.events import Calibrated
from streams.core.receive import Receive
from streams.core.series.thresholds import Lines, shipped_lines
from streams.core.state import Context
from streams.replay.lines import Line, arrival_of
from streams.sample.background import background

CODES = {"cumbria": "E23000002", "essex": "E23000028"}
LATER = 24  # months of moves, of which each found the same lines
TIERS = ("amber", "red")
Counts = dict[tuple[str, str, str], float]


def past_of(name: str, seed: int, days: int, configuration: Configuration) -> Past:
    """The reports of one territory, received and filed."""
    receive, past = Receive(configuration.areas), Past(CODES[name])
    for number, data in enumerate(background(seed, (name,), days)):
        for event in receive.apply(arrival_of(Line(number, orjson.dumps(data), 0))).events:
            if event.area == past.area:
                past.hear(event)
    return past


def judge(past: Past, tested: int, context: Context) -> tuple[Counts, float]:
    """False alerts over each set of lines, by stream and tier; and the years tested."""
    until = past.clock or datetime.now(UTC)
    as_of = (until - timedelta(days=tested)).replace(day=1, hour=0, minute=0, second=0)
    rows = list(past.cases.values())
    before = [row for row in rows if row.arrived < as_of]
    own = calibrate(before, past.since or as_of, as_of, context)
    compared = as_of - timedelta(days=context.series.calibration.numbers["learning_days"])
    state = weighed(sorted(rows, key=lambda row: row.by_arrival), context, compared)
    real = found(state, as_of)
    out: Counts = {}
    for stream in context.series.lines:
        shipped = shipped_lines(context.series, stream, state.usual.size)
        mine = next((one for one in own if one.stream == stream), None)
        scores = declustered(real[stream])
        for when, line in _lines(mine, shipped, context.series.calibration.numbers).items():
            for tier in TIERS:
                passed = sum(score >= getattr(line, tier) for score in scores)
                out[stream, when, tier] = float(passed)
                out[stream, f"{when} line", tier] = getattr(line, tier)
    return out, years_counted(until, as_of)


def _lines(
    own: Calibrated | None, shipped: Lines, numbers: Mapping[str, float]
) -> dict[str, Lines]:
    out = {"shipped": shipped, "first": shipped, "later": shipped}
    if own is None:
        return out
    now = shipped
    for month in range(LATER):
        found = PendingLine(own.amber, own.red, own.months + month, own.as_of, own.digest)
        line = moved(found, shipped, now, 0, numbers)
        now = Lines(
            line.amber, line.red, shipped.amber_a_year, shipped.red_a_year, "own", own.as_of
        )
        out["later"] = now
        if not month:
            out["first"] = now
    return out


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--area", choices=sorted(CODES), default="cumbria")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--days", type=int, default=2192)
    parser.add_argument("--tested", type=int, default=730)
    parser.add_argument("--reruns", type=float, default=20.0)
    given = parser.parse_args()
    configuration = load()
    context = _with_reruns(configuration.context_of(CODES[given.area]), given.reruns)
    total: Counts = {}
    years, begun = 0.0, time.process_time()
    for seed in given.seeds:
        past = past_of(given.area, seed, given.days, configuration)
        counts, tested = judge(past, given.tested, context)
        years += tested
        for key, value in counts.items():
            total[key] = total.get(key, 0.0) + value
    print(f"{given.area}: {years:.1f} area years tested, {time.process_time() - begun:.0f} s CPU")
    _print(total, years, len(given.seeds), configuration)


def _with_reruns(context: Context, reruns: float) -> Context:
    own = context.series.calibration
    own = replace(own, numbers={**own.numbers, "reruns": reruns})
    return replace(context, series=replace(context.series, calibration=own))


def _print(total: Counts, years: float, seeds: int, configuration: Configuration) -> None:
    series = configuration.shared.series
    for tier in TIERS:
        print(f"{tier}: false alerts a year, budget; shipped, first month, later (mean lines)")
        sums = dict.fromkeys(("budget", "shipped", "first", "later"), 0.0)
        for stream in series.lines:
            budget = getattr(shipped_lines(series, stream, 1.0), f"{tier}_a_year")
            sums["budget"] += budget
            told = [f"{budget:6.2f}"]
            for when in ("shipped", "first", "later"):
                often = total[stream, when, tier] / years
                sums[when] += often
                line = total[stream, f"{when} line", tier] / seeds
                told.append(f"{often:6.2f} ({line:5.2f})")
            print(f"  {stream:10}", *told)
        print(f"  {'all':10}", *(f"{one:6.2f}" for one in sums.values()))


if __name__ == "__main__":
    main()
