"""Start a real Apache Kafka broker (one KRaft node) for tests, and stop, kill or restart it.

The jars come from Maven by `pom.xml`; jars, a formatted data folder and a class archive are
kept in `.kafka/` at the root of the repository, so only the first start is slow.
"""

import atexit
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.kafka.jars import Kit, alone, prepare
from tests.kafka.properties import properties

START_SECONDS: Final = 60.0
"""How long a start may take. Source: 0.9 s when idle, 4.3 s after a kill, and room."""

PORTS: Final = range(20_000, 32_000)
"""Below Linux's ports for outgoing connections: a client that knocks on a closed port out of
that range can connect to itself and hold the port that the restarted broker needs."""

NAME: Final = "tocsin-kafka"
"""How our folders of data begin; the process that owns one follows."""

MEMORY: Final = Path("/dev/shm")


class Broker:
    """One broker of our own: `bootstrap` is its address, the same after every restart."""

    def __init__(
        self, kit: Kit, settings: Mapping[str, str] | None = None, record: Path | None = None
    ) -> None:
        self._kit = kit
        self._record = record
        sweep()
        where = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
        self.folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-{os.getpid()}-", dir=where))
        shutil.copytree(kit.formatted, self.folder / "data")
        client, controller = free_port(), free_port()
        self.bootstrap = f"127.0.0.1:{client}"
        self._client_port, self._controller = client, controller
        text = properties(self.folder / "data", client, controller, settings)
        (self.folder / "server.properties").write_text(text)
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @property
    def is_running(self) -> bool:
        """Whether the process is alive; a paused one is."""
        return self.process is not None and self.process.poll() is None

    @property
    def log(self) -> str:
        """What the broker wrote so far, warnings and worse."""
        path = self.folder / "broker.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def answers(self) -> bool:
        """Whether a client may begin."""
        return answers(self._client_port)

    def start(self) -> None:
        """Start on the data as it lies, and return when the port answers ApiVersions."""
        with (self.folder / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._kit.command(
                    "kafka.Kafka", str(self.folder / "server.properties"), record=self._record
                ),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                process_group=0,  # Ctrl-C reaches pytest first, which then ends the broker.
            )
        (self.folder / "pid").write_text(str(self.process.pid))
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if not self.is_running or time.monotonic() > deadline:
                raise RuntimeError(f"The Kafka broker did not start:\n{self.log[-4000:]}")
            time.sleep(0.02)

    def stop(self, seconds: float = 30.0) -> None:
        """End it in good order (SIGTERM); after `seconds` kill it."""
        if self.process is None or not self.is_running:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL), as a power cut would; what it wrote stays in memory."""
        if self.process is not None and self.is_running:
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        """Freeze it (SIGSTOP): connections stay open and nothing answers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused broker go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def restart(self, kill: bool = False) -> None:
        """End it, in good order or by force, and start it on the same data and port."""
        if kill:
            self.kill()
        else:
            self.stop()
        self.start()

    def close(self) -> None:
        """Kill it and remove its data; doing so twice is harmless."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)


@contextmanager
def start_broker(settings: Mapping[str, str] | None = None) -> Iterator[Broker]:
    """Run a broker of one's own for a block; `settings` overrides its properties."""
    kit = prepare()
    with alone():
        if not kit.archive.exists():
            archive_classes(kit)
    broker = Broker(kit, settings)
    try:
        broker.start()
        yield broker
    finally:
        broker.close()


def archive_classes(kit: Kit) -> None:
    """Run a broker once for the classes it loads; without an archive a start is only slower."""
    draft = kit.archive.with_suffix(".draft")
    broker = Broker(kit, record=draft)
    try:
        broker.start()
        broker.stop(60.0)
    finally:
        broker.close()
    if draft.exists():
        draft.rename(kit.archive)


def free_port() -> int:
    """Find a port of 127.0.0.1 that nothing listens on."""
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No free port between 20000 and 32000 on 127.0.0.1: end what holds them.")


def answers(port: int) -> bool:
    """Ask ApiVersions (key 18, version 0), as every client does first."""
    request = struct.pack(">hhih", 18, 0, 7, -1)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as wire:
            wire.sendall(struct.pack(">i", len(request)) + request)
            answer = wire.recv(10)
    except OSError:
        return False
    return len(answer) == 10 and struct.unpack(">ih", answer[4:]) == (7, 0)


def sweep() -> None:
    """End brokers, and remove their data, whose test run was killed before it could."""
    for folder in (*MEMORY.glob(f"{NAME}-*"), *Path(tempfile.gettempdir()).glob(f"{NAME}-*")):
        owner = folder.name.split("-")[2]
        if owner.isdigit() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            _end_if_ours(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _end_if_ours(folder: Path) -> None:
    try:
        pid = int((folder / "pid").read_text())
        if str(folder) in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGKILL)
    except (OSError, ValueError):
        return
