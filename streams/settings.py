"""The only reader of the environment: every setting of every process, checked at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import APPLICATION, PARTITIONS, REPLICAS
from streams.core.errors import ConfigurationError
from streams.row_versions import NEWEST, OLDEST

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "plaintext": (),
    "sasl_ssl": ("user", "password_file"),
    "ssl": ("cert_file", "key_file"),
}
"""Settings that each kind of security cannot do without."""


class Settings(BaseSettings):
    """Settings from the environment (``TOCSIN_…``) and files of secrets; options beat both."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_", extra="ignore", hide_input_in_errors=True
    )

    broker: str = Field(default="127.0.0.1:9092", description="Kafka bootstrap address.")
    security: Literal["plaintext", "sasl_ssl", "ssl"] = Field(
        default="plaintext", description="sasl_ssl: TLS and SCRAM-SHA-512; ssl: mutual TLS."
    )
    ca_file: Path | None = Field(
        default=None, description="CA of the broker, PEM; else the host's."
    )
    user: str | None = Field(default=None, min_length=1, description="Kafka user of this process.")
    password_file: Path | None = Field(default=None, description="File of that user's password.")
    cert_file: Path | None = Field(default=None, description="Certificate of this process, PEM.")
    key_file: Path | None = Field(default=None, description="Private key of that certificate.")
    partitions: int = Field(default=PARTITIONS, ge=1, le=1000)
    replicas: int = Field(default=REPLICAS, ge=1, le=9)
    prefix: str = Field(default="", description="Stands before every topic's name.")
    application: str = Field(default=APPLICATION, min_length=1)
    group: str = Field(default="tocsin-worker", min_length=1)
    member: str | None = Field(default=None, description="Static member id, one a worker.")
    clock: Literal["wall", "events"] = Field(
        default="wall", description="wall: live; events: loading history."
    )
    areas: Path | None = Field(default=None, description="Area file in place of the shipped one.")
    rules: Path | None = Field(default=None, description="Folder of rules in place of shipped.")
    partner_keys: Path = Field(
        default=Path("/run/secrets"), description="Folder of the partners' key files."
    )
    senders: Path | None = Field(
        default=None, description="Who may send what, signed; without it whoever Kafka lets."
    )
    sender_keys: Path = Field(
        default=Path("/run/secrets"), description="Folder of the senders' key files."
    )
    channels: Path | None = Field(default=None, description="File of channels that tell people.")
    canary_seconds: float = Field(
        default=60.0, ge=0, description="Between two canaries of a live worker; 0: none."
    )
    rows_ceiling: int = Field(
        default=5_000_000, ge=1, description="Rows of a stage that a worker has room for."
    )
    state_write_version: int = Field(
        default=OLDEST, ge=OLDEST, le=NEWEST,
        description="Form of the state's rows; raise it when every worker is of this release.",
    )  # fmt: skip
    session_timeout: float = Field(default=10.0, gt=0, description="Seconds.")
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=6066, ge=1, le=65535)
    notify_port: int = Field(default=6067, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    def as_environment(self) -> dict[str, str]:
        """Write them as the environment of a process that is to have the same."""
        held = self.model_dump(exclude_none=True)
        return {f"TOCSIN_{name.upper()}": str(value) for name, value in held.items()}


def read(**given: Any) -> Settings:
    """Read settings; options that are None leave the environment's.

    Raises:
        ConfigurationError: naming every setting that is wrong.
    """
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        raise ConfigurationError(
            f"TOCSIN_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in faults
        ) from None
    lacking = [
        f"TOCSIN_{name.upper()} is needed with TOCSIN_SECURITY={settings.security}"
        for name in NEEDED[settings.security]
        if getattr(settings, name) is None
    ]
    if lacking:
        raise ConfigurationError(lacking)
    return settings
