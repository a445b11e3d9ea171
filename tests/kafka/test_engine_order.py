"""A backlog of several topics is taken in the order of its times, whatever Kafka puts between."""

from __future__ import annotations

import json

from confluent_kafka import Producer

from tests.agents.toys import EVENTS, REPORTS, a_report
from tests.agents.workshop import Workshop, until
from tests.kafka.conftest import RunningBroker

EACH = 3_000


def send_in_transactions(shop: Workshop, topic: str, reports: list[bytes]) -> None:
    """Send in transactions of 100, with an aborted one between any two and one after the last."""
    sender = Producer({"bootstrap.servers": shop.bootstrap, "transactional.id": shop.prefix})
    sender.init_transactions()
    for start in range(0, len(reports), 100):
        sender.begin_transaction()
        for report in reports[start : start + 100]:
            sender.produce(shop.prefix + topic, report, b"k", 0)
        sender.commit_transaction()
        sender.begin_transaction()
        sender.produce(shop.prefix + topic, a_report(99_999, time=0), b"k", 0)
        sender.flush()
        sender.abort_transaction()


async def test_what_lay_there_before_the_start_is_taken_in_the_order_of_its_times(
    kafka: RunningBroker, prefix: str
):
    shop = Workshop(kafka.bootstrap, prefix, partitions=1)
    shop.make_topics()
    deaths = [a_report(n, time=n - n % 3) for n in range(EACH)]
    violence = [a_report(EACH + n, time=3 * (n // 2)) for n in range(EACH)]
    shop.send((REPORTS[0], b"k", report) for report in deaths)
    send_in_transactions(shop, REPORTS[1], violence)

    with shop.worker() as worker:
        worker.until_ready()
        until(lambda: f"tocsin_batch_records_sum {4 * EACH}.0" in worker.page("/metrics"))

    merged = sorted(map(json.loads, [*deaths, *violence]), key=lambda report: report["time"])
    events = (await shop.read(EVENTS))[0]
    assert [json.loads(r.value)["id"] for r in events] == [report["id"] for report in merged]
