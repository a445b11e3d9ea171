"""How often a user may ask, and what every answer carries so that browsers keep it safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE, A_SECOND = 60.0, 1.0  # requests
USERS_KEPT = 10_000

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STATIC: Final = "/static/"


class Limit:
    """Sixty requests at once, then one a second, for each user."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def takes(self, user: str) -> bool:
        """Count a request; False: too many."""
        now = self._clock()
        left, last = self._left.pop(user, (AT_ONCE, now))
        left = min(AT_ONCE, left + (now - last) * A_SECOND)
        self._left[user] = (max(left - 1.0, 0.0), now)
        while len(self._left) > USERS_KEPT:
            self._left.pop(next(iter(self._left)))
        return left >= 1.0


class SafeHeaders:
    """Puts the headers on every answer, also on faults; only static files may be kept."""

    def __init__(self, app: ASGIApp, is_https: bool) -> None:
        self._app, self._is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        may_keep = scope["path"].startswith(STATIC)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                kept = "public, max-age=31536000, immutable" if may_keep else "no-store"
                headers["cache-control"] = kept
                if self._is_https:
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, with_headers)
