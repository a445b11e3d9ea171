"""Every bad message, produced straight to the topics of a real broker: used, or set aside whole."""

from __future__ import annotations

from collections import Counter

from schemas.topics import ALERTS, QUARANTINE
from streams.broker.topics import create
from streams.clients import quarantine
from streams.clients.kafka import headers_of, plan_of, producer, read_to_end
from streams.clients.worker_process import worker_beside
from streams.replay.lines import Line
from streams.settings import Settings
from tests.contract.bad_messages import MESSAGES, BadMessage
from tests.kafka.service import settings_for

LAST = "meeting: same number, other type"
GOOD = (
    b'{"report_id":"put-right","version":1,"area":"E23000002","category":"homicide",'
    b'"recorded_at":"2026-03-01T14:00:00Z"}'
)


def test_every_one_is_used_or_found_byte_for_byte_and_a_corrected_one_goes_through(kafka, prefix):
    settings = settings_for(kafka.bootstrap, prefix, partitions=1)
    create(settings.broker, plan_of(settings))
    places: dict[tuple[str, int], BadMessage] = {}
    first = [one for one in MESSAGES if one.name != LAST]  # topics are merged by time: it must wait
    _produce(settings, first, places)

    with worker_beside(settings) as worker:
        worker.settle()
        _produce(settings, [one for one in MESSAGES if one.name == LAST], places)
        worker.settle()
        aside = _aside(settings)
        wrong = [
            (message.name, message.expected, aside.get(place, ("used", None))[0])
            for place, message in places.items()
            if not _as_expected(message, aside.get(place))
        ]
        assert wrong == []
        assert len(MESSAGES) >= 60

        row = b'{"topic":"death.reports.v1","value":' + GOOD + b"}"
        assert quarantine.resend(settings, iter([Line(1, row, 0)])) == 1
        worker.settle()

    told = [m.value() for m in read_to_end(settings, ALERTS) if m.value()]
    assert any(b"put-right" in value for value in told), "the corrected homicide raises a review"


def _produce(
    settings: Settings, messages: list[BadMessage], places: dict[tuple[str, int], BadMessage]
) -> None:
    out, offsets = producer(settings), Counter(topic for topic, _ in places)
    for message in messages:
        out.produce(
            plan_of(settings).name_of(message.topic),
            value=message.value,
            key=message.key,
            headers=list(message.headers),
            partition=0,
        )
        places[message.topic, offsets[message.topic]] = message
        offsets[message.topic] += 1
        out.poll(0)
    assert out.flush(60) == 0


def _aside(settings: Settings) -> dict[tuple[str, int], tuple[str, bytes | None]]:
    found = {}
    for message in read_to_end(settings, QUARANTINE):
        marks = dict(headers_of(message))
        place = (marks["q_topic"].decode(), int(marks["q_offset"]))
        found[place] = (marks["q_reason"].decode(), message.value())
    return found


def _as_expected(message: BadMessage, aside: tuple[str, bytes | None] | None) -> bool:
    if message.expected in ("accepted", "repeat"):
        return aside is None
    wanted = message.expected.removeprefix("quarantined:")
    return aside == (wanted, message.value)
