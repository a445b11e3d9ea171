"""Reads the file of channels and the secrets that it names; every fault is named at once."""

from __future__ import annotations

import base64
import binascii
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streams.core.alerting import FAMILIES, TIERS
from streams.core.duties.tables import Table
from streams.core.errors import ConfigurationError
from streams.notify.channels.channel import (
    Channel,
    Channels,
    Kind,
    Mail,
    Patience,
    Route,
    Says,
    Tls,
    Webhook,
)
from streams.notify.channels.egress_guard import Guard, Network

LOCAL = ("127.0.0.1", "::1", "localhost")
MOST_PORT = 65535
PREFIX = "whsec_"  # before a key in base64, as Standard Webhooks write it
SHORTEST_KEY = 24  # bytes; Source: Standard Webhooks, 24 to 64


def read_channels(path: Path) -> Channels:
    """Read a file of channels.

    Raises:
        ConfigurationError: naming every fault, and no secret.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigurationError([f"{path}: {fault.strerror}; name a file of channels"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigurationError([f"{path}: not TOML: {fault}"]) from None
    return channels_from(data)


def channels_from(data: Mapping[str, Any]) -> Channels:
    """Check a file of channels and read it.

    Raises:
        ConfigurationError: naming every fault, and no secret.
    """
    faults: list[str] = []
    file = Table("channels", data, faults)
    file.only(("meta", "telling", "digest", "guard", "channel", "route"))
    telling, digest = file.table("telling"), file.table("digest")
    telling.only(
        ("source", "give_up_minutes", "first_wait_ms", "longest_wait_ms", "timeout_ms",
         "rest_after", "rest_ms", "at_once", "first_start_hours", "console")
    )  # fmt: skip
    digest.only(("source", "hour", "ahead_hours"))
    guard = _guard(file.table("guard"))
    table = file.table("channel")
    by_name = {name: _channel(name, table.table(name), guard) for name in table.data}
    routes = tuple(
        _route(Table(f"channels, route {number}", row, faults), by_name)
        for number, row in enumerate(file.items("route"), start=1)
    )
    read = Channels(
        patience=_patience(telling),
        first_start=timedelta(hours=telling.number("first_start_hours", 0)),
        console=telling.text("console", may_be_empty=True).rstrip("/"),
        digest_hour=digest.number("hour", 0) % 24,
        ahead=timedelta(hours=digest.number("ahead_hours", 1)),
        guard=guard,
        by_name=by_name,
        routes=routes,
    )
    if faults:
        raise ConfigurationError(faults)
    return read


def _patience(table: Table) -> Patience:
    return Patience(
        give_up=timedelta(minutes=table.number("give_up_minutes", 1)),
        first_wait=_ms(table, "first_wait_ms"),
        longest_wait=_ms(table, "longest_wait_ms"),
        timeout=_ms(table, "timeout_ms"),
        rest_after=table.number("rest_after", 1),
        rest=_ms(table, "rest_ms"),
        at_once=table.number("at_once", 1),
    )


def _ms(table: Table, name: str) -> timedelta:
    return timedelta(milliseconds=table.number(name, 1))


def _guard(table: Table) -> Guard:
    table.only(("hosts", "networks"))
    networks: list[Network] = []
    for text in _texts(table, "networks"):
        try:
            networks.append(ip_network(text))
        except ValueError:
            table.fault(f"networks: {text} is no network such as 10.20.0.0/16")
    return Guard(frozenset(host.lower() for host in _texts(table, "hosts")), tuple(networks))


def _texts(table: Table, name: str) -> tuple[str, ...]:
    """Read a list of texts that may be empty or left out."""
    return () if table.data.get(name) == [] else table.texts(name, is_optional=True)


def _channel(name: str, table: Table, guard: Guard) -> Channel:
    kind = table.choice("kind", Kind)
    says = table.choice("says", Says)
    to = _mail(table) if kind is Kind.EMAIL else _webhook(table, guard, kind)
    return Channel(name=name, kind=kind, says=says, to=to)


def _webhook(table: Table, guard: Guard, kind: Kind) -> Webhook:
    table.only(("kind", "says", "url", "url_file", "bearer_file", "signing_files", "ca_file"))
    if ("url" in table.data) == ("url_file" in table.data):
        table.fault("exactly one of url and url_file must be there")
    url = table.text("url", is_optional=True) or _secret(table, "url_file") or ""
    _check_url(table, url, guard)
    signing = tuple(_key(table, path) for path in _texts(table, "signing_files"))
    if kind is Kind.WEBHOOK and not signing:
        table.fault("signing_files is missing: a webhook is signed")
    return Webhook(
        url=url,
        bearer=_secret(table, "bearer_file"),
        signing=signing,
        ca_file=table.text("ca_file", is_optional=True) or None,
    )


def _check_url(table: Table, url: str, guard: Guard) -> None:
    """Refuse an address that is not private on its way, or leads where webhooks may not go."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        table.fault("the address must begin with https:// (http:// to this machine alone)")
    if parts.username is not None or parts.password is not None:
        table.fault("the address must hold no user or password; use bearer_file")
    if not guard.is_listed(host):
        table.fault("the address's host is not in hosts of [guard]")


def _mail(table: Table) -> Mail:
    table.only(
        ("kind", "says", "host", "port", "tls", "user", "password_file", "sender", "recipients",
         "ca_file")
    )  # fmt: skip
    host, tls = table.text("host"), table.choice("tls", Tls)
    port = table.number("port", 1)
    if port > MOST_PORT:
        table.fault(f"port must be at most {MOST_PORT}")
    if tls is Tls.NONE and host not in LOCAL:
        table.fault("tls none is for a server on this machine alone")
    user, password = table.text("user", is_optional=True), _secret(table, "password_file")
    if bool(user) != bool(password):
        table.fault("user and password_file go together")
    return Mail(
        host=host,
        port=port,
        tls=tls,
        sender=table.text("sender"),
        recipients=table.texts("recipients"),
        user=user or None,
        password=password,
        ca_file=table.text("ca_file", is_optional=True) or None,
    )


def _route(table: Table, known: Mapping[str, Channel]) -> Route:
    table.only(("roles", "areas", "families", "tiers", "channels", "digest"))
    tiers, families = _texts(table, "tiers"), _texts(table, "families")
    channels, digest = _texts(table, "channels"), _texts(table, "digest")
    for field, given, allowed in (
        ("tiers", tiers, TIERS), ("families", families, FAMILIES),
        ("channels", channels, known), ("digest", digest, known),
    ):  # fmt: skip
        for one in sorted(set(given) - set(allowed)):
            table.fault(f"{field}: {one} is not known; known are {', '.join(allowed)}")
    if not channels and not digest:
        table.fault("channels or digest must name a channel")
    return Route(
        roles=frozenset(table.texts("roles")),
        areas=frozenset(_texts(table, "areas")),
        families=frozenset(families),
        tiers=frozenset(tiers),
        channels=channels,
        digest=digest,
    )


def _secret(table: Table, field: str) -> str | None:
    path = table.text(field, is_optional=True)
    return _content(table, field, path) if path else None


def _key(table: Table, path: str) -> bytes:
    """Read a signing key: bytes in base64, with or without ``whsec_`` before it."""
    text = _content(table, "signing_files", path).removeprefix(PREFIX)
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_KEY:
        table.fault(f"signing_files: {path} must hold {SHORTEST_KEY} bytes or more in base64")
    return key


def _content(table: Table, field: str, path: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        table.fault(f"{field}: {path} cannot be read or is empty")
    return text
