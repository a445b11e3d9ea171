"""A wrong core field refuses a report; any other is left out, named, and the original kept."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.reports import REPORTS
from streams.core.case import Case
from streams.core.events import CaseFiled, Counted
from streams.core.receive import Received
from tests.contract.senders import (
    COUNTS,
    DAY,
    DEATHS,
    GOOD,
    MISSING,
    TYPE_OF_TOPIC,
    VIOLENCE,
    counts,
    death,
    missing,
    receive,
    structured,
    violence,
    without,
)

REPORT_TOPICS = (DEATHS, VIOLENCE, MISSING, COUNTS)
CORE = [(t, f) for t in REPORT_TOPICS for f in sorted(REPORTS[TYPE_OF_TOPIC[t]].CORE)]
OTHER = [
    (t, f)
    for t in REPORT_TOPICS
    for f in REPORTS[TYPE_OF_TOPIC[t]].model_fields
    if f not in REPORTS[TYPE_OF_TOPIC[t]].CORE
]
WRONG = {"wrong": ["type"]}  # an object where no field has one of its kind
NESTED_FIELDS = {
    "place": ("lat", "lon", "precision_m", "lsoa", "uprn", "kind", "institution", "ward", "venue"),
    "subject": ("token", "sex", "age", "ethnicity", "occupation"),
    "category_source": ("scheme", "value", "asserted_by", "asserted_at"),
}
NESTED = [(outer, inner) for outer, inners in NESTED_FIELDS.items() for inner in inners]


def take(data: dict[str, Any], topic: str = DEATHS) -> Received:
    return receive(structured(data, topic))[0]


def case_of(received: Received) -> Case:
    filed = received.events[-1]
    assert isinstance(filed, CaseFiled)
    return filed.case


@pytest.mark.parametrize("topic", REPORT_TOPICS)
def test_a_good_report_is_used_whole(topic: str) -> None:
    taken = take(GOOD[topic](), topic)

    assert (taken.outcome, taken.quarantined, taken.unknown) == ("accepted", None, 0)
    assert len(taken.events) == 1


@pytest.mark.parametrize(("topic", "field"), CORE)
@pytest.mark.parametrize("wrong", [WRONG, None, [], ""])
def test_a_wrong_core_field_sets_the_report_aside_and_is_named(
    topic: str, field: str, wrong: object
) -> None:
    taken = take(GOOD[topic]() | {field: wrong}, topic)

    assert taken.quarantined is not None
    assert (taken.outcome, taken.quarantined.reason) == ("quarantined", "core_field")
    assert taken.quarantined.fields == (field,)
    assert taken.events == ()


@pytest.mark.parametrize(("topic", "field"), CORE)
def test_a_core_field_left_out_sets_the_report_aside(topic: str, field: str) -> None:
    taken = take(without(GOOD[topic](), field), topic)

    assert taken.quarantined is not None
    assert taken.quarantined.fields == (field,)


def test_all_wrong_core_fields_are_named_at_once() -> None:
    taken = take(death(version=0, category="dead", recorded_at="now"))

    assert taken.quarantined is not None
    assert set(taken.quarantined.fields) == {"version", "category", "recorded_at"}


@pytest.mark.parametrize(("topic", "field"), OTHER)
def test_any_other_wrong_field_is_left_out_and_named(topic: str, field: str) -> None:
    taken = take(GOOD[topic]() | {field: 7}, topic)

    assert taken.quarantined is not None
    assert (taken.outcome, taken.quarantined.reason) == ("partial", "partial")
    assert taken.quarantined.fields == (field,)
    assert len(taken.events) == 1


@pytest.mark.parametrize(("topic", "field"), [one for one in OTHER if one[0] != COUNTS])
def test_what_was_left_out_is_a_gap_of_the_case(topic: str, field: str) -> None:
    filed = take(GOOD[topic]() | {field: 7}, topic).events[-1]

    assert isinstance(filed, CaseFiled)
    assert field in filed.case.gaps
    assert not filed.whole


@pytest.mark.parametrize(("outer", "inner"), NESTED)
def test_a_wrong_field_within_an_object_costs_itself_alone(outer: str, inner: str) -> None:
    taken = take(death(**{outer: {inner: [WRONG]}}))

    assert taken.quarantined is not None
    assert taken.quarantined.fields == (f"{outer}.{inner}",)


@pytest.mark.parametrize("build", [death, violence, missing])
def test_an_event_whose_time_is_not_known_is_put_at_its_record(build: Any) -> None:
    topic = {death: DEATHS, violence: VIOLENCE, missing: MISSING}[build]

    taken = take(without(build(), "occurred_from"), topic)

    assert taken.outcome == "accepted"
    assert case_of(taken).occurred_from == DAY
    assert case_of(taken).gaps == ("occurred_from",)


def test_a_count_whose_period_ends_before_it_begins_is_set_aside() -> None:
    taken = take(counts(period_to="2026-01-01T00:00:00Z"), COUNTS)

    assert taken.quarantined is not None
    assert (taken.quarantined.reason, taken.quarantined.fields) == ("core_field", ("period_to",))


def test_a_count_without_its_place_is_of_the_whole_area() -> None:
    counted = take(counts(place="Carlisle"), COUNTS).events[0]

    assert isinstance(counted, Counted)
    assert (counted.counts.count, counted.counts.lsoa) == (3, None)


def test_what_is_set_aside_in_part_keeps_its_bytes_and_its_number() -> None:
    sent = structured(death(found_at="at dawn"))

    aside = receive(sent)[0].quarantined

    assert aside is not None
    assert (aside.arrival, aside.report_id, aside.partial) == (sent, "CUM-1", True)
