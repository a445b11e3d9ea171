"""``make bench``: our worker and its peers side by side, same work, same input, one run.

    python -m tests.bench.transport [--quick] [--records N] [--runs N] [--out FOLDER]

Each run is a fresh topic; runs of the workers are interleaved; the median counts. Each worker's
alerts and quarantine are compared with the reference work's before its time is believed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.transport import latency, peers, running
from tests.bench.transport.stream import reports
from tests.bench.transport.table import Row, draw, print_table
from tests.kafka.broker import start_broker


def main() -> None:
    """Run, print, and leave a table and a picture."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--quick", action="store_true", help="three workers, in under 50 s")
    ask.add_argument("--records", type=int)
    ask.add_argument("--runs", type=int)
    ask.add_argument("--rates", default="200,2000")
    ask.add_argument("--out", type=Path, default=Path("build/bench"))
    args = ask.parse_args()
    given = running.Input(list(reports(args.records or (60_000 if args.quick else 300_000))))
    who = peers.quick() if args.quick else peers.everyone()
    rates = [200] if args.quick else [int(one) for one in args.rates.split(",")]
    with start_broker() as broker:
        print(environment(len(given.messages)), file=sys.stderr)
        ran = repeat(who, broker.bootstrap, given, args.runs or (1 if args.quick else 3))
        timed = who[:1] if args.quick else [who[0], who[1], *who[3:4]]
        slow = [
            latency.measure(peer, broker.bootstrap, rate, 5.0 if args.quick else 20.0)
            for rate in rates
            for peer in timed
        ]
    rows = [Row.of(peer, [one for one in ran if one.peer is peer], slow) for peer in who]
    print_table(rows, rates, sys.stdout)
    if args.quick:
        print(json.dumps(quickly(rows)))
        return
    args.out.mkdir(parents=True, exist_ok=True)
    draw(rows, args.out / "throughput.svg")
    results = {"environment": environment(len(given.messages)), "rows": [r.as_json() for r in rows]}
    (args.out / "transport.json").write_text(json.dumps(results, indent=1), encoding="utf-8")


def repeat(
    who: Sequence[peers.Peer], broker: str, given: running.Input, runs: int
) -> list[running.Ran]:
    """Run each worker in turn, so many times over."""
    ran: list[running.Ran] = []
    for turn in range(runs):
        for peer in who:
            one = running.run(peer, broker, given)
            ran.append(one)
            said = f"run {turn + 1}: {peer.name}: {one.reports_a_second:,.0f} reports/s"
            print(said, file=sys.stderr, flush=True)
    return ran


def quickly(rows: Sequence[Row]) -> dict[str, float]:
    """The quick benchmark in one object: reports a second, ratios and milliseconds."""
    worker, loop, faust = (row.reports_a_second for row in rows)
    return {
        "worker": round(worker),
        "loop": round(loop),
        "faust": round(faust),
        "ratio_loop": round(worker / loop, 3),
        "ratio_faust": round(worker / faust, 2),
        "p99_ms": round(median(one.p99_ms for one in rows[0].latencies), 1),
    }


def environment(records: int) -> str:
    """Say where this ran."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{records:,} reports, {running.PARTITIONS} partitions, one Kafka node beside them, "
        f"{cores} cores, Python {platform.python_version()}, {platform.machine()}"
    )


if __name__ == "__main__":
    main()
