"""The published schemas: those that the types make, and true of all that is written."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from schemas.fields import parse_instant
from schemas.publish import CONTRACTS, PUBLISHED, file_name, publish, text_of
from schemas.reports import REPORTS
from schemas.topics import ALERT_REVISIONS, DECISIONS
from streams.configuration import load
from streams.publishing import Published
from streams.replay.lines import Line, read_lines
from streams.replay.replay import Replay
from tests.contract.senders import GOOD, TYPE_OF_TOPIC, counts, death, without

SAMPLE = Path(str(resources.files("streams.data") / "sample.jsonl.gz"))
FORMATS = FormatChecker()
FORMATS.checks("date-time", raises=ValueError)(lambda value: bool(parse_instant(value)))


def validator(kind: str) -> Draft202012Validator:
    schema = json.loads((PUBLISHED / file_name(kind)).read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FORMATS)


@pytest.fixture(scope="module")
def replayed() -> tuple[list[Published], list[Line]]:
    """Everything that the sample makes the service say, and the lines used whole."""
    replay = Replay(load())
    said: list[Published] = []
    whole: list[Line] = []
    for line in read_lines([SAMPLE]):
        out, aside = replay.apply(line)
        said += out
        if aside is None:
            whole.append(line)
    return said, whole


@pytest.mark.parametrize("kind", CONTRACTS)
def test_the_shipped_schema_is_the_one_that_the_types_make(kind: str) -> None:
    shipped = (PUBLISHED / file_name(kind)).read_text(encoding="utf-8")

    assert shipped == text_of(kind), "run: python -m schemas.publish"


def test_no_other_schema_is_shipped(tmp_path: Path) -> None:
    made = {path.name for path in publish(tmp_path)}

    assert {path.name for path in PUBLISHED.iterdir()} == made


@pytest.mark.parametrize("kind", CONTRACTS)
def test_each_schema_is_valid_and_says_what_it_is(kind: str) -> None:
    schema = dict(validator(kind).schema)

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{kind}.json"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("topic", GOOD)
def test_a_good_message_of_each_input_is_valid(topic: str) -> None:
    validator(TYPE_OF_TOPIC[topic]).validate(GOOD[topic]())


@pytest.mark.parametrize(
    "data",
    [death(age=4, subject={"age": "forty"}), death(recorded_at="yesterday"), death(version=0)],
)
def test_what_we_would_refuse_is_invalid(data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        validator("tocsin.death.reported.v1").validate(data)


def test_what_is_required_is_the_core_and_nothing_else() -> None:
    for kind, model in REPORTS.items():
        assert set(validator(kind).schema["required"]) == model.CORE


def test_fields_that_nobody_knows_are_valid() -> None:
    validator("tocsin.counts.reported.v1").validate(counts(weather="rain"))


def test_a_report_without_a_core_field_is_invalid() -> None:
    with pytest.raises(ValidationError):
        validator("tocsin.death.reported.v1").validate(without(death(), "category"))


@pytest.mark.parametrize("topic", [ALERT_REVISIONS, DECISIONS])
def test_whatever_a_replay_of_the_sample_says_is_valid(
    topic: str, replayed: tuple[list[Published], list[Line]]
) -> None:
    said = [one for one in replayed[0] if one.topic == topic]
    check = validator(said[0].type)

    faults = [str(fault.schema_path) for one in said for fault in check.iter_errors(
        json.loads(one.value()))]  # fmt: skip

    assert len(said) > 100
    assert faults == []


def test_every_report_of_the_sample_that_is_used_whole_is_valid(
    replayed: tuple[list[Published], list[Line]],
) -> None:
    checks = {kind: validator(kind) for kind in REPORTS}
    events = [json.loads(line.value) for line in replayed[1]]

    wrong = [event["id"] for event in events if not checks[event["type"]].is_valid(event["data"])]

    assert len(events) > 10_000
    assert wrong == []
