"""Receive takes the shipped sample as it was meant: only the planted faults are set aside."""

import gzip
import json
from collections import Counter
from importlib import resources

import pytest

from streams.core.areas import Area, Areas
from streams.core.reading import Arrival
from streams.core.receive import Receive

DATA = resources.files("streams.data")


@pytest.fixture(scope="module")
def received():
    listed = json.loads(DATA.joinpath("areas.json").read_text(encoding="utf-8"))["areas"]
    receive = Receive(Areas.of(Area(code=one["code"], name=one["name"]) for one in listed))
    lines = gzip.decompress(DATA.joinpath("sample.jsonl.gz").read_bytes()).splitlines()
    return [receive.apply(Arrival("", one)) for one in lines]


def test_only_the_planted_faults_are_set_aside(received):
    reasons = Counter(one.quarantined.reason for one in received if one.quarantined)
    assert reasons == {
        "core_field": 6,
        "partial": 4,
        "not_json": 2,
        "unknown_type": 1,
        "unknown_area": 1,
        "content_clash": 1,
        "id_clash": 1,
    }


def test_messages_sent_twice_change_nothing(received):
    repeats = [one for one in received if one.outcome == "repeat"]
    assert len(repeats) > 100
    assert not any(one.events for one in repeats)


def test_no_field_of_the_sample_is_unknown(received):
    assert not any(one.unknown for one in received)
