"""Settings of a whole service on a test's own topics."""

from __future__ import annotations

from streams.clients.worker_process import free_port
from streams.settings import Settings, read


def settings_for(broker: str, prefix: str, *, partitions: int) -> Settings:
    """Settings that load history on topics and groups of the test's own."""
    return read(
        broker=broker,
        prefix=prefix,
        group=f"{prefix}worker",
        partitions=partitions,
        replicas=1,
        clock="events",
        session_timeout=2.0,
        web_port=free_port(),
        log_level="warning",
    )
