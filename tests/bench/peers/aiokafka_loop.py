"""A plain aiokafka loop, as its documentation writes one: read, work, write, wait, commit.

At least once: rows, alerts and quarantine are acknowledged before the group's offsets move; after
a crash the rows are read back, and what comes again is a repeat.
"""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.bench.peers.stopwatch import Stopwatch, Task, task
from tests.bench.transport.work import Work


async def main(given: Task) -> None:
    watch = Stopwatch(given.records)
    works = {partition: Work() for partition in range(given.partitions)}
    consumer = AIOKafkaConsumer(
        given.reports,
        bootstrap_servers=given.broker,
        group_id=f"{given.prefix}loop",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=given.broker, enable_idempotence=True, compression_type="lz4"
    )
    await producer.start()
    await consumer.start()
    while True:
        for tp, records in (await consumer.getmany(timeout_ms=200, max_records=2000)).items():
            watch.begin()
            work = works[tp.partition]
            for record in records:
                work.apply(record.value)
            await write(producer, given, tp.partition, work)
            await consumer.commit({tp: records[-1].offset + 1})
            watch.committed(len(records))


async def write(producer: AIOKafkaProducer, given: Task, partition: int, work: Work) -> None:
    """Write what the work came to, in whole batches, and wait for the broker."""
    rows, alerts, bad = work.taken()
    sent = []
    for topic, messages in (
        (given.rows("loop"), [(key.encode(), value) for key, value in rows.items()]),
        (given.alerts, alerts),
        (given.quarantine, [(b"report", value) for value in bad]),
    ):
        batch = producer.create_batch()
        for key, value in messages:
            if batch.append(key=key, value=value, timestamp=None) is None:
                sent.append(await producer.send_batch(batch, topic, partition=partition))
                batch = producer.create_batch()
                batch.append(key=key, value=value, timestamp=None)
        if batch.record_count():
            sent.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*sent)


if __name__ == "__main__":
    asyncio.run(main(task()))
