"""A whole service under a stream of reports while something breaks, and what it comes to.

Reports, corrections, withdrawals, commands and poison are sent all the while; at the end what
the service said is compared with a replay of what it filed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from random import Random

from schemas.topics import AREA_EVENTS
from streams.broker.topics import create
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import Beside, free_port
from streams.configuration import DATA
from streams.replay.lines import Line, read_lines
from streams.settings import Settings
from tests.kafka.outcomes import Difference, difference
from tests.kafka.service import settings_for

SAMPLE = DATA / "sample.jsonl.gz"
PARTITIONS = 3
POISON_EVERY = 400
SESSION_SECONDS = 6.0  # the least that a broker allows; a loaded machine is not a dead worker
QUIET_LOOKS = 5  # a second apart; the lag is known two seconds after a partition is owned
ENDS_WELL = {0, 3, 70, -signal.SIGKILL, -signal.SIGTERM}


class Supervised:
    """A worker that is started again whenever it ends, as a supervisor would do it."""

    def __init__(self, settings: Settings, member: str | None = None) -> None:
        self.settings = settings.model_copy(update={"web_port": free_port(), "member": member})
        self.codes: list[int] = []
        self._is_wanted = True
        self._process = self._start()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    @property
    def page(self) -> Beside:
        """The worker as it runs now."""
        address = f"http://{self.settings.web_host}:{self.settings.web_port}"
        return Beside(self._process, address)

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to the worker as it runs now."""
        self._process.send_signal(sign)

    def kill(self) -> None:
        """End it at once."""
        self.send(signal.SIGKILL)

    def wait_until_ready(self, seconds: float = 120.0) -> float:
        """Wait for readiness through any number of restarts; return the seconds it took."""
        began = time.monotonic()
        while self.page.page("readyz")[0] != 200:
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"no worker was ready for {seconds:.0f} s: {self.codes}")
            time.sleep(0.05)
        return time.monotonic() - began

    def leave(self) -> None:
        """End it in order and do not start it again."""
        self._is_wanted = False
        self.send(signal.SIGTERM)
        self._watching.join(20)
        if self._process.poll() is None:
            self.kill()
            self._watching.join(5)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "streams", "worker"],
            env={**os.environ, **self.settings.as_environment()},
        )

    def _watch(self) -> None:
        while True:
            self.codes.append(self._process.wait())
            if not self._is_wanted:
                return
            self._process = self._start()


@dataclass(slots=True)
class Scene:
    """A service on a broker, and the stream that it is sent."""

    settings: Settings
    lines: int
    worker: Supervised
    recovered: list[float] = field(default_factory=list)
    _sending: threading.Thread | None = None

    def hold(self, seconds: float) -> None:
        """Let the service work."""
        time.sleep(seconds)

    def recover(self) -> None:
        """Wait until the worker is ready again, and note how long that took."""
        self.recovered.append(self.worker.wait_until_ready())

    def filed(self) -> int:
        """How many events stand in the areas' logs."""
        return sum(1 for _ in read_to_end(self.settings, AREA_EVENTS))

    def settle(self, seconds: float = 300.0) -> None:
        """Wait until all is sent and settled, through any restart."""
        if self._sending is not None:
            self._sending.join()
        until, quiet = time.monotonic() + seconds, 0
        while quiet < QUIET_LOOKS:
            if time.monotonic() > until:
                raise TimeoutError(f"the worker is still behind: {self.worker.codes}")
            time.sleep(1)
            quiet = quiet + 1 if self.worker.page.is_quiet else 0

    def start_sending(self, rate: float) -> None:
        """Send the stream beside what follows, so many lines a second."""
        sender = Sender(self.settings, hold_back=False)
        lines = list(a_stream(self.lines))
        self._sending = threading.Thread(target=lambda: sender.send(lines, rate=rate), daemon=True)
        self._sending.start()


def a_stream(number: int) -> Iterator[Line]:
    """Lines of the sample with poison among them."""
    chance = Random(5)
    for place, line in enumerate(islice(read_lines([SAMPLE]), number)):
        yield line
        if place % POISON_EVERY == 0:
            cut = line.value[: chance.randrange(2, len(line.value) - 1)]
            yield replace(line, value=cut)


@contextmanager
def a_scene(broker: str, prefix: str, *, lines: int, rate: float) -> Iterator[Scene]:
    """Run a service and send to it until the block ends."""
    plain = settings_for(broker, prefix, partitions=PARTITIONS)
    settings = plain.model_copy(update={"session_timeout": SESSION_SECONDS})
    create(settings.broker, plan_of(settings))
    scene = Scene(settings, lines, Supervised(settings))
    try:
        scene.worker.wait_until_ready()
        scene.start_sending(rate)
        yield scene
    finally:
        scene.worker.leave()


@dataclass(frozen=True, slots=True)
class Came:
    """What a scene came to."""

    difference: Difference
    codes: tuple[int, ...]
    recovered: tuple[float, ...]


def play(
    broker: str,
    prefix: str,
    folder: Path,
    what: Callable[[Scene], None],
    *,
    lines: int,
    rate: float,
) -> Came:
    """Let it happen, wait until all is settled, and compare."""
    with a_scene(broker, prefix, lines=lines, rate=rate) as scene:
        what(scene)
        scene.settle()
        settings = scene.settings
    codes = tuple(scene.worker.codes)
    assert set(codes) <= ENDS_WELL, f"a worker ended with {codes}"
    return Came(difference(settings, folder), codes, tuple(scene.recovered))
