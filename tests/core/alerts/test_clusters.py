"""Signals about the same deaths are one alert, told again only when there is news."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.alerts.identity import alert_id
from streams.core.alerts.surroundings import overlap
from tests.core.people_and_places import (
    CUMBRIA,
    FORCE,
    Story,
    a_death,
    at,
    configuration,
    members,
    metres_north,
    only_live,
    with_limits,
)

CLUSTERS = ("similar_near_repeat", "same_address", "shared_person")


def a_story(*live: str) -> Story:
    return Story(**only_live(*(live or CLUSTERS)))


def man(number: str, day: float, metres: float = 0, **facts: Any) -> Any:
    return a_death(number, day, where=metres_north(metres), **facts)


def reasons(story: Story) -> list[str]:
    said = [one for one in story.outcomes if one.decision.reason != "unacknowledged"]
    return [f"{one.decision.decision}: {one.decision.reason}" for one in said]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ab", "ab", True),
        ("abcd", "cdef", True),
        ("ab", "bc", True),
        ("abc", "cde", False),
        ("abcdef", "fg", True),
        ("ab", "cd", False),
    ],
)
def test_two_findings_are_one_cluster_if_they_share_two_or_half_of_the_smaller(
    one: str, other: str, same: bool
) -> None:
    assert overlap(one, other) is overlap(other, one) is same


def test_the_name_is_made_of_area_class_and_the_first_two_by_arrival() -> None:
    story = a_story().hear(man("d1", 0), man("d2", 30, 100), man("d3", 60, 200))

    leads = [f"{FORCE}\x1fd1", f"{FORCE}\x1fd2"]
    assert story.only().alert_id == alert_id(CUMBRIA, "cluster", leads)
    assert story.only().alert_id == "E23000002-VGLILNWRTCR6"


def test_two_detectors_about_the_same_deaths_are_one_alert_with_two_parts() -> None:
    people = {"w" * 8: "finder"}
    story = a_story().hear(man("d1", 0, people=people), man("d2", 30, 100, people=people))

    alert = story.only()
    assert (alert.kind, alert.tier) == ("shared_person", "red")
    assert [part.kind for part in alert.measures.parts] == ["shared_person", "similar_near_repeat"]


def two_pairs_and_a_bridge() -> Story:
    """A pair at each end of the village, and a death between that is near both."""
    story = a_story().hear(man("a", 0), man("b", 20, 60), man("c", 40, 800), man("d", 60, 860))
    return story.hear(man("x", 80, 430))


def test_where_two_alerts_become_one_the_older_goes_on() -> None:
    story = two_pairs_and_a_bridge()

    older, younger = story.alerts()
    assert members(older) == ["a", "b", "c", "d", "x"]
    assert (younger.state, younger.merged_into) == ("resolved", older.alert_id)
    assert younger.why == f"This alert goes on as {older.alert_id}."
    assert reasons(story)[2:] == ["resolved: merged", "updated: new_member"]


def test_where_the_bridge_is_taken_away_both_alerts_are_back_under_their_names() -> None:
    story = two_pairs_and_a_bridge()
    before = [alert.alert_id for alert in story.alerts()]

    story.withdraw("x", 81)

    assert [alert.alert_id for alert in story.open_alerts()] == before
    assert [members(alert) for alert in story.open_alerts()] == [["a", "b"], ["c", "d"]]
    assert [alert.merged_into for alert in story.open_alerts()] == [None, None]


def test_a_version_that_changes_nothing_that_matters_is_no_revision() -> None:
    story = a_story().hear(man("d1", 0), man("d2", 30, 100))
    story.hear(man("d2", 30, 100, version=2, coroner_ref="c1", post_mortem="standard"))

    assert reasons(story) == ["told: first"]


def test_a_new_member_is_a_revision_that_must_be_answered_again() -> None:
    story = a_story("same_address").hear(
        man("d1", 0, place_uprn="1"), man("d2", 300, place_uprn="1", age=70)
    )
    story.order("acknowledge", 301, alert_id=story.only().alert_id)

    story.hear(man("d3", 600, place_uprn="1", age=40))

    assert (story.only().state, story.only().ack_by) == ("open", at(600.5))
    assert story.outcomes[-1].decision.reason == "new_member"


def test_a_higher_tier_is_a_revision() -> None:
    people = {"w" * 8: "relative"}
    story = a_story("shared_person").hear(
        man("d1", 0, people=people), man("d2", 30, 5000, people=people)
    )
    story.hear(man("d2", 31, 5000, version=2, people={"w" * 8: "finder"}, occurred_from=at(30)))

    assert (story.only().tier, reasons(story)[-1]) == ("red", "updated: higher_tier")


def test_a_member_that_becomes_suspicious_is_a_revision() -> None:
    story = a_story("same_address").hear(man("d1", 0, place_uprn="1"), man("d2", 9, place_uprn="1"))
    story.hear(man("d2", 10, place_uprn="1", version=2, category="suspicious", occurred_from=at(9)))

    assert reasons(story)[-1] == "updated: reclassified"
    assert story.only().evidence[1].category_now == "suspicious"


def test_a_score_that_grows_by_a_nat_is_a_revision_and_less_is_not() -> None:
    story = a_story("similar_near_repeat").hear(man("d1", 0, age=30), man("d2", 90, 300, age=23))
    first = story.only().measures.score or 0.0

    story.hear(man("d2", 91, 300, age=24, version=2, occurred_from=at(90)))
    assert story.only().revision == 1

    story.hear(man("d2", 92, 60, age=29, version=3, occurred_from=at(90)))
    assert reasons(story)[-1] == "updated: new_evidence"
    assert (story.only().measures.score or 0.0) >= first + 1


def test_an_alert_whose_members_are_no_longer_alike_ends() -> None:
    story = a_story("similar_near_repeat").hear(man("d1", 0), man("d2", 30, 100))
    story.hear(man("d2", 31, 100, version=2, age=60, occurred_from=at(30)))

    assert (story.only().state, reasons(story)[-1]) == ("resolved", "resolved: below_line")


def test_an_alert_that_ended_comes_back_under_its_own_name() -> None:
    story = a_story("similar_near_repeat").hear(man("d1", 0), man("d2", 30, 100))
    story.hear(man("d2", 31, 100, version=2, age=60, occurred_from=at(30)))
    story.hear(man("d2", 32, 100, version=3, age=23, occurred_from=at(30)))

    assert (story.only().state, story.only().revision) == ("open", 3)


def test_a_finding_of_history_is_withheld_as_late() -> None:
    story = a_story("same_address").hear(man("d1", 0, place_uprn="1"))
    story.hear_at(at(1), man("old", -500, place_uprn="1"))

    (held,) = story.outcomes
    assert (held.alert, held.decision.reason) == (None, "late")
    assert held.decision.report_ids == ("d1", "old")


def test_history_counts_where_a_new_death_joins_it() -> None:
    story = a_story("same_address")
    story.hear_at(at(0), man("old", -500, place_uprn="1"))
    story.hear(man("d1", 1, place_uprn="1"))

    assert members(story.only()) == ["old", "d1"]


def test_a_detector_in_shadow_writes_and_tells_nobody() -> None:
    shadow = replace(configuration().shared.detectors["same_address"], status="shadow")
    story = Story(**{**only_live("same_address"), "same_address": shadow})
    story.hear(man("d1", 0, place_uprn="1"), man("d2", 9, place_uprn="1"))

    (one,) = story.outcomes
    assert (one.decision.decision, one.decision.reason, one.decision.to) == (
        "withheld", "shadow", (),
    )  # fmt: skip
    assert one.alert is not None
    assert one.alert.shadow


def test_what_is_far_below_its_line_is_not_even_published() -> None:
    strict = with_limits("similar_near_repeat", chance_amber=1e-9, chance_red=1e-12)
    story = Story(**{**only_live("similar_near_repeat"), **strict})
    assert not story.hear(man("d1", 0), man("d2", 30, 100)).outcomes
