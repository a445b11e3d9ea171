"""What comes of one try to send, and who can make one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from schemas.deliveries import DeliveryFault
from streams.notify.message import Message


@dataclass(frozen=True, slots=True)
class Result:
    """One try: it arrived (no fault), or why not, and whether another may help.

    ``wait``: how long the other side asked to be left alone.
    """

    fault: DeliveryFault | None = None
    may_try_again: bool = True
    wait: timedelta | None = None


ARRIVED = Result()


class Sender(Protocol):
    """One channel, ready to send."""

    async def send(self, message: Message) -> Result:
        """Try once."""

    async def close(self) -> None:
        """Let go of connections."""


class NoChannel:
    """Stands for the channel of a role that nobody told us how to reach."""

    NAME = "none"

    async def send(self, message: Message) -> Result:
        """Nothing can be tried."""
        return Result("no_channel", may_try_again=False)

    async def close(self) -> None:
        """Nothing is held."""
