"""Reach a broker, or say within seconds that none answered and what to do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # Public by its documentation.
    AdminClient,
    ClusterMetadata,
)

PATIENCE: Final = timedelta(seconds=6)
"""How long a broker may take to answer before we say that none does. Source: our choice."""

MOCK_CLUSTER_ID: Final = "mockCluster"
"""How the cluster id of librdkafka's mock cluster begins; a real one is 22 characters of base64.

Source: librdkafka 2.16, seen as `mockCluster158ec566cb6c`. The mock also names no controller
and answers neither CreateTopics, DescribeConfigs nor DescribeCluster, by which it could be
told apart only after a time-out; the id comes with the first metadata.
"""


class BrokerOutOfReach(ConnectionError):
    """No broker answered at the address; the program ends with exit code 3."""

    def __init__(self, bootstrap: str, reason: str) -> None:
        super().__init__(
            f"No Kafka broker answered at {bootstrap} ({reason}). Check the address "
            "(--broker or TOCSIN_BROKER) and that the broker runs; `tocsin broker` starts one "
            "for development."
        )
        self.bootstrap = bootstrap
        self.reason = reason


def administer(bootstrap: str, client: Mapping[str, Any] | None = None) -> AdminClient:
    """Make an admin client; `client` adds librdkafka settings such as `security.protocol`."""
    quiet: dict[str, Any] = {
        "bootstrap.servers": bootstrap,
        "client.id": "tocsin-admin",
        "log_level": 0,  # The reason is told in our own error.
    }
    return AdminClient(quiet | dict(client or {}))


def ask_metadata(
    admin: AdminClient, bootstrap: str, topic: str | None = None, patience: timedelta = PATIENCE
) -> ClusterMetadata:
    """Ask for brokers and topics; with `topic` for that one alone, which a mock then makes.

    Raises:
        BrokerOutOfReach: nothing answered within `patience`.

    """
    try:
        return admin.list_topics(topic, timeout=patience.total_seconds())
    except KafkaException as failure:
        raise BrokerOutOfReach(bootstrap, reason_of(failure)) from None


def is_mock(metadata: ClusterMetadata) -> bool:
    """Tell librdkafka's mock cluster by its cluster id."""
    return str(metadata.cluster_id or "").startswith(MOCK_CLUSTER_ID)


def is_embedded(
    bootstrap: str, client: Mapping[str, str] | None = None, patience: timedelta = PATIENCE
) -> bool:
    """Tell whether the embedded development broker answers at this address.

    Raises:
        BrokerOutOfReach: nothing answered within `patience`.

    """
    return is_mock(ask_metadata(administer(bootstrap, client), bootstrap, patience=patience))


def reason_of(failure: KafkaException) -> str:
    """Read librdkafka's words out of the error that wraps them."""
    error = failure.args[0] if failure.args else failure
    return str(error.str()) if hasattr(error, "str") else str(error)
