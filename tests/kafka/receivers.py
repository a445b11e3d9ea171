"""Those who are told, for real: an HTTP server that can fail, and a mail server."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext

import orjson
from aiohttp import web
from aiosmtpd.controller import Controller

from streams.clients.worker_process import free_port


@dataclass(frozen=True)
class Request:
    """One POST as it came."""

    headers: dict[str, str]
    body: bytes
    at: float
    status: int

    @property
    def data(self) -> dict:
        return orjson.loads(self.body)

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class HttpReceiver:
    """Takes POSTs on a thread of its own; ``status`` is what it answers now."""

    status: int = 200
    answer_headers: dict[str, str] = field(default_factory=dict)
    before_answer: float = 0.0
    requests: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def arrived(self) -> list[Request]:
        """Those that it said it had."""
        return [one for one in self.requests if one.status < 300]

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        one = Request(dict(request.headers), body, time.monotonic(), self.status)
        self.requests.append(one)
        await asyncio.sleep(self.before_answer)
        return web.Response(status=one.status, headers=self.answer_headers, text="x" * 100_000)


@contextmanager
def http_receiver(tls: SSLContext | None = None) -> Iterator[HttpReceiver]:
    """Run a receiver until the block ends."""
    receiver, started, loop = HttpReceiver(), threading.Event(), asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/{any:.*}", receiver.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        receiver.port = site._server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield receiver
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(5)
        loop.close()


@dataclass
class MailReceiver:
    """A mail server that keeps what it gets; ``answer`` is its word on each mail."""

    answer: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@contextmanager
def mail_receiver(**more) -> Iterator[MailReceiver]:
    """Run a mail server until the block ends."""
    receiver = MailReceiver(port=free_port())
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port, **more)
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()
