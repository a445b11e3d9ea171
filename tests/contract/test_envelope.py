"""CloudEvents on Kafka: binary mode out; binary, structured and bare JSON in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, from_structured_event

from schemas import envelope
from schemas.alerts import ALERT_TYPE
from schemas.decisions import DECISION_TYPE, Decision
from schemas.envelope import UNNAMED_SOURCE, Headers, UnreadableEnvelope
from schemas.topics import DECISIONS
from streams.core.reading import Arrival
from streams.publishing import Published
from tests.contract.senders import (
    CUMBRIA,
    DAY,
    DEATHS,
    SOURCE,
    attributes,
    bare,
    binary,
    death,
    raw,
    receive,
    structured,
)


def read(arrival: Arrival) -> envelope.Envelope:
    return envelope.read(arrival.value, arrival.headers)


def event(at: datetime = DAY) -> Published:
    decision = Decision(alert_id=None, revision=None, decision="told", reason="first", at=at)
    return Published(DECISIONS, CUMBRIA, DECISION_TYPE, f"{CUMBRIA}/1", CUMBRIA, at, decision)


def as_others_read(written: BaseCloudEvent) -> tuple[object, ...]:
    return (
        written.get_specversion(), written.get_type(), written.get_source(), written.get_id(),
        written.get_subject(), written.get_time(), written.get_datacontenttype(),
        written.get_dataschema(),
    )  # fmt: skip


OURS = (
    "1.0", DECISION_TYPE, f"//tocsin/{CUMBRIA}", f"{CUMBRIA}/1", CUMBRIA, DAY, "application/json",
    f"{DECISION_TYPE}.json",
)  # fmt: skip


def test_what_we_write_in_binary_mode_others_read_as_a_cloud_event() -> None:
    message = KafkaMessage(dict(event().headers()), event().key, event().value())

    written = from_binary_event(message)

    assert as_others_read(written) == OURS
    assert written.get_data() == json.loads(event().value())


def test_what_we_write_as_a_line_others_read_as_a_cloud_event() -> None:
    content = {"content-type": b"application/cloudevents+json"}

    written = from_structured_event(KafkaMessage(content, None, event().line()))

    assert as_others_read(written) == OURS
    assert written.get_data() == json.loads(event().value())


def test_we_read_back_both_modes_as_the_same_event() -> None:
    one, other = envelope.read(event().value(), event().headers()), envelope.read(event().line())

    assert one == other
    assert (one.type, one.time, one.faults) == (DECISION_TYPE, DAY, ())


def test_times_are_written_in_utc_and_end_in_z() -> None:
    summer = datetime.fromisoformat("2026-07-01T13:00:00.5+01:00")

    assert envelope.write_time(summer) == "2026-07-01T12:00:00.500000Z"


@pytest.mark.parametrize("mode", [binary, structured])
def test_a_report_is_read_in_each_mode(mode: type) -> None:
    found = read(mode(death()))

    assert (found.source, found.id, found.subject) == (SOURCE, "CUM-1/1", CUMBRIA)
    assert found.data == death()
    assert found.faults == ()


def test_a_bare_report_takes_its_type_from_the_topic() -> None:
    found = read(bare(death()))

    assert (found.type, found.source, found.time) == (None, UNNAMED_SOURCE, None)
    assert receive(bare(death()))[0].outcome == "accepted"


def test_all_three_modes_are_one_report() -> None:
    unnamed = {"source": None}

    outcomes = receive(
        bare(death()), binary(death(), **unnamed), structured(death(), **unnamed)
    )  # fmt: skip

    assert [one.outcome for one in outcomes] == ["accepted", "repeat", "repeat"]


def test_a_structured_event_may_repeat_its_attributes_as_headers() -> None:
    both = Arrival(DEATHS, structured(death()).value, binary(death()).headers)

    found = read(both)

    assert (found.data, found.faults) == (death(), ())


def test_where_headers_and_value_differ_the_header_counts_and_it_is_said() -> None:
    both = Arrival(
        DEATHS, structured(death(), source="//essex.police.uk").value, binary(death()).headers
    )

    found = read(both)

    assert (found.source, found.faults) == (SOURCE, ("source",))


@pytest.mark.parametrize("name", ["type", "source", "id", "subject", "time", "specversion"])
def test_a_missing_attribute_refuses_nothing(name: str) -> None:
    outcomes = [receive(mode(death(), **{name: None}))[0] for mode in (binary, structured)]

    assert [one.outcome for one in outcomes] == ["accepted", "accepted"]


@pytest.mark.parametrize("name", ["source", "id", "subject"])
def test_an_attribute_that_is_no_text_is_a_gap(name: str) -> None:
    headers = tuple(
        (key, b"\xc3\x28" if key == f"ce_{name}" else value)
        for key, value in binary(death()).headers
    )

    taken = receive(Arrival(DEATHS, raw(death()), headers))[0]

    assert taken.quarantined is not None
    assert (taken.outcome, taken.quarantined.fields) == ("partial", (name,))


@pytest.mark.parametrize(("name", "wrong"), [("id", "CUM-9/1"), ("subject", "E23000003")])
def test_an_attribute_that_contradicts_the_data_is_a_gap_and_the_data_counts(
    name: str, wrong: str
) -> None:
    taken = receive(binary(death(), **{name: wrong}))[0]

    assert taken.quarantined is not None
    assert (taken.outcome, taken.quarantined.fields) == ("partial", (name,))
    assert taken.events[0].area == CUMBRIA


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"{", "not_json"),
        (b"[]", "not_an_object"),
        (b'{"specversion": "1.0"}', "no_data"),
        (raw(attributes(death()) | {"data": [1]}), "no_data"),
    ],
)
def test_what_holds_no_event_says_why_in_one_word(value: bytes | None, fault: str) -> None:
    with pytest.raises(UnreadableEnvelope) as refusal:
        envelope.read(value)

    assert refusal.value.fault == fault


@pytest.mark.parametrize("arrival", [binary(death()), structured(death()), bare(death())])
def test_the_time_alone_is_the_time_of_the_whole(arrival: Arrival) -> None:
    assert envelope.time_of(arrival.value, arrival.headers) == read(arrival).time


@pytest.mark.parametrize("headers", [(), (("ce_time", b"\xff"),), (("ce_time", b"noon"),)])
def test_the_time_of_what_holds_no_event_is_none(headers: Headers) -> None:
    assert envelope.time_of(b"{", headers) is None


def test_times_of_other_zones_are_read_as_utc() -> None:
    found = read(structured(death(), time="2026-03-01t13:00:00.123456789+01:00"))

    assert found.time == datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def test_alerts_name_the_schema_that_is_published() -> None:
    headers = dict(envelope.headers_of(type=ALERT_TYPE, source="//t", id="1", subject=None,
                                       time=DAY, dataschema=f"{ALERT_TYPE}.json"))  # fmt: skip

    assert headers["ce_dataschema"] == b"tocsin.alert.v1.json"
    assert "ce_subject" not in headers
