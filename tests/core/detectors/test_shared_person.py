"""L3: one person, there by no profession, tied to two unexpected deaths."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.case import Person
from tests.core.people_and_places import Story, a_death, members, metres_north, only_live

L3 = "shared_person"
SAME, OTHER = "w" * 8, "v" * 8


def tied(number: str, day: float, role: str = "relative", token: str = SAME, **facts: Any) -> Any:
    where = metres_north(5000 * int(number[1:]))
    return a_death(number, day, **({"where": where, "people": {token: role}} | facts))


def a_story() -> Story:
    return Story(**only_live(L3))


def test_a_finder_of_two_is_red_and_nobody_is_accused() -> None:
    alert = a_story().hear(tied("d1", 0, "finder"), tied("d2", 400, "caller")).only(L3)

    assert alert.tier == "red"
    assert alert.title == (
        "One person tied to 2 deaths in 400 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "The same person stands in two unexpected deaths near Cumberland / Westmorland and "
        "Furness over 400 days, as finder and caller. This is a tie to look at, not a finding "
        "about anyone."
    )


def test_no_token_of_anyone_is_in_the_alert() -> None:
    alert = a_story().hear(tied("d1", 0, "finder"), tied("d2", 9, "finder")).only(L3)

    assert SAME not in repr(alert)


@pytest.mark.parametrize("role", ["finder", "caller", "last_seen_with", "lodger", "beneficiary"])
def test_is_red_where_one_of_the_roles_is(role: str) -> None:
    assert a_story().hear(tied("d1", 0, role), tied("d2", 9)).only(L3).tier == "red"


def test_is_red_where_one_of_the_deaths_is_suspicious() -> None:
    grave = tied("d2", 9, category="suspicious")
    assert a_story().hear(tied("d1", 0), grave).only(L3).tier == "red"


def test_is_amber_between_kin() -> None:
    assert a_story().hear(tied("d1", 0), tied("d2", 1826)).only(L3).tier == "amber"


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (tied("d2", 1827), "five years is the longest"),
        (tied("d2", 9, token=OTHER), "another person is another person"),
        (tied("d2", 9, "gp"), "a doctor is there by profession"),
        (tied("d2", 9, "attending"), "who attends is there by profession"),
        (tied("d2", 9, people=(Person(SAME, "finder", professional=True),)), "it is her work"),
        (tied("d2", 9, category="expected_natural"), "an expected death is no clue"),
        (tied("d2", 9, incident="fire"), "one incident is one unit"),
    ],
)
def test_stays_quiet_when(second: Any, because: str) -> None:
    assert not a_story().hear(tied("d1", 0, incident="fire"), second).alerts(), because


def test_a_landlord_is_withheld_even_where_a_death_is_suspicious() -> None:
    story = a_story().hear(
        tied("d1", 0, "landlord"), tied("d2", 9, "landlord", category="suspicious")
    )

    assert not [one for one in story.alerts() if one.family == "linked_series"]
    assert [one.decision.reason for one in story.said("withheld")] == ["below_line"]


def test_a_carer_of_ever_more_deaths_keeps_the_alert_open() -> None:
    deaths = [tied(f"d{n}", 60 * n, "carer") for n in range(7)]

    alert = a_story().hear(*deaths).alerts()[0]

    assert (alert.state, alert.tier, len(alert.evidence)) == ("open", "amber", 7)


@pytest.mark.parametrize(("others", "told"), [(4, 1), (5, 0)])
def test_somebody_in_five_other_reports_is_no_clue(others: int, told: int) -> None:
    story = a_story()
    for number in range(others):
        story.hear(tied(f"d{number + 3}", -9, "finder", category="expected_natural"))
    story.hear(tied("d1", 0, "finder"), tied("d2", 9, "finder"))

    assert len(story.alerts()) == told


def test_a_token_of_the_old_key_still_ties() -> None:
    renewed = tied("d2", 9, people=(Person(OTHER, "finder", token_previous=SAME),))

    assert members(a_story().hear(tied("d1", 0), renewed).only(L3)) == ["d1", "d2"]
