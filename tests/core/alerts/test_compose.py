"""The alert as people and partners read it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import to_json
from streams.core.alerts.published.compose import sig6
from streams.core.config import Rate, Rates
from streams.core.detectors import DETECTORS
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live

LONG_PLACES = ("Metropolitan", "Devon and Cornwall", "Avon and Somerset")


def a_pair(**facts: Any) -> Story:
    story = Story(**only_live("similar_near_repeat"))
    return story.hear(a_death("d1", 0, **facts), a_death("d2", 70, where=metres_north(120)))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_carry_six_significant_digits(value: float) -> None:
    shown = sig6(value)
    assert shown == float(f"{value:.5e}")


def test_a_number_that_is_not_known_stays_unknown() -> None:
    assert sig6(None) is None


@pytest.mark.parametrize("kind", ["similar_near_repeat", "same_address", "shared_person"])
def test_no_title_is_longer_than_ninety_characters(kind: str) -> None:
    story = Story(**only_live(kind))
    tied = {"place_uprn": "1", "people": {"w" * 8: "relative"}}
    for number in range(12):
        story.hear(a_death(f"d{number}", 14 * number, **tied))
    told = [one.alert for one in story.outcomes if one.alert is not None]
    assert told
    assert all(len(alert.title) <= 90 for alert in told)


def test_every_number_of_an_alert_has_at_most_six_digits() -> None:
    measures = json.loads(to_json(a_pair().only().measures))

    def numbers(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [n for one in value.values() for n in numbers(one)]
        if isinstance(value, list):
            return [n for one in value for n in numbers(one)]
        return [value] if isinstance(value, float) else []

    assert all(value == float(f"{value:.6g}") for value in numbers(measures))


def test_what_a_report_lacks_is_named_and_not_its_value() -> None:
    alert = a_pair(gaps=("subject.ethnicity",)).only()

    assert alert.data_gaps == ("d1: subject.ethnicity", "d1: method", "d2: method")


def test_a_place_that_is_not_known_is_a_gap() -> None:
    story = Story(**only_live("shared_person"))
    people = {"w" * 8: "finder"}
    story.hear(a_death("d1", 0, people=people, where=None), a_death("d2", 70, people=people))

    assert "d1: place" in story.only().data_gaps
    assert story.only().evidence[0].place.name == "Cumbria"


def test_the_one_term_of_a_rule_is_its_whole_score() -> None:
    measures = a_pair().only().measures

    (term,) = measures.terms
    assert term.weight == measures.score
    assert term.words.startswith("2 where 0.0004")


def test_the_window_spans_the_deaths() -> None:
    assert a_pair().only().window == {"from": at(0), "to": at(70)}


def test_innocent_explanations_and_next_steps_are_those_of_the_detector() -> None:
    alert = a_pair().only()

    assert alert.explanations == DETECTORS["similar_near_repeat"].explanations
    assert alert.next_steps == DETECTORS["similar_near_repeat"].next_steps


def test_the_tier_says_who_is_told_and_by_when_they_must_answer() -> None:
    alert = a_pair().only()

    assert (alert.recipients, alert.ack_by) == (("DA", "DDI"), at(70.5))


def test_how_often_chance_does_this_is_shrunk_from_the_shipped_rate_to_what_was_seen() -> None:
    story = Story(**only_live("similar_near_repeat"))
    rates = Rates({("similar_near_repeat", "amber"): Rate(2.0, 1.0, 3.0)})
    machine = story.machine
    machine.state.context = replace(machine.state.context, rates=rates)
    story.hear(a_death("d1", 0), a_death("d2", 70, where=metres_north(120)))

    shipped = 2.0 * machine.state.context.area.millions
    months = 70 / 30.4375
    wanted = 12 * (1 + shipped / 12 * 24) / (months + 24)
    assert story.only().measures.alerts_per_year == pytest.approx(wanted, rel=1e-5)


def test_the_newest_fifty_cases_are_shown() -> None:
    story = Story(**only_live("same_address"))
    for number in range(55):
        story.hear(a_death(f"d{number}", number, place_uprn="1", age=20 + number))

    alert = story.only()
    assert len(alert.evidence) == 50
    assert alert.evidence[-1].report_id == "d54"
    assert "deaths at one address" in alert.title
