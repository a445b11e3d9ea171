"""What changed, to every open page: names of parts and counts, never what they say."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, Final

import orjson

from streams.console.desk.desk import Desk
from streams.console.desk.facts import Change
from streams.console.desk.view import DeskView
from streams.console.viewer import HEALTH, Viewer

BATCH_SECONDS: Final = 5.0
HEARTBEAT_SECONDS: Final = 15.0
STREAMS_A_USER: Final = 12
EVIDENCE_PARTS: Final = frozenset({"alerts", "decisions", "orders", "reviews", "deliveries",
                                   "openings", "shifts"})  # fmt: skip


class TooManyStreams(Exception):
    """One user has more pages open than any person reads."""


class Stream:
    """One open page: what changed for its viewer since it was last told."""

    __slots__ = ("parts", "urgent", "viewer")

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.parts: set[str] = set()
        self.urgent = asyncio.Event()


class Hub:
    """Hands changes of the desk to every stream whose viewer may know of them."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk, self._clock = desk, clock
        self._streams: set[Stream] = set()
        self._by_user: Counter[str] = Counter()
        self._counted: dict[Any, dict[str, int]] = {}
        self._counted_at = -1
        self._is_over = False

    def __len__(self) -> int:
        """How many pages are open."""
        return len(self._streams)

    def changed(self, change: Change) -> None:
        """Note a change for everybody who may know of it."""
        if not change.parts:
            return
        for one in self._streams:
            if one.viewer.may_see(change.areas):
                parts = change.parts & _parts_for(one.viewer)
                one.parts |= parts
                if change.is_urgent and parts:
                    one.urgent.set()

    def end(self) -> None:
        """Let every stream end, so that the process can."""
        self._is_over = True
        for one in self._streams:
            one.urgent.set()

    def open(self, viewer: Viewer) -> Stream:
        """Begin a stream for one page.

        Raises:
            TooManyStreams: this user has too many open.
        """
        if self._by_user[viewer.user] >= STREAMS_A_USER:
            raise TooManyStreams
        stream = Stream(viewer)
        self._streams.add(stream)
        self._by_user[viewer.user] += 1
        return stream

    async def events(self, stream: Stream) -> AsyncIterator[dict[str, str]]:
        """Give one page its events until it goes away: first where all stands, then changes."""
        try:
            yield self._event(stream.viewer, ())
            silent = 0.0
            while not self._is_over:
                await _wait(stream.urgent, BATCH_SECONDS)
                stream.urgent.clear()
                silent += BATCH_SECONDS
                if stream.parts:
                    parts, stream.parts = tuple(sorted(stream.parts)), set()
                    silent = 0.0
                    yield self._event(stream.viewer, parts)
                elif silent >= HEARTBEAT_SECONDS:
                    silent = 0.0
                    yield {"event": "heartbeat", "data": "{}"}
        finally:
            self._streams.discard(stream)
            self._by_user[stream.viewer.user] -= 1

    def _event(self, viewer: Viewer, parts: tuple[str, ...]) -> dict[str, str]:
        data = {"parts": parts, **self._counts(viewer)}
        return {
            "event": "changed",
            "id": str(self._desk.version),
            "data": orjson.dumps(data).decode(),
        }

    def _counts(self, viewer: Viewer) -> dict[str, int]:
        """Count once for all viewers who see the same."""
        if self._counted_at != self._desk.version:
            self._counted, self._counted_at = {}, self._desk.version
        key = (viewer.role, viewer.areas, viewer.kinds)
        if key not in self._counted:
            standing = DeskView(self._desk, viewer).standing(self._clock())
            self._counted[key] = {
                "red": standing.red, "amber": standing.amber, "due": standing.due,
            }  # fmt: skip
        return self._counted[key]


def _parts_for(viewer: Viewer) -> frozenset[str]:
    found = EVIDENCE_PARTS if viewer.role not in ("operator", "auditor") else frozenset()
    return found | {"areas"} if viewer.role in HEALTH else found


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
