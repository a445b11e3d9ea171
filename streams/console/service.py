"""Everything that the pages of one console share."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from streams.console.desk.desk import Desk
from streams.console.desk.view import DeskView
from streams.console.identity.doors import Door
from streams.console.identity.forms import FormTokens
from streams.console.identity.limits import Limit
from streams.console.identity.sessions import Sessions
from streams.console.live import Hub
from streams.console.orders import Commands
from streams.console.recording import Recording
from streams.console.searches import Searches
from streams.console.settings import ConsoleSettings
from streams.console.viewer import Viewer
from streams.core.alerts.published.titles import local

VERSION = version("tocsin")


def new_ids() -> Iterator[str]:
    """Name the orders that the forms of a page can send, one each."""
    while True:
        yield secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Service:
    """The desk, and who may come to it, ask, order and be told.

    ``clock``: the clock of the reports. ``sessions`` is None where nobody signs in here.
    """

    settings: ConsoleSettings
    desk: Desk
    hub: Hub
    commands: Commands
    recording: Recording
    door: Door
    tokens: FormTokens
    limit: Limit
    searches: Searches
    clock: Callable[[], datetime]
    sessions: Sessions | None = None

    @property
    def notice(self) -> str | None:
        """What must stand on every page now: nothing comes from the broker, or nobody signs in."""
        since = self.desk.silent_since
        if since is not None:
            return f"Not live since {local(since)}. What you see may be old. Trying again."
        return self.door.banner

    def view(self, viewer: Viewer) -> DeskView:
        """Show the desk as somebody may see it."""
        return DeskView(self.desk, viewer)
