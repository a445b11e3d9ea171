"""Sends a message to a webhook: once, without following anybody elsewhere."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorSSLError,
    ClientError,
    ClientSession,
    ClientTimeout,
    TCPConnector,
)

from streams.notify.channels import payloads, signing
from streams.notify.channels.channel import Channel, Kind, Webhook
from streams.notify.channels.egress_guard import AddressNotAllowed, Guard, GuardedResolver
from streams.notify.channels.sending import ARRIVED, Result
from streams.notify.message import Message

LONGEST_ASKED = timedelta(minutes=5)  # of Retry-After that is honoured
TRY_AGAIN = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


class WebhookSender:
    """One webhook, of Alertmanager's form or our own."""

    def __init__(
        self, channel: Channel, to: Webhook, guard: Guard, timeout: timedelta, console: str
    ) -> None:
        self._channel, self._to, self._guard = channel, to, guard
        self._console = console
        self._timeout = timeout
        self._session: ClientSession | None = None

    async def send(self, message: Message) -> Result:
        """Try once. A redirect is a refusal, and of an answer only its head is read."""
        body = self._body(message)
        try:
            async with self._opened().post(
                self._to.url,
                data=body,
                headers=self._headers(message, body),
                allow_redirects=False,
            ) as answer:
                return result_of(answer.status, answer.headers)
        except (ClientConnectorCertificateError, ClientConnectorSSLError):
            return Result("not_trusted")
        except (TimeoutError, ClientError, OSError) as fault:
            return Result("address_not_allowed" if _is_guarded(fault) else "no_answer")

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=GuardedConnector(
                    self._guard, ssl=ssl.create_default_context(cafile=self._to.ca_file)
                ),
                timeout=ClientTimeout(total=self._timeout.total_seconds()),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _body(self, message: Message) -> bytes:
        if self._channel.kind is Kind.ALERTMANAGER:
            return payloads.alertmanager(message, self._channel.says, self._console)
        return payloads.notification(message, self._channel.says, datetime.now(UTC))

    def _headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        told = {
            "Content-Type": "application/json",
            "User-Agent": "tocsin-notify",
            "Idempotency-Key": message.id,
        }
        if self._to.bearer is not None:
            told["Authorization"] = f"Bearer {self._to.bearer}"
        if self._to.signing:
            now = int(datetime.now(UTC).timestamp())
            told |= signing.headers(self._to.signing, message.id, now, body)
        return told


class GuardedConnector(TCPConnector):
    """Connects only where the guard allows; a host that is an address is asked about too.

    aiohttp resolves no host that is an address already, so its resolver alone would let it by.
    """

    def __init__(self, guard: Guard, *, ssl: ssl.SSLContext) -> None:
        self._guarded = GuardedResolver(guard)
        super().__init__(resolver=self._guarded, use_dns_cache=False, ssl=ssl, limit=0)

    async def _resolve_host(self, host, port, traces=None):  # type: ignore[no-untyped-def]
        return await self._guarded.resolve(host, port)


def result_of(status: int, headers: Mapping[str, str]) -> Result:
    """Read an answer: 2xx arrived, 5xx and a few others may be tried again."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ARRIVED
    if status in TRY_AGAIN:
        return Result("busy", wait=_asked(headers.get("Retry-After")))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Result("fault_there", wait=_asked(headers.get("Retry-After")))
    return Result("refused", may_try_again=False)


def _asked(text: str | None) -> timedelta | None:
    """Read how many seconds to wait; a date is not read, our own wait does."""
    if text is None or not text.isascii() or not text.isdigit():
        return None
    return min(timedelta(seconds=int(text[:6])), LONGEST_ASKED)


def _is_guarded(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, AddressNotAllowed):
            return True
        fault = fault.__cause__
    return False
