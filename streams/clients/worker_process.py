"""A worker or notifier beside this process: started, asked if it is ready, ended in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket
from types import MappingProxyType

from streams.settings import Settings

READY_SECONDS = 40.0  # to own and restore its partitions
SETTLE_SECONDS = 300.0  # for the worker to catch up after the last line
STOP_SECONDS = 12.0  # to end in order
QUIET_LOOKS = 3  # looks in a row, a second apart, that must find no lag


class WorkerEnded(RuntimeError):
    """A process beside us did not start, or ended by itself; says which."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A process that runs beside us, and its pages."""

    process: subprocess.Popen[bytes]
    address: str
    name: str = "worker"

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
                raise WorkerEnded(f"the {self.name} was not ready after {READY_SECONDS:.0f} s")
            time.sleep(0.1)

    def settle(self) -> None:
        """Wait until everything sent has gone through both stages.

        Raises:
            WorkerEnded: it ended, or is still behind after five minutes.
        """
        end, quiet = time.monotonic() + SETTLE_SECONDS, 0
        while quiet < QUIET_LOOKS:
            self._alive()
            if time.monotonic() > end:
                raise WorkerEnded("the worker is still behind; the machine may be too slow")
            time.sleep(1.0)
            quiet = quiet + 1 if self.is_quiet else 0

    @property
    def is_quiet(self) -> bool:
        """Whether it owns and has restored its partitions, and read them to their ends.

        The lag alone does not tell: that of a partition that is being taken over is not shown.
        """
        return self.page("readyz")[0] == 200 and self.lag() == 0

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
            code = self.process.returncode
            raise WorkerEnded(f"the {self.name} ended by itself with code {code}")


@contextmanager
def worker_beside(settings: Settings) -> Iterator[Beside]:
    """Run a worker beside us until the block ends, whatever happens.

    Raises:
        WorkerEnded: it does not become ready.
    """
    with _beside(settings, "worker", settings.web_port) as worker:
        yield worker


@contextmanager
def notifier_beside(settings: Settings) -> Iterator[Beside]:
    """Run a notifier beside us until the block ends, whatever happens.

    Raises:
        WorkerEnded: it does not become ready.
    """
    with _beside(settings, "notifier", settings.notify_port) as notifier:
        yield notifier


@contextmanager
def console_beside(settings: Settings, port: int) -> Iterator[Beside]:
    """Run a console beside us, for this machine alone, until the block ends.

    Raises:
        WorkerEnded: it does not become ready.
    """
    own = {"TOCSIN_CONSOLE_HOST": settings.web_host, "TOCSIN_CONSOLE_PORT": str(port)}
    with _beside(settings, "console", port, own) as console:
        yield console


COMMANDS = {"worker": "worker", "notifier": "notify", "console": "console"}


@contextmanager
def _beside(
    settings: Settings, name: str, port: int, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Beside]:
    process = subprocess.Popen(  # noqa: S603  Our own program.
        [sys.executable, "-m", "streams", COMMANDS[name]],
        env={**os.environ, **settings.as_environment(), **more},
        start_new_session=True,  # Ctrl-C reaches us alone; we end it in order
    )
    beside = Beside(process, f"http://{settings.web_host}:{port}", name)
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
