"""The console as a process of its own beside a worker, and people who sign in to it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM

from playwright.sync_api import Browser, BrowserContext

from streams.clients.worker_process import free_port
from streams.settings import Settings
from tests.kafka.console.chromium import DESKTOP

READY_SECONDS, STOP_SECONDS = 40.0, 10.0
GROUPS = """
[group.supervisors]
role = "supervisor"
areas = "all"
posts = ["DDI"]
[group.analysts]
role = "analyst"
areas = "all"
posts = ["DA"]
[group.viewers]
role = "viewer"
areas = "all"
[group.elsewhere]
role = "analyst"
areas = ["E23000003"]
[group.operators]
role = "operator"
areas = "all"
"""
SUPERVISOR, SECOND = ("u-0417", "supervisors"), ("u-0502", "supervisors")
ANALYST, VIEWER = ("u-1201", "analysts"), ("u-2002", "viewers")
ELSEWHERE, OPERATOR = ("u-3003", "elsewhere"), ("u-4004", "operators")


@dataclass
class Console:
    """A console that can be ended and started again on the same port."""

    settings: Settings
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    people: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return when it has caught up."""
        self.begin()
        end = time.monotonic() + READY_SECONDS
        while self.status("/readyz") != 200:
            assert self.process is not None
            assert self.process.poll() is None, f"the console ended: {self.log()[-3000:]}"
            assert time.monotonic() < end, f"the console is not ready: {self.log()[-3000:]}"
            time.sleep(0.05)

    def begin(self) -> None:
        """Start it and do not wait."""
        groups, key = self.folder / "groups.toml", self.folder / "key"
        groups.write_text(GROUPS)
        if not key.exists():
            key.write_bytes(secrets.token_hex(32).encode())
        console = {
            "PORT": str(self.port), "IDENTITY": "proxy", "PROXIES": '["127.0.0.1"]',
            "URL": self.address, "GROUPS": str(groups), "KEY_FILE": str(key),
        }  # fmt: skip
        told = self.settings.as_environment() | {
            f"TOCSIN_CONSOLE_{name}": value for name, value in console.items()
        }
        with (self.folder / "console.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streams", "console"],
                env={**os.environ, **told}, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def stop(self) -> int:
        """End it in order and say with which code."""
        assert self.process is not None
        self.process.send_signal(SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return (self.folder / "console.log").read_text(errors="replace")

    def status(self, path: str, headers: dict[str, str] | None = None) -> int:
        """Ask for an address; 0 where nobody answers."""
        try:
            request = urllib.request.Request(self.address + path, headers=headers or {})
            with urllib.request.urlopen(request, timeout=3) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except (urllib.error.URLError, OSError):
            return 0

    def sign_in(
        self, browser: Browser, who: tuple[str, str], *,
        size: tuple[int, int] = DESKTOP, scripts: bool = True, **more: object,
    ) -> BrowserContext:  # fmt: skip
        """Open a window as a person whom the named proxy lets in."""
        self.people += 1  # each window is somebody else's: nobody meets the limit of requests
        context = browser.new_context(
            base_url=self.address,
            extra_http_headers=headers_of((f"{who[0]}-{self.people}", who[1])),
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        return context


def headers_of(who: tuple[str, str]) -> dict[str, str]:
    """What the proxy says of a person."""
    return {"x-tocsin-user": who[0], "x-tocsin-groups": who[1]}


@contextmanager
def console_beside(settings: Settings, folder: Path) -> Iterator[Console]:
    """Run a console until the block ends, whatever happens."""
    console = Console(settings, folder)
    try:
        console.start()
        yield console
    finally:
        console.kill()
