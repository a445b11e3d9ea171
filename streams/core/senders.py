"""Who may send what about which area: a sender speaks for itself alone, and signs what it says.

Kafka shows a reader no user, so one sender could speak, or withdraw, as another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, new

from schemas import envelope
from schemas.areas import CANARY_AREA
from schemas.envelope import Envelope, UnreadableEnvelope
from schemas.topics import COMMANDS, TYPE_OF_TOPIC
from streams.core.areas import Areas
from streams.core.reading import Arrival

MAC_HEADER = "ce_tocsinmac"
OURS = "//tocsin/"  # our own console and commands, which Kafka alone lets write orders


@dataclass(frozen=True, slots=True)
class SendingRule:
    """What one source may send. ``keys``: the live ones, two while they are changed."""

    areas: frozenset[str]
    topics: frozenset[str]
    actions: frozenset[str]
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Senders:
    """All sources that may send; every other is refused."""

    by_source: Mapping[str, SendingRule]
    areas: Areas

    def may_send(self, arrival: Arrival) -> bool:
        """Say whether an arrival is from whom it says, and within what they may send.

        What cannot be read at all is left to the reading, which sets it aside for that.
        """
        try:
            event = arrival.event or envelope.read(arrival.value, arrival.headers)
        except UnreadableEnvelope:
            return True
        area = event.data.get("area")
        if area == CANARY_AREA:
            return True
        rule = self.by_source.get(event.source)
        if rule is None:
            return arrival.topic == COMMANDS and event.source.startswith(OURS)
        return (
            arrival.topic in rule.topics
            and self._is_within(rule, area)
            and (arrival.topic != COMMANDS or event.data.get("action") in rule.actions)
            and _is_signed(rule, event, arrival)
        )

    def _is_within(self, rule: SendingRule, area: object) -> bool:
        """A district belongs to its force; an area that is nowhere is refused by the reading."""
        found = self.areas.file_under(area) if isinstance(area, str) else None
        return found is None or found[0].code in rule.areas


def mac_of(key: bytes, kind: str, id: str, value: bytes) -> str:
    """Sign an event: HMAC-SHA256 over its type, its id and its bytes, in hexadecimal."""
    return new(key, f"{kind}\n{id}\n".encode() + value, sha256).hexdigest()


def _is_signed(rule: SendingRule, event: Envelope, arrival: Arrival) -> bool:
    kind = event.type or TYPE_OF_TOPIC.get(arrival.topic, "")
    given = [value for name, value in arrival.headers if name == MAC_HEADER]
    if len(given) != 1:
        return False
    wanted = [mac_of(key, kind, event.id or "", arrival.value or b"") for key in rule.keys]
    return any(compare_digest(given[0], one.encode()) for one in wanted)
