"""The three stages as one, where no broker lies between them: replay of files, tests, bench.

What passes from one area to another is applied at once, after the events of the arrival that led
to it, in the order in which it was said. On a broker it goes through the areas' logs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from streams.core.across import Across
from streams.core.area import Outcome
from streams.core.areas import Areas
from streams.core.events import AreaEvent, LogEvent, Ticked
from streams.core.identities import Recognise
from streams.core.reading import Arrival
from streams.core.receive import Receive, Received
from streams.core.state import Context
from streams.core.watch import Watch

Said = Iterator[tuple[str, Outcome]]


class Pipeline:
    """Receive, Recognise and Watch, each whole."""

    def __init__(self, areas: Areas, across: Across, context_of: Callable[[str], Context]) -> None:
        self.receive = Receive(areas)
        self.recognise = Recognise(across)
        self.watch = Watch(context_of)

    def hear(self, arrival: Arrival) -> tuple[Received, list[tuple[str, Outcome]]]:
        """Apply one arrival; say what became of it and what the areas said."""
        received = self.receive.apply(arrival)
        links = (link for one in received.mentions for link in self.recognise.apply(one))
        aside = () if received.set_aside is None else (received.set_aside,)
        return received, list(self.settle([*received.events, *links, *aside]))

    def settle(self, events: Iterable[AreaEvent]) -> Said:
        """Apply events, and what they make one area say to another, until all is said."""
        waiting: deque[AreaEvent] = deque(events)
        while waiting:
            yield from self.watch.apply(waiting.popleft())
            waiting.extend(self.watch.sent())

    def replay(self, event: LogEvent) -> Said:
        """Apply an event of a log; what came to other areas of it stands in their own logs."""
        yield from self.watch.apply(event)
        self.watch.sent()

    def until(self, moment: datetime) -> Said:
        """Run every area's clock on to a moment."""
        for area in self.watch.areas:
            yield from self.settle([Ticked(area=area, time=moment)])
