"""Who outside the police hears of alerts: bodies, recipients, and each recipient's own key."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from streams.core.alerts.row import AlertRow

FAMILIES = ("linked_series", "surge")
"""Families of alerts that may go to partners: all others are about one death, or one sender."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A recipient's key, and the one before while it is being changed. Neither is ever shown."""

    now: bytes = field(repr=False)
    previous: bytes | None = field(default=None, repr=False)

    def pseudonym(self, alert_id: str, told: str | None = None) -> str:
        """Name an alert for this recipient alone (HMAC-SHA256, hexadecimal).

        ``told``: the name it has there so far, kept while the key that made it is still known.
        """
        if self.previous is not None and told == _named(self.previous, alert_id):
            return told
        return _named(self.now, alert_id)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One organisation: which areas it serves, which kinds and tiers it hears of.

    ``next_steps``: by kind, fixed words for its kind of body. ``institutions``: its own sites.
    ``keys``: None where this process only needs to know who the recipients are.
    """

    name: str
    body: str
    areas: frozenset[str]
    kinds: frozenset[str]
    tiers: frozenset[str]
    next_steps: Mapping[str, tuple[str, ...]]
    institutions: frozenset[str] = frozenset()
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Partners:
    """All of the file. ``fewest``: events in a group that may be described."""

    fewest: int
    never: Mapping[str, str]
    recipients: tuple[Recipient, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all recipients, as in their topics."""
        return tuple(one.name for one in self.recipients)

    def serving(self, area: str) -> tuple[Recipient, ...]:
        """Recipients of an area that this process can name alerts for."""
        return tuple(r for r in self.recipients if area in r.areas and r.keys is not None)

    def may_hear(self, recipient: Recipient, alert: AlertRow) -> bool:
        """Tell whether an alert, as it stands, may go to a recipient.

        Any finding that never goes to partners keeps the whole alert from them.
        """
        kinds = {alert.kind, *(part.kind for part in alert.parts)}
        return (
            alert.family in FAMILIES
            and alert.tier in recipient.tiers
            and alert.kind in recipient.kinds
            and kinds.isdisjoint(self.never)
        )


def _named(key: bytes, alert_id: str) -> str:
    return hmac.new(key, alert_id.encode(), sha256).hexdigest()
