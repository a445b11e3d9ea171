"""What every worker says of itself, in one line of JSON, once the last record is committed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """Where to work and how much: `records` over all partitions of `reports`; 0: until killed."""

    broker: str
    prefix: str
    partitions: int
    records: int

    @property
    def reports(self) -> str:
        """The input."""
        return f"{self.prefix}reports"

    @property
    def alerts(self) -> str:
        """Alerts opened and cleared."""
        return f"{self.prefix}alerts"

    @property
    def quarantine(self) -> str:
        """What could not be used."""
        return f"{self.prefix}quarantine"

    def rows(self, worker: str) -> str:
        """The compacted log of a worker's rows."""
        return f"{self.prefix}tocsin.{worker}.state"


def task() -> Task:
    """Read the command line."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--broker", required=True)
    ask.add_argument("--prefix", required=True)
    ask.add_argument("--partitions", type=int, required=True)
    ask.add_argument("--records", type=int, required=True)
    return Task(**vars(ask.parse_args()))


class Stopwatch:
    """Runs from the first record handled to the commit of the last; start-up is not counted."""

    def __init__(self, records: int) -> None:
        self.left = records
        self._is_endless = records == 0
        self._began: float | None = None
        self._cpu = 0.0

    def begin(self) -> None:
        """Note the first record; later calls change nothing."""
        if self._began is None:
            self._began, self._cpu = time.monotonic(), time.process_time()

    def committed(self, records: int) -> None:
        """Count; after the last say what it took and end the process at once."""
        self.left -= records
        if self.left > 0 or self._is_endless or self._began is None:
            return
        said = {
            "seconds": time.monotonic() - self._began,
            "cpu_seconds": time.process_time() - self._cpu,
            "peak_mb": peak_megabytes(),
        }
        print(json.dumps(said), file=sys.__stdout__, flush=True)  # Faust takes over sys.stdout.
        os._exit(0)


def peak_megabytes() -> float:
    """The most memory this process held; getrusage would count what its parent held at the fork."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
