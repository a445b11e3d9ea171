"""Nothing that can be sent stops Receive: each message is used, or set aside byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from schemas.topics import DEATH_REPORTS, TOPICS
from streams.configuration import Configuration, load
from streams.core.reading import Arrival
from streams.core.receive import Receive, Received
from streams.replay.lines import read_lines
from streams.replay.replay import Replay
from tests.contract.bad_messages import MESSAGES, BadMessage

LARGEST = {topic.name: topic.max_message_bytes for topic in TOPICS}[DEATH_REPORTS]


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    return load()


@pytest.fixture(scope="module")
def received(configuration: Configuration) -> Mapping[str, Received]:
    """All of them through one Receive, in order."""
    receive = Receive(configuration.areas)
    return {m.name: receive.apply(Arrival(m.topic, m.value, m.headers)) for m in MESSAGES}


def outcome_of(one: Received) -> str:
    if one.outcome == "quarantined" and one.quarantined is not None:
        return f"quarantined:{one.quarantined.reason}"
    return one.outcome


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({message.name for message in MESSAGES}) == len(MESSAGES) >= 70


def test_each_fits_its_topic() -> None:
    sizes = [len(message.value or b"") for message in MESSAGES]

    assert LARGEST - 2048 < max(sizes) < LARGEST


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_each_comes_out_as_it_must(message: BadMessage, received: Mapping[str, Received]) -> None:
    assert outcome_of(received[message.name]) == message.expected


def test_what_is_not_used_whole_is_set_aside_byte_for_byte(
    received: Mapping[str, Received],
) -> None:
    for message in MESSAGES:
        aside = received[message.name].quarantined
        if message.expected in ("accepted", "repeat"):
            assert aside is None
        else:
            assert aside is not None
            assert aside.arrival == Arrival(message.topic, message.value, message.headers)
            assert aside.partial == (message.expected == "partial")


def test_what_is_used_reaches_an_area_and_what_is_not_does_not(
    received: Mapping[str, Received],
) -> None:
    for message in MESSAGES:
        assert bool(received[message.name].events) == (message.expected in ("accepted", "partial"))


def test_set_aside_names_fields_where_a_field_is_at_fault(
    received: Mapping[str, Received],
) -> None:
    for message in MESSAGES:
        if message.expected in ("partial", "quarantined:core_field"):
            aside = received[message.name].quarantined
            assert aside is not None
            assert aside.fields


def test_a_second_time_round_nothing_changes(configuration: Configuration) -> None:
    receive = Receive(configuration.areas)
    arrivals = [Arrival(m.topic, m.value, m.headers) for m in MESSAGES if m.topic != "commands.v1"]
    for arrival in arrivals:
        receive.apply(arrival)
    receive.filed.changed()

    again = [receive.apply(arrival) for arrival in arrivals]

    assert not [event for one in again for event in one.events]
    assert not receive.filed.changed()


def test_in_a_file_they_come_out_the_same(configuration: Configuration, tmp_path: Path) -> None:
    mine = [message for message in MESSAGES if message.is_the_same_in_a_file]
    file = tmp_path / "bad.jsonl"
    file.write_bytes(b"".join((message.value or b"") + b"\n" for message in mine))
    replay = Replay(configuration)

    asides = [replay.apply(line)[1] for line in read_lines([file])]

    reasons = [f"quarantined:{one.reason}" if one is not None else "used" for one in asides]
    expected = [
        "used" if m.expected in ("accepted", "repeat")
        else m.expected.replace("partial", "quarantined:partial")
        for m in mine
    ]  # fmt: skip
    assert len(mine) > 100
    assert reasons == expected


def test_whatever_a_line_can_hold_a_replay_survives(
    configuration: Configuration, tmp_path: Path
) -> None:
    mine = [message for message in MESSAGES if message.fits_a_line]
    file = tmp_path / "bad.jsonl"
    file.write_bytes(b"".join((message.value or b"") + b"\n" for message in mine))
    replay = Replay(configuration)

    for line in read_lines([file]):
        replay.apply(line)

    assert replay.summary.lines == len(mine)
