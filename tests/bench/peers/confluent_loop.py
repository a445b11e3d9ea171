"""A plain confluent-kafka loop: consume a batch, work, produce, flush, commit. At least once."""

from __future__ import annotations

from confluent_kafka import Consumer, Producer, TopicPartition

from tests.bench.peers.stopwatch import Stopwatch, Task, task
from tests.bench.transport.work import Work


def main(given: Task) -> None:
    watch = Stopwatch(given.records)
    works = {partition: Work() for partition in range(given.partitions)}
    consumer = Consumer(
        {
            "bootstrap.servers": given.broker,
            "group.id": f"{given.prefix}confluent",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 50,
        }
    )
    producer = Producer(
        {
            "bootstrap.servers": given.broker,
            "enable.idempotence": True,
            "compression.type": "lz4",
            "linger.ms": 5,
            "queue.buffering.max.messages": 1_000_000,
        }
    )
    consumer.subscribe([given.reports])
    while True:
        records = consumer.consume(2000, timeout=0.2)
        if not records:
            continue
        watch.begin()
        ends: dict[int, int] = {}
        for record in records:
            partition = record.partition()
            works[partition].apply(record.value())
            ends[partition] = record.offset() + 1
        for partition in ends:
            write(producer, given, partition, works[partition])
        producer.flush()
        places = [TopicPartition(given.reports, part, end) for part, end in ends.items()]
        consumer.commit(offsets=places, asynchronous=False)
        watch.committed(len(records))


def write(producer: Producer, given: Task, partition: int, work: Work) -> None:
    """Hand what the work came to to librdkafka."""
    rows, alerts, bad = work.taken()
    for key, value in rows.items():
        producer.produce(given.rows("loop"), value, key, partition)
    for alert_id, alert in alerts:
        producer.produce(given.alerts, alert, alert_id, partition)
    for value in bad:
        producer.produce(given.quarantine, value, b"report", partition)


if __name__ == "__main__":
    main(task())
