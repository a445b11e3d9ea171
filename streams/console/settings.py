"""Settings of the console (``TOCSIN_CONSOLE_…``), checked together at start."""

from __future__ import annotations

import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.core.errors import ConfigurationError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 32  # bytes


class ConsoleSettings(BaseSettings):
    """Where the console listens, who may come in, and what stands on every page."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_CONSOLE_", extra="ignore", hide_input_in_errors=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=6068, ge=1, le=65535)
    url: str | None = Field(default=None, description="How browsers reach it: https://tocsin…")
    marking: str = Field(default="OFFICIAL-SENSITIVE", description="Stands on every page.")
    identity: Literal["none", "proxy", "oidc"] = Field(
        default="none", description="none: on this machine alone, everybody is supervisor."
    )
    groups: Path | None = Field(default=None, description="File: what each group may do, where.")
    proxies: tuple[str, ...] = Field(default=(), description="Addresses of the named proxies.")
    proxy_user: str = Field(default="x-tocsin-user", description="The proxy's header of the user.")
    proxy_groups: str = Field(default="x-tocsin-groups", description="Its header of groups.")
    oidc_metadata: str | None = Field(
        default=None, description="…/.well-known/openid-configuration"
    )
    oidc_client: str | None = Field(default=None, description="Client id at the provider.")
    oidc_secret_file: Path | None = Field(default=None, description="File of the client's secret.")
    oidc_groups: str = Field(default="groups", description="The claim that lists groups.")
    oidc_acr: str | None = Field(default=None, description="The acr that a sign-in must have.")
    key_file: Path | None = Field(
        default=None, description="File of 32 or more random bytes: signs sessions and forms."
    )
    seal_key_file: Path | None = Field(
        default=None, description="Ed25519 key, PEM: seals the console's audit records."
    )
    idle_minutes: int = Field(default=60, ge=1, le=600)
    idle_minutes_phone: int = Field(default=15, ge=1, le=600)

    @property
    def hosts(self) -> list[str]:
        """Names under which the console answers; any other is refused (DNS rebinding)."""
        if self.url is None:
            return [*LOOPBACK_NAMES, self.host]
        return [self.url.partition("://")[2].partition("/")[0].partition(":")[0], *LOOPBACK_NAMES]

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it by HTTPS, so cookies are Secure."""
        return self.url is not None and self.url.startswith("https://")


def read_console(**given: Any) -> ConsoleSettings:
    """Read settings; options that are None leave the environment's.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    try:
        made = ConsoleSettings(**{name: one for name, one in given.items() if one is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        raise ConfigurationError(
            f"TOCSIN_CONSOLE_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in faults
        ) from None
    found = _faults(made)
    if found:
        raise ConfigurationError(found)
    return made


def _faults(made: ConsoleSettings) -> list[str]:
    faults = []
    if made.identity == "none" and not _is_loopback(made.host):
        faults.append(
            "TOCSIN_CONSOLE_HOST: without sign-in the console listens on 127.0.0.1 alone; "
            "set TOCSIN_CONSOLE_IDENTITY to proxy or oidc"
        )
    if made.identity != "none":
        faults += [
            f"TOCSIN_CONSOLE_{name.upper()}: needed for sign-in by {made.identity}"
            for name in _NEEDED[made.identity]
            if not getattr(made, name)
        ]
    for one in made.proxies:
        try:
            ip_network(one)
        except ValueError:
            faults.append("TOCSIN_CONSOLE_PROXIES: holds what is no address")
    return faults


_NEEDED = {
    "proxy": ("proxies", "groups", "url", "key_file"),
    "oidc": ("oidc_metadata", "oidc_client", "oidc_secret_file", "groups", "url", "key_file"),
}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def secret_of(path: Path, shortest: int = 1) -> bytes:
    """Read a secret from its file.

    Raises:
        ConfigurationError: it cannot be read, or is too short.
    """
    try:
        value = path.read_bytes()
    except OSError as fault:
        raise ConfigurationError([f"{path}: {fault.strerror}"]) from None
    if len(value) < shortest:
        raise ConfigurationError([f"{path}: holds fewer than {shortest} bytes"])
    return value


def table_of(path: Path) -> dict[str, Any]:
    """Read a file of groups.

    Raises:
        ConfigurationError: it is not there, or no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigurationError([f"{path}: {fault.strerror}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigurationError([f"{path}: not TOML"]) from None
