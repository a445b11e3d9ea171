"""S1: suspected suicides close in time, and in place or through people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import (
    Story,
    a_death,
    at,
    members,
    metres_north,
    only_live,
    with_limits,
)

S1 = "suicide_cluster"
FRIEND = "f" * 8


def suicide(number: str, day: float, metres: float = 0, **facts: Any) -> Case:
    given = {"category": "suspected_suicide", "method": "hanging", "age": 19}
    return a_death(number, day, **({"where": metres_north(metres)} | given | facts))


def a_story(**limits: float) -> Story:
    return Story(**only_live(S1), **(with_limits(S1, **limits) if limits else {}))


def three(third: Case) -> tuple[Case, ...]:
    return suicide("d1", 0, incident="pact"), suicide("d2", 9, 1500, token="t" * 8), third


def test_three_near_each_other_in_four_weeks_where_few_are_usual_are_amber() -> None:
    alert = a_story().hear(*three(suicide("d3", 20, 2900))).only(S1)

    assert (alert.tier, alert.recipients) == ("amber", ("SP", "DPH"))
    assert alert.title == ("3 suspected suicides in 20 days, Cumberland / Westmorland and Furness")
    assert alert.why == (
        "Three men aged 19, 19 and 19 within 3 km of one of them died near Cumberland / "
        "Westmorland and Furness over 20 days, as it seems by suicide."
    )
    assert alert.measures.expected is not None
    assert 0 < alert.measures.expected < 0.1


@pytest.mark.parametrize(
    ("third", "because"),
    [
        (suicide("d3", 28.1), "28 days is the longest"),
        (suicide("d3", 20, 4510), "3 km is the furthest"),
        (suicide("d3", 20, place_precision_m=3100.0), "where is known too vaguely"),
        (suicide("d3", 20, category="suspected_accident"), "it is called an accident"),
        (
            suicide("d3", 20, category="undetermined", method="drowning"),
            "what is not judged counts only if it is a hanging",
        ),
        (suicide("d3", 20, incident="pact"), "one incident is one unit"),
        (suicide("d3", 20, token="t" * 8), "it is the same person"),
    ],
)
def test_stays_quiet_when(third: Case, because: str) -> None:
    story = a_story().hear(*three(third))
    assert not [alert for alert in story.alerts() if len(alert.evidence) > 2], because


@pytest.mark.parametrize("category", ["undetermined", "unexpected_under_investigation"])
def test_a_hanging_that_nobody_has_judged_counts_and_the_alert_says_so(category: str) -> None:
    alert = a_story().hear(*three(suicide("d3", 28, category=category))).only(S1)
    assert alert.why.endswith("as it seems by suicide, one of them not judged yet.")


def test_where_so_many_are_usual_it_is_withheld() -> None:
    story = a_story(near_km=8.0).hear(*three(suicide("d3", 20)))
    assert [one.decision.reason for one in story.said("withheld")] == ["below_line"]
    assert not story.alerts()


def test_three_at_one_institution_are_amber_however_vague_the_place() -> None:
    prison = {"where": None, "place_kind": "prison", "place_institution": "HMP"}
    deaths = [a_death(f"d{n}", n, category="suspected_suicide", **prison) for n in range(3)]
    assert "at one institution" in a_story().hear(*deaths).only(S1).why
    assert not a_story().hear(*deaths[:2]).alerts()


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (suicide("d2", 28, 50_000, people={FRIEND: "relative"}), "one person stands in both"),
        (suicide("d2", 28, 50_000, token=FRIEND), "the second stands in the report of the first"),
        (suicide("d2", 28, place_kind="home", place_uprn="7"), "it is one address"),
    ],
)
def test_two_are_enough_if_they_are_tied(second: Case, because: str) -> None:
    first = suicide("d1", 0, people={FRIEND: "partner"}, place_kind="home", place_uprn="7")
    alert = a_story().hear(first, second).only(S1)

    assert members(alert) == ["d1", "d2"], because
    assert "tied by a person or an address" in alert.why
    assert FRIEND not in repr(alert)


def test_two_tied_through_an_officer_are_not_tied() -> None:
    tied = [suicide(f"d{n}", n, 50_000 * n, people={FRIEND: "attending"}) for n in (1, 2)]
    assert not a_story().hear(*tied).alerts()


def test_a_border_copy_is_never_counted() -> None:
    story = a_story().hear(*three(suicide("d3", 40, 100)))
    state = story.machine.state
    row = next(row for row in state.cases.values() if row.case.report_id == "d2")
    state.lookup.remove(row)
    state.cases.put(row.id, replace(row, border=True))
    state.lookup.add(state.cases[row.id])

    story.hear(suicide("d4", 20, 100))

    assert not story.alerts()


def test_a_judgement_takes_one_out_and_in_again() -> None:
    deaths = three(suicide("d3", 20))
    story = a_story().hear(*deaths)

    story.hear(replace(deaths[1], version=2, category="suspected_accident", recorded_at=at(21)))
    assert story.only(S1).state == "resolved"
    story.hear(replace(deaths[1], version=3, recorded_at=at(22)))
    assert story.only(S1).state == "open"


def test_a_report_that_is_taken_back_ends_it() -> None:
    story = a_story().hear(*three(suicide("d3", 20))).withdraw("d3", 21)
    assert story.only(S1).state == "resolved"
