"""The doors: nobody asked (this machine alone), a named proxy's headers, or a signed session."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Protocol

from starlette.requests import HTTPConnection

from streams.console.identity.groups import Groups, viewer_of
from streams.console.identity.sessions import Sessions
from streams.console.viewer import Role, Viewer

USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@|-]{0,119}")
HERE = Viewer("local", "This machine", Role.SUPERVISOR)
BANNER = (
    "Nobody signs in here: everybody at this machine is supervisor of every area. "
    "For trying out, never for real reports."
)


class Door(Protocol):
    """Tells who a request comes from."""

    banner: str | None
    sign_in: str | None

    def viewer(self, connection: HTTPConnection) -> Viewer | None:
        """Say who it is; None: nobody we let in."""


class OpenDoor:
    """Lets everybody of this machine in; the console listens on loopback alone."""

    banner: str | None = BANNER
    sign_in: str | None = None

    def viewer(self, connection: HTTPConnection) -> Viewer | None:
        """Everybody is the supervisor."""
        return HERE


class ProxyDoor:
    """Believes two headers of proxies at named addresses, and only if each comes once."""

    banner: str | None = None
    sign_in: str | None = None

    def __init__(self, proxies: Iterable[str], user: str, groups_of: str, groups: Groups) -> None:
        self._proxies = [ip_network(one) for one in proxies]
        self._user, self._groups_of, self._groups = user, groups_of, groups

    def viewer(self, connection: HTTPConnection) -> Viewer | None:
        """Say who the proxy says it is."""
        if connection.client is None or not self._is_named(connection.client.host):
            return None
        users = connection.headers.getlist(self._user)
        listed = connection.headers.getlist(self._groups_of)
        if len(users) != 1 or len(listed) != 1 or not USER.fullmatch(users[0]):
            return None
        named = [one.strip() for one in listed[0].split(",")]
        return viewer_of(users[0], users[0], named, self._groups, can_sign_out=False)

    def _is_named(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in one for one in self._proxies)


class SessionDoor:
    """Believes the session that a sign-in at the provider left behind."""

    banner: str | None = None
    sign_in: str | None = "/sign-in"

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def viewer(self, connection: HTTPConnection) -> Viewer | None:
        """Say whose session it is."""
        session = self._sessions.of(connection)
        return None if session is None else session.viewer
