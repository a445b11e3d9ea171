"""Every fault many times over, with what each came to.

python -m tests.kafka.faults [--kills 100] [--joins 10] [--pauses 6] [--restarts 6]
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.kafka.broker import Broker, start_broker
from tests.kafka.faults import faults
from tests.kafka.faults.scene import Scene, play

SECONDS_A_FAULT = 5.0


def main() -> None:
    """Run each fault on a broker of its own; print a line each."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--joins", type=int, default=10)
    ask.add_argument("--pauses", type=int, default=6)
    ask.add_argument("--restarts", type=int, default=6)
    args = ask.parse_args()
    happenings: list[tuple[str, int, Callable[[Broker], Callable[[Scene], None]]]] = [
        ("worker killed", args.kills, lambda _: faults.kills(args.kills)),
        ("second worker", args.joins, lambda _: faults.a_second_worker(args.joins)),
        ("worker paused", args.pauses, lambda _: faults.pauses(args.pauses)),
        ("broker restarted", args.restarts, lambda b: faults.broker_restarts(b, args.restarts)),
        ("broker away 12 s", 1, lambda b: faults.broker_away(b)),
    ]
    print("| fault | times | events | lost | phantom | repeated | changed | recovered in, s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, times, make in happenings:
        if times:
            print(one(name, times, make), flush=True)


def one(name: str, times: int, make: Callable[[Broker], Callable[[Scene], None]]) -> str:
    """Run one kind of fault; return its line of the table."""
    lines = 16_000
    rate = max(20.0, lines / (times * SECONDS_A_FAULT))
    with start_broker() as broker, tempfile.TemporaryDirectory() as folder:
        prefix = f"f{secrets.token_hex(4)}-"
        happens = make(broker)
        came = play(broker.bootstrap, prefix, Path(folder), happens, lines=lines, rate=rate)
    said, took = came.difference, came.recovered or (0.0,)
    changed = said.changed + said.decisions_lost_or_repeated
    return (
        f"| {name} | {times} | {said.events:,} | {said.lost} | {said.phantom} | {said.repeated} | "
        f"{changed} | {statistics.median(took):.1f}, at most {max(took):.1f} |"
    )


if __name__ == "__main__":
    main()
