"""Channels and routes: who is reached how. What the file of channels says, once it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from streams.notify.channels.egress_guard import Guard


class Says(StrEnum):
    """How much a channel may be told: a line with nothing of the case, or title and sentence."""

    LINE = "line"
    SENTENCE = "sentence"


class Kind(StrEnum):
    """The ways out."""

    ALERTMANAGER = "alertmanager"
    WEBHOOK = "webhook"
    EMAIL = "email"


class Tls(StrEnum):
    """How a connection to a mail server is kept private."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that takes JSON by POST. Secrets are never shown by ``repr``."""

    url: str = field(repr=False)
    bearer: str | None = field(default=None, repr=False)
    signing: tuple[bytes, ...] = field(default=(), repr=False)
    ca_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail server and who gets the mail. Secrets are never shown by ``repr``."""

    host: str
    port: int
    tls: Tls
    sender: str
    recipients: tuple[str, ...] = field(repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach somebody."""

    name: str
    kind: Kind
    says: Says
    to: Webhook | Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which channels reach which roles; what is left empty fits everything."""

    roles: frozenset[str]
    areas: frozenset[str]
    families: frozenset[str]
    tiers: frozenset[str]
    channels: tuple[str, ...]
    digest: tuple[str, ...]

    def fits(self, role: str, area: str) -> bool:
        """Whether it is about a role in an area."""
        return role in self.roles and (not self.areas or area in self.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How a channel is tried, and when it is given up."""

    give_up: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    timeout: timedelta
    rest_after: int
    rest: timedelta
    at_once: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Everything that the notifier is told once, at start."""

    patience: Patience
    first_start: timedelta
    console: str
    digest_hour: int
    ahead: timedelta
    guard: Guard
    by_name: Mapping[str, Channel]
    routes: tuple[Route, ...]

    def of(self, role: str, area: str, family: str | None, tier: str | None) -> tuple[str, ...]:
        """Name the channels that reach a role; an alert that is gone fits every route."""
        found: dict[str, None] = {}
        for route in self.routes:
            fits_family = not route.families or family is None or family in route.families
            fits_tier = not route.tiers or tier is None or tier in route.tiers
            if route.fits(role, area) and fits_family and fits_tier:
                found |= dict.fromkeys(route.channels)
        return tuple(found)

    def of_digest(self, role: str, area: str) -> tuple[str, ...]:
        """Name the channels that a role's daily digest of an area goes to."""
        fitting = (route for route in self.routes if route.fits(role, area))
        return tuple(dict.fromkeys(name for route in fitting for name in route.digest))

    def digest_roles(self) -> Iterator[str]:
        """Roles that get a digest anywhere, in order."""
        yield from sorted({role for route in self.routes if route.digest for role in route.roles})

    def link(self, alert_id: str | None) -> str:
        """Where a person reads the rest; empty without a console."""
        if not self.console:
            return ""
        return f"{self.console}/alerts/{alert_id}" if alert_id else f"{self.console}/"
