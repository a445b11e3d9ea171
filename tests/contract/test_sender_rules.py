"""Who may send what: a sender speaks for itself, about its own areas, and signs what it says."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from schemas import envelope
from schemas.topics import COMMANDS, TYPE_OF_TOPIC
from streams.clients.send import outgoing, signed
from streams.core.errors import ConfigurationError
from streams.core.reading import Arrival
from streams.core.receive import Receive
from streams.core.senders import MAC_HEADER, mac_of
from streams.senders import read_senders
from tests.contract.senders import AREAS, BIRMINGHAM, CUMBRIA, DAY, DEATHS, LANCASHIRE, death

KEY, OLD = b"n" * 32, b"o" * 32
SOURCE = "//cumbria.police.uk/niche"
FILE = f"""
[sender.cumbria]
source = "{SOURCE}"
areas = ["{CUMBRIA}"]
topics = ["death.reports.v1"]
key_file = "sender-cumbria"
[sender.cases]
source = "//cases.example"
areas = ["{CUMBRIA}"]
topics = ["commands.v1"]
actions = ["complete"]
key_file = "sender-cumbria"
"""


@pytest.fixture
def receive(tmp_path: Path) -> Receive:
    return Receive(AREAS, may_send=read_senders(*written(tmp_path), AREAS).may_send)


def written(folder: Path, text: str = FILE) -> tuple[Path, Path]:
    (folder / "senders.toml").write_text(text)
    for name, key in (("sender-cumbria", KEY), ("sender-cumbria.previous", OLD)):
        (folder / name).write_bytes(key)
        (folder / name).chmod(0o440)
    return folder / "senders.toml", folder


def arrival(
    data: dict, key: bytes | None = KEY, source: str = SOURCE, topic: str = DEATHS
) -> Arrival:
    kind, value = TYPE_OF_TOPIC[topic], orjson.dumps(data)
    headers = envelope.headers_of(
        type=kind, source=source, id="CUM-1/1", subject=None, time=DAY, dataschema=""
    )
    if key is not None:
        headers = (*headers, (MAC_HEADER, mac_of(key, kind, "CUM-1/1", value).encode()))
    return Arrival(topic, value, headers)


def test_what_a_sender_signs_about_its_own_area_is_taken(receive):
    assert receive.apply(arrival(death())).outcome == "accepted"


def test_the_key_before_holds_while_it_is_changed(receive):
    assert receive.apply(arrival(death(), OLD)).outcome == "accepted"


@pytest.mark.parametrize(
    "refused",
    [
        arrival(death(), None),
        arrival(death(), b"x" * 32),
        arrival(death(), source="//lancashire.police.uk/niche"),
        arrival(death(area=LANCASHIRE)),
        arrival(death(area=BIRMINGHAM)),
        Arrival(DEATHS, orjson.dumps(death(age=3)), arrival(death()).headers),
        Arrival(DEATHS, orjson.dumps(death()), arrival(death()).headers + arrival(death()).headers),
        arrival({"action": "close", "area": CUMBRIA}, source="//cases.example", topic=COMMANDS),
        arrival({"action": "complete", "area": CUMBRIA}, None, "//cases.example", COMMANDS),
    ],
    ids=["unsigned", "another's key", "another's source", "another's area", "another's district",
         "changed after signing", "signed twice", "order not listed", "order unsigned"],
)  # fmt: skip
def test_everything_else_is_set_aside_byte_for_byte(receive, refused):
    received = receive.apply(refused)

    assert received.outcome == "quarantined"
    assert received.quarantined.reason == "sender_not_allowed"
    assert received.quarantined.arrival.value == refused.value
    assert received.events == ()


def test_what_cannot_be_read_is_set_aside_for_that(receive):
    assert receive.apply(Arrival(DEATHS, b"{")).quarantined.reason == "not_json"


def test_what_the_send_command_signs_is_taken(receive):
    event = {"specversion": "1.0", "type": TYPE_OF_TOPIC[DEATHS], "source": SOURCE,
             "id": "CUM-1/1", "time": "2026-03-01T12:00:00Z", "data": death()}  # fmt: skip
    message = signed(outgoing(orjson.dumps(event)), KEY)

    assert receive.apply(Arrival(message.topic, message.value, message.headers)).outcome == (
        "accepted"
    )


def test_without_a_file_nothing_is_refused():
    assert Receive(AREAS).apply(arrival(death(), None)).outcome == "accepted"


def test_every_fault_of_the_file_is_named_at_once(tmp_path):
    text = FILE.replace(CUMBRIA, "E99").replace("death.reports.v1", "alerts.v1")
    path, keys = written(tmp_path, text + '[sender.bare]\nsource = "x"\n')

    with pytest.raises(ConfigurationError) as refused:
        read_senders(path, keys, AREAS)

    assert len(refused.value.faults) == 6
    assert "senders, cumbria: area E99 is not in the area file" in refused.value.faults


def test_a_key_that_everybody_can_read_is_refused(tmp_path):
    path, keys = written(tmp_path)
    (keys / "sender-cumbria").chmod(0o444)

    with pytest.raises(ConfigurationError, match="everybody can read it"):
        read_senders(path, keys, AREAS)
