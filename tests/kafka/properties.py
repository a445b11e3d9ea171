"""Write the settings of the test broker."""

from collections.abc import Mapping
from pathlib import Path


def properties(
    data: Path, client: int, controller: int, settings: Mapping[str, str] | None = None
) -> str:
    """Write server.properties: one node, small, quick to rebalance, topics only when created.

    A killed broker is let back in when its old session has run out: 3 s here, 9 s by default.
    """
    wanted = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"CLIENT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"CLIENT://127.0.0.1:{client}",
        "inter.broker.listener.name": "CLIENT",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(data),
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "auto.create.topics.enable": "false",
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "message.max.bytes": str(6 * 1024 * 1024),
        "replica.fetch.max.bytes": str(6 * 1024 * 1024),
        "socket.request.max.bytes": str(100 * 1024 * 1024),
        "log.index.size.max.bytes": str(1024 * 1024),
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    }
    return "".join(f"{key}={value}\n" for key, value in (wanted | dict(settings or {})).items())
