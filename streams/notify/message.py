"""One message: what one role is told of one decision over one channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

FINGERPRINT = 16  # hexadecimal characters, as Alertmanager's

Status = Literal["firing", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is said, before it takes the form of a channel.

    ``line`` holds nothing of the case; ``title`` and ``sentences`` are the alert's own. ``name``
    is the kind of alert, ``digest`` or ``test``. Times are UTC.
    """

    name: str
    family: str | None
    tier: str | None
    status: Status
    line: str
    title: str
    sentences: tuple[str, ...]
    link: str
    decision: str
    reason: str
    starts_at: datetime
    ends_at: datetime | None
    answer_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A content on its way. ``instead_of``: the role that could not be reached."""

    decision_id: str
    alert_id: str | None
    revision: int | None
    area: str
    role: str
    channel: str
    instead_of: str | None
    content: Content

    @property
    def key(self) -> str:
        """What is told once; the receiver sees it as the key that marks a repeat."""
        return f"{self.decision_id}/{self.role}/{self.channel}"

    @property
    def id(self) -> str:
        """The key as it leaves the house: of one length, the same at every try."""
        return sha256(self.key.encode()).hexdigest()[:32]

    @property
    def lane(self) -> tuple[str, str, str]:
        """Messages of one lane arrive in their order."""
        return (self.alert_id or self.decision_id, self.role, self.channel)

    @property
    def fingerprint(self) -> str:
        """The same for every message of one alert to one role."""
        about = f"{self.alert_id or self.decision_id}/{self.role}"
        return sha256(about.encode()).hexdigest()[:FINGERPRINT]
