"""Names planted in every free text, through a real worker and notifier: none comes out."""

from __future__ import annotations

import time

import orjson

from schemas.topics import ALERT_REVISIONS, ALERTS, DECISIONS, QUARANTINE
from streams.broker.topics import create
from streams.clients.demo_desk import desk
from streams.clients.kafka import headers_of, plan_of, producer, read_to_end
from streams.clients.worker_process import free_port, notifier_beside, worker_beside
from streams.settings import read
from tests.contract.test_planted_names import PLANTED, bad, good
from tests.kafka.service import settings_for


def test_a_planted_name_comes_out_nowhere_but_in_what_was_set_aside(kafka, prefix, capfd, tmp_path):
    given = settings_for(kafka.bootstrap, prefix, partitions=1).model_dump(exclude_none=True)
    settings = read(**given | {"log_level": "debug", "notify_port": free_port()})
    create(settings.broker, plan_of(settings))
    out, sent = producer(settings), 0
    for arrival in (*good(), *bad()):
        name = plan_of(settings).name_of(arrival.topic)
        key = _number(arrival.value)
        out.produce(name, value=arrival.value, key=key, headers=list(arrival.headers))
        sent += 1
    assert out.flush(60) == 0

    with worker_beside(settings) as worker, desk() as duty:
        worker.settle()
        metrics = worker.page("metrics")[1]
        telling = settings.model_copy(update={"channels": duty.channels(tmp_path)})
        with notifier_beside(telling) as notifier:
            end = time.monotonic() + 30
            while duty.told == 0 and time.monotonic() < end:
                time.sleep(0.2)
            metrics += notifier.page("metrics")[1]
    assert duty.told > 0, "nobody was told, so nothing was tried"

    said = capfd.readouterr()
    for event in ("config.loaded", "partition.owned", "alert.raised", "notify.started"):
        assert f'"event": "{event}"' in said.err
    assert not PLANTED.search(said.out + said.err + metrics)
    told = 0
    for topic in (ALERTS, ALERT_REVISIONS, DECISIONS):
        for message in read_to_end(settings, topic):
            text = b" ".join((message.key() or b"", message.value() or b"", *_values(message)))
            assert not PLANTED.search(text.decode()), topic
            told += 1
    aside = 0
    for message in read_to_end(settings, QUARANTINE):
        ours = [value for name, value in headers_of(message) if name.startswith("q_")]
        assert not PLANTED.search(b" ".join(ours).decode())
        aside += 1
    assert told > 10, "nothing was told, so nothing was tried"
    assert aside > sent // 2


def _values(message) -> list[bytes]:
    return [value for _, value in headers_of(message)]


def _number(value: bytes | None) -> bytes | None:
    try:
        body = orjson.loads(value or b"")
        number = body.get("data", body).get("report_id")
    except (orjson.JSONDecodeError, AttributeError):
        return None
    return number.encode() if isinstance(number, str) and number else None
