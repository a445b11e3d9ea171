"""How a screen takes part: what it is called, who may open it, what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from streams.console.desk.view import DeskView
from streams.console.viewer import EVIDENCE, Role


class NotFound(Exception):
    """There is no such thing, or it is another area's: the page is 404 and does not say which."""


class NotAllowed(Exception):
    """The role does not go so far; the text says who may, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: ``params`` of the path, ``query`` of the address, ``fields`` by POST.

    ``now`` is the clock of the reports. ``fields`` of a screen with ``keeps`` are those that were
    sent by POST and stand behind an opaque address; no address carries free text.
    """

    now: datetime
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """The one value of a query field; None where it is missing or empty."""
        return next((value for value in self.query.get(name, ()) if value), None)

    def typed(self, name: str) -> str | None:
        """The one value of a field sent by POST; None where it is missing or empty."""
        return next((value for value in self.fields.get(name, ()) if value), None)


class Page(Protocol):
    """What a screen builds: a frozen dataclass whose fields are the page's JSON.

    A page of one alert also has ``alert_id`` and ``revision``: its opening is recorded with them.
    """

    @property
    def title(self) -> str:
        """What stands in the browser's history: never evidence."""


Build = Callable[[DeskView, Asked], Any]
"""Gives a `Page`. Raises `NotFound`, `NotAllowed`."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    ``name`` is what the audit calls it and its JSON's name; ``path`` as Starlette writes it.
    ``parts``: templates that the page fetches again by themselves, by name, from
    ``<path>?part=<name>``. ``keeps``: it takes a form by POST at its path, keeps the fields on the
    server and answers at ``<path>/r/<token>``; ``ask`` may turn the fields into an order first
    (the fields of a command, or None). ``exports``: the page has ``csv``, rows for ``?format=csv``.
    """

    name: str
    path: str
    build: Build
    template: str
    roles: frozenset[Role] = EVIDENCE
    parts: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = False
    ask: Callable[[DeskView, Asked], Mapping[str, Any] | None] | None = None
    exports: bool = False
