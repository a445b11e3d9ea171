"""Who we are to the broker, and how we know that it is the broker: one place for every client.

Secrets come from files alone, and a file that everybody can read is refused.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IRWXO
from typing import Any, Final

from aiokafka.errors import (  # type: ignore[import-untyped]
    AuthenticationFailedError,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)

from streams.core.errors import ConfigurationError
from streams.settings import Settings

MECHANISM: Final = "SCRAM-SHA-512"

REFUSALS: Final = (
    AuthenticationFailedError,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""What aiokafka raises where the broker does not let us: ours to put right, not to try again."""


@dataclass(frozen=True, slots=True)
class Security:
    """How clients of this process connect. Nothing of it is ever written out.

    ``protocol`` in Kafka's words (``PLAINTEXT SASL_SSL SSL``).
    """

    protocol: str = "PLAINTEXT"
    ca: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    cert: Path | None = None
    key: Path | None = None

    @property
    def is_on(self) -> bool:
        """Whether the broker learns who we are, and so what we may do."""
        return self.protocol != "PLAINTEXT"

    def librdkafka(self) -> dict[str, str]:
        """Settings for clients of confluent-kafka, beside the address; none without security."""
        if not self.is_on:
            return {}
        given = {
            "security.protocol": self.protocol,
            "ssl.ca.location": str(self.ca) if self.ca else None,
            "ssl.certificate.location": str(self.cert) if self.cert else None,
            "ssl.key.location": str(self.key) if self.key else None,
        }
        if self.protocol == "SASL_SSL":
            given |= {
                "sasl.mechanism": MECHANISM,
                "sasl.username": self.user,
                "sasl.password": self.password,
            }
        return {name: value for name, value in given.items() if value is not None}

    def aiokafka(self) -> dict[str, Any]:
        """Settings for clients of aiokafka, beside the address; none without security."""
        if not self.is_on:
            return {}
        given: dict[str, Any] = {
            "security_protocol": self.protocol,
            "ssl_context": self.context(),
        }
        if self.protocol == "SASL_SSL":
            given |= {
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return given

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or later, the broker's name checked against its certificate.

        Raises:
            ConfigurationError: a file holds no certificate, or another key.
        """
        try:
            made = ssl.create_default_context(cafile=self.ca)
            if self.cert is not None:
                made.load_cert_chain(self.cert, self.key)
        except ssl.SSLError as fault:
            files = " and ".join(str(one) for one in (self.ca, self.cert, self.key) if one)
            raise ConfigurationError([f"{files}: {fault.reason or 'no certificate'}"]) from None
        return made


def security_of(settings: Settings) -> Security:
    """Read what the settings name.

    Raises:
        ConfigurationError: naming every file that cannot be used.
    """
    if settings.security == "plaintext":
        return Security()
    faults = list(_faults(settings))
    if faults:
        raise ConfigurationError(faults)
    if settings.security == "ssl":
        return Security("SSL", settings.ca_file, None, None, settings.cert_file, settings.key_file)
    password = settings.password_file.read_text().strip() if settings.password_file else None
    return Security("SASL_SSL", settings.ca_file, settings.user, password)


def _faults(settings: Settings) -> Iterator[str]:
    secret = {"password_file", "key_file"}
    for name in ("ca_file", "password_file", "cert_file", "key_file"):
        path: Path | None = getattr(settings, name)
        if path is None:
            continue
        try:
            path.open("rb").close()
            is_open = path.stat().st_mode & S_IRWXO
        except OSError as fault:
            yield f"TOCSIN_{name.upper()}: {path}: {fault.strerror}"
            continue
        if name in secret and is_open:
            yield f"TOCSIN_{name.upper()}: {path}: everybody can read it; chmod 440"
