"""Run the embedded development broker: librdkafka's mock cluster, over TCP, in this process.

Seen with confluent-kafka 2.16.1 and aiokafka 0.14.0: it boots in about 5 ms on a free port of
127.0.0.1 that it chooses. A topic comes into being, always with 4 partitions, when its metadata
is asked for; CreateTopics, DescribeConfigs and DescribeCluster go unanswered until they time
out. Produce, fetch, seek, groups, commits, restart, lz4, zstd and gzip work, and transactions
leave the same holes in the offsets as on a real broker. But a `read_committed` consumer is shown
aborted records, a producer replaced under its transactional id is not fenced, and timestamps
are the sender's. It ends with the process that made it.
"""

from types import TracebackType
from typing import Final, Self

from confluent_kafka import Producer

from schemas.topics import EMBEDDED_PARTITIONS
from streams.broker.reach import PATIENCE, BrokerOutOfReach

WARNING: Final = (
    "This is the embedded broker, for development and the demo only. It keeps everything in "
    "memory, drops what exceeds 5 MiB or 100,000 batches a partition without an error, and "
    "forgets all when it ends. Point --broker or TOCSIN_BROKER at a real Apache Kafka for "
    "anything that matters."
)
"""What `tocsin broker`, `tocsin demo` and a worker that finds itself on one must say."""

AIOKAFKA: Final[dict[str, bool]] = {"check_crcs": False}
"""Consumer settings that aiokafka needs on it, and only there.

The marker that ends a transaction has no valid checksum there: `CorruptRecordException`.
"""


class EmbeddedBroker:
    """The embedded broker, from `with EmbeddedBroker() as broker` to the end of the block.

    Do not trust it for fencing, isolation, session limits or compaction.
    """

    __slots__ = ("_cluster", "bootstrap")

    partitions: Final = EMBEDDED_PARTITIONS

    def __init__(self) -> None:
        self._cluster: Producer | None = Producer(
            {
                "bootstrap.servers": "embedded:1",  # Replaced by the mock with its own address.
                "test.mock.num.brokers": 1,
                "log_level": 3,
            }
        )
        brokers = self._cluster.list_topics(timeout=PATIENCE.total_seconds()).brokers
        if not brokers:
            raise BrokerOutOfReach("127.0.0.1", "the embedded broker did not start")
        first = brokers[min(brokers)]
        self.bootstrap = f"{first.host}:{first.port}"

    def close(self) -> None:
        """End the broker and forget all it held; clients see their connections close."""
        self._cluster = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
