"""Deliveries: each attempt to tell somebody of a decision. Source: contract, section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DeliveryOutcome = Literal["delivered", "failed", "given_up"]
DeliveryFault = Literal[
    "no_answer", "refused", "busy", "fault_there", "not_trusted", "address_not_allowed",
    "no_channel",
]  # fmt: skip

DELIVERY_TYPE = "tocsin.delivery.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to tell one role of one decision over one channel.

    ``decision_id`` is the id of the decision's event, or names a daily digest; with ``to`` and
    ``channel`` it is what is told once. ``attempt`` counts from 1. ``channel`` ``none`` stands for
    a role that nobody said how to reach. ``fault`` says why it did not arrive; ``instead_of``: the
    role that could not be reached.
    """

    alert_id: str | None
    revision: int | None
    decision_id: str
    to: str
    channel: str
    outcome: DeliveryOutcome
    at: datetime
    attempt: int
    fault: DeliveryFault | None = None
    instead_of: str | None = None

    @property
    def key(self) -> str:
        """What is told once."""
        return f"{self.decision_id}/{self.to}/{self.channel}"
