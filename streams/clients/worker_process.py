"""A worker beside this process: started, asked whether it is ready, and ended in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket

from streams.settings import Settings

READY_SECONDS = 40.0  # for the worker to own and restore its partitions
SETTLE_SECONDS = 120.0  # for the worker to catch up after the last line
STOP_SECONDS = 12.0  # for the worker to end in order
QUIET_LOOKS = 3  # looks in a row, a second apart, that must find no lag


class WorkerEnded(RuntimeError):
    """The worker did not start, or ended by itself; says which."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A worker that runs beside us, and its pages."""

    process: subprocess.Popen[bytes]
    address: str

    def page(self, name: str) -> tuple[int, str]:
        """Ask for a page; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/{name}", timeout=2) as answer:  # noqa: S310  Our own page.
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except (urllib.error.URLError, OSError):
            return 0, ""

    def wait_until_ready(self) -> None:
        """Wait until every partition is owned and restored.

        Raises:
            WorkerEnded: it ended, or was not ready in time.
        """
        end = time.monotonic() + READY_SECONDS
        while self.page("readyz")[0] != 200:
            self._alive()
            if time.monotonic() > end:
                raise WorkerEnded(f"the worker was not ready after {READY_SECONDS:.0f} s")
            time.sleep(0.1)

    def settle(self) -> None:
        """Wait until everything sent has gone through both stages.

        Raises:
            WorkerEnded: it ended, or is still behind after two minutes.
        """
        end, quiet = time.monotonic() + SETTLE_SECONDS, 0
        while quiet < QUIET_LOOKS:
            self._alive()
            if time.monotonic() > end:
                raise WorkerEnded("the worker is still behind; the machine may be too slow")
            time.sleep(1.0)
            quiet = quiet + 1 if self.lag() == 0 else 0

    def lag(self) -> int | None:
        """Records that the worker has not settled yet; None while it does not know."""
        lag = [
            float(line.rsplit(" ", 1)[1])
            for line in self.page("metrics")[1].splitlines()
            if line.startswith("tocsin_source_lag_records{")
        ]
        return int(sum(lag)) if lag else None

    def _alive(self) -> None:
        if self.process.poll() is not None:
            raise WorkerEnded(f"the worker ended by itself with code {self.process.returncode}")


@contextmanager
def worker_beside(settings: Settings) -> Iterator[Beside]:
    """Run a worker beside us until the block ends, whatever happens.

    Raises:
        WorkerEnded: it does not become ready.
    """
    told = {
        f"TOCSIN_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "worker"],
        env={**os.environ, **told},
        start_new_session=True,  # Ctrl-C reaches us alone; we end it in order
    )
    beside = Beside(process, f"http://{settings.web_host}:{settings.web_port}")
    try:
        beside.wait_until_ready()
        yield beside
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
