"""Serve the sample on this machine without Kafka: ``python -m tests.console.serve [PORT]``.

The core plays the end of the sample first (about ten seconds), then answers orders. The clock
goes on from the sample's newest record.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import uvicorn

from streams.console.desk.desk import Desk
from streams.console.settings import ConsoleSettings
from streams.replay.replay import Replay
from tests.console.consoles import Console
from tests.console.sample_desk import configuration, played, sample_now, standings


def main() -> None:
    """Serve until Ctrl-C."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 6068
    replay, desk = Replay(configuration()), Desk(configuration())
    for _, records in played(replay):
        for record in records:
            desk.apply(record)
    for record in standings(replay):
        desk.apply(record)
    desk.is_caught_up = True
    began, start = time.monotonic(), sample_now()
    console = Console(ConsoleSettings(port=port), desk=desk, replay=replay, now=start)

    def now():
        console.now = start + timedelta(seconds=time.monotonic() - began)
        return console.now

    object.__setattr__(console.service, "clock", now)
    print(f"http://127.0.0.1:{port}/", flush=True)
    uvicorn.run(console.app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
