"""The demo's own duty desk: a webhook receiver that counts what its notifier tells it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from streams.configuration import DATA, ROLES_FILE

HOST = "127.0.0.1"
CHANNELS_FILE = "channels.toml"


@dataclass(slots=True)
class Desk:
    """Where it listens, and how many messages came."""

    address: str = ""
    told: int = 0

    def channels(self, folder: Path) -> Path:
        """Write the shipped file of channels with this desk as the one channel of every role."""
        text = (DATA / CHANNELS_FILE).read_text(encoding="utf-8")
        text = text.replace("hosts = []", f'hosts = ["{HOST}"]', 1)
        text = text.replace("networks = []", f'networks = ["{HOST}/32"]', 1)
        roles = tomllib.loads((DATA / ROLES_FILE).read_text(encoding="utf-8"))["role"]
        named = ", ".join(f'"{code}"' for code in roles)
        path = folder / CHANNELS_FILE
        path.write_text(
            f'{text}\n[channel.desk]\nkind = "alertmanager"\nsays = "sentence"\n'
            f'url = "{self.address}"\n\n[[route]]\nroles = [{named}]\nchannels = ["desk"]\n',
            encoding="utf-8",
        )
        return path


@contextmanager
def desk() -> Iterator[Desk]:
    """Listen until the block ends."""
    counted = Desk()

    class Counts(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            counted.told += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of single messages."""

    with ThreadingHTTPServer((HOST, 0), Counts) as server:
        counted.address = f"http://{HOST}:{server.server_port}/desk"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield counted
        finally:
            server.shutdown()
