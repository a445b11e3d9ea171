"""Sessions: a signed cookie that ends when nobody did anything for a while."""

from __future__ import annotations

import secrets
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, Final

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from streams.console.viewer import Role, Viewer

COOKIE: Final = "tocsin"
LONGEST_SECONDS = 12 * 3600  # a sign-in holds for a shift; then groups are asked for again
SEEN_SECONDS = 30  # a cookie is written anew when its last use is so long ago
REVOKED_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in, when (seconds of the wall clock), and when they last did something."""

    name: str
    viewer: Viewer
    since: float
    seen: float


class Sessions:
    """Signs, reads, renews and ends sessions."""

    def __init__(
        self, key: bytes, idle: float, idle_phone: float, *, secure: bool, wall: Callable[[], float]
    ) -> None:
        """``idle``: seconds after which a session ends by itself."""
        self._signer = URLSafeSerializer(key, salt="tocsin-session")
        self._idle, self._idle_phone, self._secure, self._wall = idle, idle_phone, secure, wall
        self._revoked: MutableMapping[str, None] = {}

    def idle_of(self, connection: HTTPConnection) -> float:
        """Seconds without use after which this browser's session ends."""
        is_phone = "Mobi" in connection.headers.get("user-agent", "")
        return self._idle_phone if is_phone else self._idle

    def left_of(self, connection: HTTPConnection) -> float:
        """Seconds until this browser's session ends if nobody does anything; 0 where none is."""
        session = self.of(connection)
        if session is None:
            return 0.0
        ends = min(session.seen + self.idle_of(connection), session.since + LONGEST_SECONDS)
        return max(0.0, ends - self._wall())

    def of(self, connection: HTTPConnection) -> Session | None:
        """Read the session of a request; None: none, forged, ended."""
        text = connection.cookies.get(COOKIE)
        if not text or len(text) > 4096:
            return None
        try:
            session = _read(self._signer.loads(text))
        except (BadData, KeyError, ValueError, TypeError):
            return None
        now = self._wall()
        is_over = now - session.seen > self.idle_of(connection)
        if is_over or now - session.since > LONGEST_SECONDS or session.name in self._revoked:
            return None
        return session

    def begin(self, viewer: Viewer, response: Response) -> None:
        """Begin a session; an older one of the browser is not gone on with."""
        now = self._wall()
        self._write(Session(secrets.token_urlsafe(16), viewer, now, now), response)

    def renew(self, connection: HTTPConnection, response: Response) -> None:
        """Note that somebody did something."""
        session = self.of(connection)
        if session is not None and self._wall() - session.seen > SEEN_SECONDS:
            self._write(replace(session, seen=self._wall()), response)

    def end(self, connection: HTTPConnection, response: Response) -> None:
        """End a session, also for whoever kept a copy of the cookie."""
        session = self.of(connection)
        if session is not None:
            self._revoked[session.name] = None
            while len(self._revoked) > REVOKED_KEPT:
                self._revoked.pop(next(iter(self._revoked)))
        response.delete_cookie(COOKIE, path="/")

    def _write(self, session: Session, response: Response) -> None:
        response.set_cookie(
            COOKIE, self._signer.dumps(_row(session)), path="/", httponly=True,
            secure=self._secure, samesite="lax",
        )  # fmt: skip


def _row(session: Session) -> dict[str, Any]:
    viewer = session.viewer
    return {
        "n": session.name, "u": viewer.user, "w": viewer.name, "r": viewer.role.value,
        "a": None if viewer.areas is None else sorted(viewer.areas),
        "k": None if viewer.kinds is None else sorted(viewer.kinds),
        "p": list(viewer.posts), "s": session.since, "t": session.seen,
    }  # fmt: skip


def _read(row: dict[str, Any]) -> Session:
    areas, kinds = row["a"], row["k"]
    viewer = Viewer(
        row["u"], row["w"], Role(row["r"]), None if areas is None else frozenset(areas),
        None if kinds is None else frozenset(kinds), tuple(row["p"]), True,
    )  # fmt: skip
    return Session(row["n"], viewer, float(row["s"]), float(row["t"]))
