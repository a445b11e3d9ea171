"""The linker: records that are nearer and more alike than is usual; what it says, and withholds."""

from __future__ import annotations

import math

import pytest

from streams.core.detectors import linked_evidence
from streams.core.series.linking.hypotheses import Hypothesis
from tests.core.people_and_places import (
    Story,
    a_death,
    configuration,
    members,
    metres_north,
    only_live,
)

KIND = "linked_evidence"
SEEN = {"method": "asphyxia", "place_kind": "hotel"}


UNLIKE = [
    {"age": 20, "method": "hanging", "place_kind": "water"},
    {"age": 60, "sex": "F", "method": "natural", "where": metres_north(3000)},
    {"age": 88, "method": "fall", "where": metres_north(6000), "place_kind": "home"},
]


def after_a_start(*deaths: tuple[int, float], **facts: object) -> Story:
    """An area that is no longer new, then deaths of (age, day), all alike."""
    story = Story(**only_live(KIND)).hear(a_death("old", -120, where=metres_north(9000), age=80))
    for number, (age, day) in enumerate(deaths, start=1):
        story.hear(a_death(f"d{number}", day, age=age, **(SEEN | facts)))  # type: ignore[arg-type]
    return story


def test_three_rare_deaths_alike_at_one_place_are_a_series() -> None:
    alert = after_a_start((23, 0), (22, 30), (24, 60)).only(KIND)

    assert members(alert) == ["d1", "d2", "d3"]
    assert alert.family == "linked_series"
    assert (
        alert.title == "3 deaths alike within 10 m in 60 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why.startswith("Three men aged 22, 23 and 24 died within 10 m over 60 days near")


def test_the_terms_of_a_series_add_up_to_its_score() -> None:
    alert = after_a_start((23, 0), (22, 30), (24, 60)).only(KIND)

    assert alert.measures.score == pytest.approx(
        sum(term.weight for term in alert.measures.terms), abs=1e-6
    )
    assert {term.name for term in alert.measures.terms} >= {"place_and_time", "age", "averaging"}


def test_each_member_says_what_its_strongest_link_is_worth() -> None:
    alert = after_a_start((23, 0), (22, 30), (24, 60)).only(KIND)

    for one in alert.evidence:
        assert one.features["linked_with"] in {"d1", "d2", "d3"} - {one.report_id}
        assert str(one.features["link_method"]).startswith("both asphyxia (+")
        assert str(one.features["link_substance"]) == "substances not known (0)"


def test_it_names_nobody() -> None:
    people = {"f" * 64: "finder"}
    alert = after_a_start((23, 0), (22, 30), (24, 60), people=people).only(KIND)

    assert "f" * 64 not in repr(alert)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (UNLIKE, "they are unlike each other"),
        ([{"incident": "fire"}] * 3, "they are one incident"),
        ([{"token": "t" * 64}] * 3, "they are one person"),
        ([{"category": "expected_natural"}] * 3, "they were foreseen"),
    ],
)
def test_stays_quiet_when(facts: list[dict[str, object]], because: str) -> None:
    story = Story(**only_live(KIND)).hear(a_death("old", -120, where=metres_north(9000), age=80))
    for number, one in enumerate(facts):
        story.hear(a_death(f"d{number}", 30 * number, **(SEEN | one)))  # type: ignore[arg-type]

    assert story.alerts(KIND) == [], because


def test_an_area_that_is_new_tells_nobody_yet() -> None:
    story = Story(**only_live(KIND))
    story.hear(*(a_death(f"d{n}", 10 * n, age=22 + n, **SEEN) for n in range(3)))  # type: ignore[arg-type]

    assert all(alert.shadow for alert in story.alerts(KIND))


def test_what_is_withdrawn_is_no_longer_part_of_it() -> None:
    story = after_a_start((23, 0), (22, 30), (24, 60), (23, 75)).withdraw("d2", 80)

    assert members(story.only(KIND)) == ["d1", "d3", "d4"]
    assert 3 not in {m.seq for h in story.machine.state.hypotheses.values() for m in h.members}


def test_a_series_whose_members_turn_out_unlike_ends() -> None:
    story = after_a_start((23, 0), (22, 30), (24, 60))
    story.hear(
        a_death("d2", 70, version=2, age=80, where=metres_north(30_000), method="natural"),
        a_death("d3", 71, version=2, age=4, sex="F", where=metres_north(20_000), method="fire"),
    )

    assert story.only(KIND).state == "resolved"


