"""L5: deaths at one site that come faster than the site is used to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from schemas.alerts import Origin
from streams.core.events import Counted, Counts
from tests.core.people_and_places import CUMBRIA, Story, a_death, at, members, only_live
from tests.core.restarting import restarted

L5 = "institution_excess"


def in_the_prison(number: str, day: float, **facts: Any) -> Any:
    given = {"age": 44, "place_kind": "prison", "place_institution": "P1"}
    return a_death(number, day, **(given | facts))


def two_usual_years(every: float = 120, **facts: Any) -> Story:
    """A prison with an unexpected death every four months."""
    story = Story(**only_live(L5)).wait(0)
    for number in range(int(730 / every)):
        story.hear(in_the_prison(f"old{number}", 20 + every * number, **facts))
    return story


def nine(every: float = 10, **facts: Any) -> list[Any]:
    return [in_the_prison(f"n{n}", 800 + every * n, **facts) for n in range(9)]


def test_nine_in_eighty_days_where_one_is_usual_are_amber_and_said_with_what_is_usual() -> None:
    alert = two_usual_years().hear(*nine()).only(L5)

    assert (alert.tier, alert.family) == ("amber", "surge")
    assert alert.recipients == ("DA", "PARTNER")
    assert alert.title.startswith("9 deaths at one prison in 80 days, ")
    assert alert.why.endswith("in 80 days, where 0.7 are usual; recorded as under investigation.")
    assert alert.evidence[0].features["institution"] == "P1"


@pytest.mark.parametrize(
    ("cases", "because"),
    [
        (nine(every=120), "that is its usual rate"),
        (nine()[:5], "five are not yet enough to be sure"),
        (nine(category="expected_natural"), "all were expected"),
        (nine(place_kind="home"), "a home of one's own is no institution"),
        (nine(incident="fire"), "one fire"),
        (nine(place_kind="care_home", place_institution="C1"), "too small: the site scan looks"),
    ],
)  # fmt: skip
def test_stays_quiet_when(cases: list[Any], because: str) -> None:
    assert not two_usual_years().hear(*cases).alerts(), because


def test_the_first_year_of_an_area_says_nothing() -> None:
    young = Story(**only_live(L5)).wait(0)
    assert not young.hear(*[in_the_prison(f"n{n}", 100 + 10 * n) for n in range(9)]).alerts()


def test_a_rise_that_goes_on_is_told_again_and_not_the_same_deaths_twice() -> None:
    first, second = two_usual_years().hear(*nine(), *[
        in_the_prison(f"m{n}", 890 + 10 * n) for n in range(9)
    ]).alerts(L5)  # fmt: skip
    assert set(members(first)).isdisjoint(members(second))


def with_beds(story: Story, beds: int) -> Story:
    counts = Counts(
        source="//cqc", report_id="beds", version=1, measure="beds", institution="P2",
        period_from=at(700), period_to=at(701), count=beds,
    )  # fmt: skip
    counted = Counted(area=CUMBRIA, time=at(702), counts=counts, origin=Origin(line=0))
    story.outcomes += story.machine.step(counted)
    return story


def test_a_large_prison_is_used_to_more_than_a_small_one() -> None:
    usual = [
        with_beds(two_usual_years(180, place_institution="P2"), beds)
        .hear(*nine(place_institution="P2"))
        .only(L5).measures.expected or 0
        for beds in (350, 7000)
    ]  # fmt: skip
    assert usual[1] > 1.3 * usual[0]


def test_a_restart_forgets_neither_beds_nor_deaths() -> None:
    whole = with_beds(two_usual_years(180, place_institution="P2"), 7000)
    parted = with_beds(two_usual_years(180, place_institution="P2"), 7000)
    parted.machine = restarted(parted.machine)

    for story in (whole, parted):
        story.hear(*nine(place_institution="P2"))

    assert whole.only(L5) == parted.only(L5)


def test_one_taken_back_takes_the_excess_back_and_one_more_brings_it_again() -> None:
    story = two_usual_years().hear(*nine()).withdraw("n3", 881)
    assert story.only(L5).state == "resolved"

    story.hear(in_the_prison("n9", 882))
    assert [one.state for one in story.alerts(L5)][-1] == "open"


def test_a_death_heard_of_late_counts_where_it_happened() -> None:
    late = replace(nine()[2], recorded_at=at(885))
    story = two_usual_years().hear(*nine()[:2], *nine()[3:])
    assert not story.alerts()

    assert "n2" in members(story.hear(late).only(L5))


def test_the_chart_behind_it_is_of_the_site_in_steps_of_four_weeks() -> None:
    chart = two_usual_years().hear(*nine()).only(L5).measures.history

    assert chart is not None
    assert chart["step_days"] == 28
    assert len(chart["observed"]) == len(chart["expected"]) == 31
    assert sum(chart["observed"][-3:]) == 9
    assert chart["from"] + timedelta(days=28 * 31) > at(880)
