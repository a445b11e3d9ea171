"""What the engine must be told; made from the service's settings, read from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from streams.row_versions import OLDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One worker's transport: which broker, as whom, and how patient it is.

    ``prefix`` stands before every topic name (tests); ``security`` goes to the Kafka clients as
    it is; ``member`` is the static member id of a fixed deployment; ``check_crcs`` is off only
    on librdkafka's mock cluster, which writes none. ``rows_ceiling``: rows of a stage that this
    worker has room for; ``canary_seconds``: between two canaries, 0 for none;
    ``state_write_version``: the form in which rows are written (`streams.row_versions`).
    """

    broker: str
    partitions: int
    group: str = "tocsin"
    prefix: str = ""
    application: str = "tocsin"
    member: str | None = None
    security: Mapping[str, Any] = field(default_factory=dict)
    session_timeout: timedelta = timedelta(seconds=10)  # real brokers refuse less than 6 s
    assignment_patience: timedelta = timedelta(seconds=60)
    deadline: timedelta = timedelta(seconds=30)  # for a step, and for progress of a restore
    compression: str | None = None
    check_crcs: bool = True
    rows_ceiling: int = 5_000_000
    canary_seconds: float = 0.0
    state_write_version: int = OLDEST
    web_host: str = "127.0.0.1"
    web_port: int = 6066

    def topic(self, name: str) -> str:
        """Name a topic as the broker knows it."""
        return self.prefix + name

    def changelog(self, stage: str) -> str:
        """Name the topic that holds a stage's rows."""
        return f"{self.prefix}{self.application}.{stage}.state"

    def transactional_id(self, stage: str, partition: int) -> str:
        """Name the one writer that a stage's partition may have."""
        return f"{self.group}-{stage}-{partition}"

    def client(self) -> dict[str, Any]:
        """Return what every Kafka client of the worker is given."""
        return {"bootstrap_servers": self.broker, **self.security}

    def reader(self) -> dict[str, Any]:
        """Return what every consumer of the worker is given; nothing uncommitted is ever seen."""
        return {
            **self.client(),
            "isolation_level": "read_committed",
            "enable_auto_commit": False,
            "check_crcs": self.check_crcs,
        }
