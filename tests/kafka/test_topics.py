"""The topics on a real broker: created once, as planned, and refused when their number differs."""

from datetime import UTC, datetime, timedelta

import pytest
from confluent_kafka import TIMESTAMP_LOG_APPEND_TIME, Consumer, Message, Producer

from schemas.topics import AREA_EVENTS, AUDIT, DEATH_REPORTS, QUARANTINE
from streams.broker.plan import Plan, Standing, as_json, table
from streams.broker.reach import is_embedded
from streams.broker.topics import TopicsRefused, check, create, describe
from tests.kafka.broker import Broker, start_broker


def plan(prefix: str, partitions: int = 3) -> Plan:
    return Plan(partitions=partitions, replicas=1, prefix=prefix, recipients=("nwas",))


def test_creating_makes_every_topic_as_planned_and_a_second_time_none(
    kafka: Broker, prefix: str
) -> None:
    wanted = plan(prefix)

    created = create(kafka.bootstrap, wanted)

    assert created == list(wanted.topics())
    assert create(kafka.bootstrap, wanted) == []
    rows = describe(kafka.bootstrap, wanted)
    assert {row.standing for row in rows} == {Standing.RIGHT}
    seen = {row.name: row.partitions_seen for row in rows}
    assert seen[prefix + DEATH_REPORTS] == 3
    assert seen[prefix + AUDIT] == 1
    assert len(table(rows)) == len(as_json(rows)) == len(created)
    check(kafka.bootstrap, wanted)


def test_what_is_missing_is_named_before_anything_starts(kafka: Broker, prefix: str) -> None:
    with pytest.raises(TopicsRefused, match="tocsin topics --create") as refused:
        check(kafka.bootstrap, plan(prefix))

    assert len(refused.value.faults) == len(plan(prefix).topics())


def test_another_number_of_partitions_is_refused_and_nothing_more_is_created(
    kafka: Broker, prefix: str
) -> None:
    create(kafka.bootstrap, plan(prefix, partitions=2))

    with pytest.raises(TopicsRefused) as refused:
        create(kafka.bootstrap, plan(prefix, partitions=5))

    named = f"{prefix}{DEATH_REPORTS} has 2 partitions where 5 are wanted"
    assert any(fault.startswith(named) for fault in refused.value.faults)
    assert not any(AUDIT in fault for fault in refused.value.faults)


def test_a_setting_that_differs_is_told(kafka: Broker, prefix: str) -> None:
    create(kafka.bootstrap, plan(prefix))

    rows = describe(kafka.bootstrap, Plan(3, 3, prefix))

    log = next(row for row in rows if row.name == prefix + AREA_EVENTS)
    assert log.standing is Standing.WRONG_SETTINGS
    assert log.settings == {"min.insync.replicas": "1"}


def test_a_report_of_long_ago_is_kept_under_the_time_it_arrived(kafka: Broker, prefix: str) -> None:
    create(kafka.bootstrap, plan(prefix))
    topic = prefix + DEATH_REPORTS
    long_ago = datetime.now(UTC) - timedelta(days=9 * 365)

    send(kafka.bootstrap, topic, b"{}", int(long_ago.timestamp() * 1000))
    kind, stamp = read_one(kafka.bootstrap, topic, prefix).timestamp()

    assert kind == TIMESTAMP_LOG_APPEND_TIME
    age = datetime.now(UTC) - datetime.fromtimestamp(stamp / 1000, UTC)
    assert abs(age) < timedelta(minutes=1)


def test_five_mebibytes_of_quarantine_go_in_and_come_out(kafka: Broker, prefix: str) -> None:
    create(kafka.bootstrap, plan(prefix))
    topic = prefix + QUARANTINE
    value = bytes(5 * 1024 * 1024 - 200)

    send(kafka.bootstrap, topic, value)

    assert read_one(kafka.bootstrap, topic, prefix).value() == value


def test_a_real_broker_is_not_taken_for_the_embedded_one(kafka: Broker) -> None:
    assert not is_embedded(kafka.bootstrap)


@pytest.mark.starts_broker
def test_a_broker_killed_or_stopped_comes_back_with_its_records(prefix: str) -> None:
    with start_broker() as broker:
        create(broker.bootstrap, plan(prefix))
        topic = prefix + DEATH_REPORTS
        send(broker.bootstrap, topic, b'{"report_id": "D1"}')

        broker.restart(kill=True)
        broker.restart()

        assert read_one(broker.bootstrap, topic, prefix).value() == b'{"report_id": "D1"}'


def send(bootstrap: str, topic: str, value: bytes, timestamp: int = 0) -> None:
    producer = Producer({"bootstrap.servers": bootstrap, "message.max.bytes": 6 * 1024 * 1024})
    producer.produce(topic, value, key=b"D1", partition=0, timestamp=timestamp)
    assert producer.flush(30) == 0


def read_one(bootstrap: str, topic: str, group: str) -> Message:
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([topic])
    try:
        message = consumer.poll(30)
        assert message is not None
        assert message.error() is None
        return message
    finally:
        consumer.close()
