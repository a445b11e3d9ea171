"""A sender's own files, read as the worker would read them, without a broker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from streams.core.areas import Areas
from streams.core.reading import Arrival
from streams.core.receive import Receive, Received
from streams.replay.lines import Line, arrival_of

Verdict = Literal["used", "partly", "repeat", "set aside"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What becomes of one line. ``fields``: names of what is wrong, never a value.

    ``unknown``: how many fields no schema names; they are passed over.
    """

    line: int
    topic: str
    verdict: Verdict
    reason: str | None
    fields: tuple[str, ...]
    unknown: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost of it."""
        return self.verdict in ("used", "repeat") and not self.unknown


def check_lines(lines: Iterable[Line], areas: Areas) -> Iterator[Checked]:
    """Say of each line what would be used of it; versions and repeats within the files too."""
    receive = Receive(areas)
    for line in lines:
        arrival = arrival_of(line)
        yield _checked(line.number, arrival, receive.apply(arrival))


def _checked(number: int, arrival: Arrival, received: Received) -> Checked:
    aside = received.quarantined
    return Checked(
        line=number,
        topic=arrival.topic,
        verdict=_verdict(received),
        reason=None if aside is None or aside.partial else aside.reason,
        fields=aside.fields if aside is not None else (),
        unknown=received.unknown,
    )


def _verdict(received: Received) -> Verdict:
    if received.outcome == "quarantined":
        return "set aside"
    if received.outcome == "partial":
        return "partly"
    return "repeat" if received.outcome == "repeat" else "used"
