"""A line of an area's log read back, as ``tocsin log`` writes it."""

from __future__ import annotations

from pydantic import ValidationError

from schemas import envelope
from schemas.envelope import UnreadableEnvelope
from streams.codec import read_event
from streams.core.events import LogEvent

LOG_TYPE = "tocsin.area-event.v1"


class UnreadableLog(ValueError):
    """A line that says it is of an area's log and is none."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"line {line} says it is of an area's log and cannot be read; write the log again "
            "with `tocsin log`"
        )


def log_event(value: bytes, line: int) -> LogEvent | None:
    """Read an event of an area's log; None where the line is of another type.

    Raises:
        UnreadableLog: the line says it is one and cannot be read.
    """
    if LOG_TYPE.encode() not in value:
        return None
    try:
        event = envelope.read(value)
    except UnreadableEnvelope:
        return None
    if event.type != LOG_TYPE:
        return None
    try:
        return read_event(envelope.to_json(event.data))
    except ValidationError:
        raise UnreadableLog(line) from None
