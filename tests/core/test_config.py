"""A configuration that must not run is refused, every fault named at once."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import streams
from streams.core.config import Rate, Rates, background_from, detectors_from
from streams.core.detectors import DETECTORS
from streams.core.errors import ConfigurationError
from streams.core.roles import check_roles

FILE = Path(streams.__file__).parent / "data" / "detectors.toml"


def the_table(**changes: Any) -> dict[str, Any]:
    table = deepcopy(tomllib.loads(FILE.read_text()))
    for path, value in changes.items():
        *heads, last = path.split("__")
        row = table
        for head in heads:
            row = row[head]
        if value is None:
            del row[last]
        else:
            row[last] = value
    return table


def faults_of(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as refused:
        detectors_from(the_table(**changes), DETECTORS.values())
    return refused.value.faults


def test_the_shipped_table_is_whole() -> None:
    assert detectors_from(the_table(), DETECTORS.values()).keys() == DETECTORS.keys()


def test_every_fault_of_every_table_is_named_at_once() -> None:
    faults = faults_of(
        same_address__limits__days=None,
        same_address__limits__dayz=9.0,
        drug_spike__status="on",
        shared_person=None,
        surprise={"status": "live"},
        feed_silent__limits__fade=-1,
        similar_near_repeat__answer_hours=None,
    )

    for fault in (
        "detectors: [same_address.limits] lacks days",
        "detectors: [same_address.limits] does not know dayz",
        "detectors: [drug_spike] status must be one of live, shadow, retired",
        "detectors: [shared_person] is missing; add its table",
        "detectors: [feed_silent.limits] fade must be a number above 0",
        "detectors: [similar_near_repeat] has no answer_hours",
    ):
        assert fault in faults
    assert any("[surprise] is no detector" in fault for fault in faults)
    assert len(faults) == 7


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"same_address": 3}, "[same_address] must be a table"),
        ({"same_address__recipients": "DA"}, "[same_address] recipients must be a table by tier"),
        ({"same_address__recipients__amber": "DA"}, "amber must be a list of roles"),
        ({"same_address__recipients__purple": ["DA"]}, "purple is no tier"),
        ({"same_address__answer_hours__red": 0}, "red must be hours above 0"),
        ({"same_address__limits__days": True}, "days must be a number above 0"),
        ({"same_address__colour": "red"}, "[same_address] does not know colour"),
    ],
)
def test_a_wrong_shape_is_a_fault_and_no_crash(change: dict[str, Any], fault: str) -> None:
    (found,) = faults_of(**change)
    assert fault in found


def test_a_role_that_nobody_holds_is_named_with_each_place() -> None:
    with pytest.raises(ConfigurationError) as refused:
        check_roles({"RO": "review officer"}, {"regime dhr": ("RO", "XO"), "alerting": ("XO",)})
    assert refused.value.faults == (
        "regime dhr: role XO is not in roles.toml",
        "alerting: role XO is not in roles.toml",
    )


def test_a_background_without_a_number_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="background: missing or wrong"):
        background_from({"class": {"homicide": {"rate": 9.9}}})


def test_a_rate_counts_higher_tiers_too() -> None:
    rates = Rates({("x", "red"): Rate(1, 0, 2), ("x", "amber"): Rate(3, 2, 4)})

    assert rates.a_year("x", "amber") == 4
    assert rates.a_year("x", "red") == 1
    assert rates.a_year("y", "red") is None


def test_a_rule_that_is_held_to_a_tier_says_why_and_has_somebody_to_tell() -> None:
    faults = faults_of(
        shared_venue_or_contact__tier_reason=None,
        unsolved_group__tier="amber",
        same_address__tier="info",
        same_address__tier_reason="too many",
    )

    assert set(faults) == {
        "detectors: [shared_venue_or_contact] is held to a tier without tier_reason",
        "detectors: [unsolved_group] tier must be one of its recipients' tiers",
        "detectors: [same_address] tier must be one of its recipients' tiers",
    }


def test_a_rule_that_is_held_has_only_the_tiers_that_are_left() -> None:
    tables = detectors_from(the_table(), DETECTORS.values())
    assert tables["shared_venue_or_contact"].tiers == ("info",)
    assert tables["same_address"].tiers == ("red", "amber")
