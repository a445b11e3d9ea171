"""What people typed to look for something, kept here so that no address carries it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from streams.console.viewer import Viewer

KEPT = 2_000  # of all users; the oldest goes first

Fields = Mapping[str, tuple[str, ...]]


class Searches:
    """Fields by an opaque token, for the one user who sent them."""

    def __init__(self) -> None:
        self._by_token: dict[str, tuple[str, Fields]] = {}

    def keep(self, viewer: Viewer, fields: Fields) -> str:
        """Keep fields; their token comes back."""
        token = secrets.token_urlsafe(12)
        self._by_token[token] = (viewer.user, fields)
        while len(self._by_token) > KEPT:
            self._by_token.pop(next(iter(self._by_token)))
        return token

    def of(self, viewer: Viewer, token: str) -> Fields | None:
        """Find a user's own fields again."""
        user, fields = self._by_token.get(token, ("", {}))
        return fields if user == viewer.user else None
