"""What every process shows of itself: what it runs, and until when its certificates hold."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from prometheus_client import Gauge

BUILD_INFO = Gauge("tocsin_build_info", "What runs here; always 1", ("version", "config_digest"))
CERTIFICATE = Gauge(
    "tocsin_certificate_not_after_timestamp_seconds",
    "Until when a certificate holds",
    ("role", "what"),
)


def runs(config_digest: str) -> None:
    """Say with which version and rules this process runs."""
    BUILD_INFO.labels(version("tocsin"), config_digest).set(1)


def certificate(role: str, what: str, not_after: datetime) -> None:
    """Say until when a certificate holds. ``what``: ``own`` or ``ca``, never a subject's name."""
    CERTIFICATE.labels(role, what).set(not_after.timestamp())