def test_a_death_that_moves_next_to_others_joins_them() -> None:
    story = after_a_start((23, 0), (22, 30))
    story.hear(a_death("far", 60, where=metres_north(40_000), age=24, **SEEN))  # type: ignore[arg-type]
    story.hear(a_death("far", 61, version=2, age=24, **SEEN))  # type: ignore[arg-type]

    assert members(story.only(KIND)) == ["d1", "d2", "far"]


def test_what_is_history_is_compared_with_but_raises_nothing() -> None:
    story = after_a_start()
    for number in range(3):
        death = a_death(
            f"d{number}", 5 + number, occurred_from=a_death(day=-500 + number).recorded_at, **SEEN
        )  # type: ignore[arg-type]
        story.hear(death)

    assert story.alerts(KIND) == []


def test_the_score_is_that_of_the_strongest_hypothesis() -> None:
    story = after_a_start((23, 0), (22, 30), (24, 60))
    best = max(story.machine.state.hypotheses.values(), key=lambda one: one.score)

    assert isinstance(best, Hypothesis)
    assert story.only(KIND).measures.score == pytest.approx(best.score, abs=1e-4)
    assert math.isclose(best.score, sum(one.gain for one in best.members))
    assert linked_evidence.DETECTOR.id in configuration().shared.detectors


def test_what_stays_below_its_line_says_which_fact_would_lift_it() -> None:
    story = after_a_start()
    story.hear(
        a_death("d1", 0, age=24, method="hanging"),
        a_death("d2", 80, age=36, method="unknown", where=metres_north(16_000)),
    )
    (withheld,) = [one.decision for one in story.said("withheld", KIND)]

    assert withheld.reason == "below_line"
    assert [(one.field, one.who) for one in withheld.missing] == [("method", "coroner's officer")]
    assert (withheld.missing[0].gain or 0) + (withheld.score or 0) > (withheld.line or 0)


def test_how_little_is_known_of_two_places_makes_them_one_incident_not_two() -> None:
    """A trap of the specification: precision is taken off the distance here, added in evidence."""
    story = Story(**only_live(KIND)).hear(
        a_death("d1", 0, place_precision_m=150.0),
        a_death("d2", 0.1, place_precision_m=150.0, where=metres_north(400)),
        a_death("d3", 0.2, place_precision_m=10.0, where=metres_north(1400)),
    )

    assert list(story.machine.state.linker.columns.slot_of) == [1, 3]


def test_a_date_without_an_hour_is_no_midnight() -> None:
    midnight = a_death("d1", 0.5).recorded_at  # the day begins at noon: half a day is 00:00
    story = Story(**only_live(KIND)).hear(
        a_death("d1", 1, occurred_from=midnight),
        a_death("d2", 2, occurred_from=a_death().recorded_at, where=metres_north(5000)),
    )
    columns = story.machine.state.linker.columns

    assert [columns.unit(seq).slot for seq in (1, 2)] == [None, 4]


def test_somebody_missing_and_then_found_dead_is_one_unit_as_the_death_has_it() -> None:
    story = Story(**only_live(KIND)).hear(
        a_death("m1", 0, kind="missing", status="missing", token="t" * 64),
        a_death("d1", 20, method="drowning", token="t" * 64),
    )
    columns = story.machine.state.linker.columns

    assert list(columns.slot_of) == [1]
    assert (columns.unit(1).method, columns.unit(1).klass) == ("drowning", "unexpected")


def test_a_person_in_all_records_is_a_contact_in_common_never_a_cause() -> None:
    story = Story(**only_live(KIND)).hear(a_death("old", -120, where=metres_north(9000), age=80))
    for number in range(3):
        death = a_death(
            f"d{number}", 40 * number, where=metres_north(30_000 * number), age=22 + number,
            method="asphyxia", people={"f" * 64: "finder"},
        )  # fmt: skip
        story.hear(death)
    alert = story.only(KIND)

    assert alert.title.startswith("3 deaths alike with one contact in common in 80 days")
    assert "with one contact in common" in str(alert.evidence[0].features["link_place_and_time"])
