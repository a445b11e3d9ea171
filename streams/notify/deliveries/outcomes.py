"""What was told already, as ``deliveries.v1`` has it."""

from __future__ import annotations

from schemas.deliveries import Delivery, DeliveryOutcome


class Outcomes:
    """The final outcome of each key, and how often each was tried."""

    def __init__(self) -> None:
        self._final: dict[str, DeliveryOutcome] = {}
        self._attempts: dict[str, int] = {}
        self._heard: set[tuple[str | None, str, str]] = set()

    def add(self, delivery: Delivery) -> None:
        """Enter one attempt."""
        if delivery.outcome == "failed":
            self._attempts[delivery.key] = delivery.attempt
            return
        self._attempts.pop(delivery.key, None)
        self._final[delivery.key] = delivery.outcome
        if delivery.outcome == "delivered":
            self._heard.add((delivery.alert_id, delivery.to, delivery.channel))

    def final(self, key: str) -> DeliveryOutcome | None:
        """How the telling of a key ended; None while it has not."""
        return self._final.get(key)

    def attempts(self, key: str) -> int:
        """How often a key was tried that is not told yet."""
        return self._attempts.get(key, 0)

    def has_heard(self, alert_id: str | None, role: str, channel: str) -> bool:
        """Whether a role was ever told of an alert over a channel."""
        return (alert_id, role, channel) in self._heard
