"""A name in any free text goes nowhere but into the untouched bytes that are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from schemas import envelope
from schemas.acceptance import CoreFieldsWrong, accept, accept_whole
from schemas.alerts import Alert
from schemas.commands import Command
from schemas.reports import REPORTS
from streams.configuration import Configuration, load
from streams.core.area import AreaMachine
from streams.core.events import Ticked
from streams.core.reading import Arrival
from streams.core.receive import Quarantined, Receive
from streams.publishing import Published, published
from tests.contract.senders import (
    DAY,
    DEATHS,
    GOOD,
    MISSING,
    TYPE_OF_TOPIC,
    VIOLENCE,
    Data,
    binary,
    raw,
    structured,
    text,
)

NAME = "Jane Plantedname"
PLANTED = re.compile("plantedname", re.IGNORECASE)
SUBJECT: Data = {"token": NAME, "sex": "M", "age": 24, "ethnicity": NAME, "occupation": NAME}
PLACE: Data = {
    "lat": 54.89, "lon": -2.93, "precision_m": 20, "kind": "street", "uprn": "99100",
    "lsoa": NAME, "institution": NAME, "ward": NAME, "venue": NAME,
}  # fmt: skip
COMMON: Data = {
    "place": PLACE,
    "method": "drug_poisoning",
    "incident": None,
    "substances": [NAME, "heroin"],
    "flags": [NAME, "domestic_abuse"],
    "people": [{"token": NAME, "role": "finder"}, {"token": f"2 {NAME}", "role": "partner"}],
    "identifiers": [{"kind": "phone", "token": NAME}],
    "unknown_field": NAME,
    NAME: NAME,
}
OF_A_DEATH: Data = {
    "category": "suspicious",
    "category_source": {"scheme": NAME, "value": NAME, "asserted_by": NAME},
    "cause_icd10": [NAME],
    "coroner_ref": NAME,
}


def good() -> Iterator[Arrival]:
    """Deaths alike at one address, violence and a missing person, all full of names."""
    for day in range(12):
        for topic, more in (
            (DEATHS, {**OF_A_DEATH, "subject": {**SUBJECT, "token": f"{NAME} {day}"}}),
            (VIOLENCE, {"subjects": [SUBJECT], "offence": "1/1"}),
            (MISSING, {"subject": SUBJECT}),
        ):
            at = text(DAY + timedelta(hours=12 * day))
            times = {"recorded_at": at, "occurred_from": at}
            named: Data = {"incident": NAME} if day == 11 else {}
            numbered = {"report_id": f"CUM-{topic}-{day}"}
            data = GOOD[topic](**COMMON, **more, **times) | numbered | named
            yield binary(data, topic, time=at, mood=NAME)


def bad() -> Iterator[Arrival]:
    """Every field of every report replaced by a name, alone and in a list and an object."""
    for topic, build in GOOD.items():
        fields: Any = REPORTS.get(TYPE_OF_TOPIC[topic], Command)
        for field in fields.model_fields:
            for wrong in (NAME, [NAME], {NAME: NAME}, [{NAME: NAME}], [[NAME]]):
                legitimate = field in ("report_id", "by", "to", "command_id", "note", "text")
                if not (legitimate and wrong == NAME):
                    number = {} if field == "report_id" else {"report_id": f"{topic}{field}"}
                    yield structured(build(**number) | {field: wrong}, topic)
    yield structured(GOOD[DEATHS](), type=NAME, time=NAME)
    yield structured(GOOD[DEATHS](), source=[NAME], id=NAME, subject=NAME, time=NAME)
    yield binary(GOOD[DEATHS](version=2), id=NAME, subject=NAME, time=NAME, type=NAME)
    yield binary(GOOD[DEATHS](version=3), id=NAME, subject=NAME, time=NAME)
    yield Arrival(DEATHS, f"{NAME} died".encode())
    yield Arrival(DEATHS, raw(NAME))
    yield Arrival(DEATHS, raw({"specversion": "1.0", "data": NAME}))


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    return load()


@pytest.fixture(scope="module")
def said(configuration: Configuration) -> tuple[list[Published], list[Quarantined]]:
    """What the service says, and what it sets aside, of all these reports."""
    receive = Receive(configuration.areas)
    machines: dict[str, AreaMachine] = {}
    out: list[Published] = []
    aside: list[Quarantined] = []
    for arrival in (*good(), *bad()):
        received = receive.apply(arrival)
        aside += [received.quarantined] if received.quarantined else []
        for event in received.events:
            context = configuration.context_of(event.area)
            machine = machines.setdefault(event.area, AreaMachine(context))
            out += [one for done in machine.step(event) for one in published(event.area, done)]
    for code, machine in machines.items():
        later = Ticked(area=code, time=DAY + timedelta(days=300))
        out += [one for done in machine.step(later) for one in published(code, done)]
    return out, aside


Said = tuple[list[Published], list[Quarantined]]


def test_the_reports_raise_alerts_of_many_kinds(said: Said) -> None:
    alerts = [one.data for one in said[0] if isinstance(one.data, Alert)]
    kinds = {part.kind for one in alerts for part in one.measures.parts}
    kinds |= {one.kind for one in alerts}

    assert kinds >= {"drug_spike", "same_address", "shared_person", "review_due"}
    assert len({one.reason for one in said[1]}) > 4


def test_no_alert_and_no_decision_carries_a_name(said: Said) -> None:
    for one in said[0]:
        assert not PLANTED.search(one.line().decode())
        assert not PLANTED.search(f"{one.value()!r} {one.headers()!r} {one.key} {one.id}")


def test_what_is_set_aside_is_described_without_a_name(said: Said) -> None:
    for aside in said[1]:
        assert not PLANTED.search(repr((aside.reason, aside.fields, aside.report_id)))


def test_the_bytes_set_aside_still_hold_the_name(said: Said) -> None:
    used = [aside for aside in said[1] if aside.partial]

    assert used
    assert all(PLANTED.search(repr(aside.arrival)) for aside in used)


@pytest.mark.parametrize("topic", GOOD)
def test_no_refusal_quotes_a_value(topic: str) -> None:
    model: Any = REPORTS.get(TYPE_OF_TOPIC[topic], Command)
    check: Any = accept if model is not Command else accept_whole
    wrong: Data = {field: {NAME: NAME} for field in model.model_fields}

    with pytest.raises(CoreFieldsWrong) as refusal:
        check(model, wrong)

    assert not PLANTED.search(f"{refusal.value!r} {refusal.value} {refusal.value.fields}")
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("topic", GOOD)
def test_no_error_of_a_schema_quotes_a_value(topic: str) -> None:
    model: Any = REPORTS.get(TYPE_OF_TOPIC[topic], Command)

    with pytest.raises(ValidationError) as refusal:
        model.model_validate({field: [NAME] for field in model.model_fields})

    assert not PLANTED.search(f"{refusal.value!r} {refusal.value}")


@pytest.mark.parametrize("value", [NAME.encode(), raw(NAME), raw({"type": NAME, "data": NAME})])
def test_no_error_of_an_envelope_quotes_a_value(value: bytes) -> None:
    with pytest.raises(envelope.UnreadableEnvelope) as refusal:
        envelope.read(value, (("source", NAME.encode()),))

    assert not PLANTED.search(f"{refusal.value!r} {refusal.value}")
    assert refusal.value.__context__ is None or not PLANTED.search(repr(refusal.value.__context__))


def test_names_of_fields_that_nobody_knows_are_counted_and_not_told(
    configuration: Configuration,
) -> None:
    received = Receive(configuration.areas).apply(structured(GOOD[DEATHS](**{NAME: NAME})))

    assert received.unknown == 1
    assert received.quarantined is None
