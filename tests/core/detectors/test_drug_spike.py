"""D1: more drug deaths in a few days than the last year makes likely."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.people_and_places import Story, a_death, members, metres_north, only_live

D1 = "drug_spike"


def by_drugs(number: str, day: float, km: float = 0, **facts: Any) -> Any:
    given = {"age": 40, "method": "drug_poisoning", "place_kind": "home"} | facts
    return a_death(number, day, where=metres_north(1000 * km), **given)


def a_year_known() -> Story:
    return Story(**only_live(D1)).wait(0).wait(400)


def four(**facts: Any) -> list[Any]:
    return [by_drugs(f"d{n}", 401 + n, 0.7 * n, **facts) for n in range(4)]


def test_four_in_a_week_in_one_block_are_red_and_said_with_what_is_usual() -> None:
    alert = a_year_known().hear(*four(substances=("heroin", "nitazene"))).only(D1)

    assert (alert.tier, alert.family) == ("red", "surge")
    assert alert.title == "4 drug deaths in 7 days, Cumberland / Westmorland and Furness"
    assert alert.why == (
        "Four drug deaths in 7 days in Cumberland / Westmorland and Furness, where less than 0.1 "
        "is usual. Named so far: heroin and nitazene."
    )


def test_the_director_of_public_health_is_told() -> None:
    assert "DPH" in a_year_known().hear(*four()).only(D1).recipients


@pytest.mark.parametrize(
    ("cases", "because"),
    [
        (four()[:2], "two are never a spike on their own"),
        (four(category="suspected_suicide"), "suicides are counted elsewhere"),
        ([by_drugs(f"d{n}", 401 + n, incident="one night") for n in range(4)], "one incident"),
        ([by_drugs(f"d{n}", 401 + 9 * n, 20 * n) for n in range(4)], "one in nine days is usual"),
        ([by_drugs(f"d{n}", 401 + n, 20 * n, method="fall") for n in range(4)], "not by drugs"),
    ],
)
def test_stays_quiet_when(cases: list[Any], because: str) -> None:
    assert not a_year_known().hear(*cases).alerts(), because


def test_a_named_substance_alone_makes_a_drug_death() -> None:
    cases = four(method="unknown", substances=("xylazine",))
    assert a_year_known().hear(*cases).only(D1).tier == "red"


def test_deaths_all_over_the_area_count_together() -> None:
    scattered = [by_drugs(f"d{n}", 401 + n / 2, 25 * n) for n in range(5)]

    alert = a_year_known().hear(*scattered).only(D1)

    assert len(members(alert)) == 5
    assert "in Cumbria, where" in alert.why


def test_where_drug_deaths_are_usual_more_are_needed() -> None:
    used = Story(**only_live(D1)).wait(0)
    for number in range(36):
        used.hear(by_drugs(f"old{number}", 10 * number, 0.5))
    three = [by_drugs(f"d{n}", 401 + 2 * n, 0.5 * n) for n in range(3)]

    here, there = used.hear(*three).only(D1), a_year_known().hear(*three).only(D1)

    assert (here.tier, there.tier) == ("amber", "red")
    assert (here.measures.expected or 0) > 20 * (there.measures.expected or 0)


def a_usual_year(overdoses_lately: int) -> Story:
    """A drug death every ten days, two overdoses a day, and another number in the last three."""
    story = Story(**only_live(D1)).wait(0)
    for number in range(40):
        story.hear(by_drugs(f"old{number}", 10 * number, 60))
    for day in range(330, 403):
        story.count(day, 2 if day < 400 else overdoses_lately)
    return story


def test_two_deaths_and_a_rise_of_overdoses_are_joined() -> None:
    story = a_usual_year(9).hear(by_drugs("d1", 402.1), by_drugs("d2", 402.7, 30))

    assert "Ambulances saw 27 overdoses where 6 are usual." in story.only(D1).why


def test_two_deaths_alone_are_quiet_while_overdoses_are_as_usual() -> None:
    assert not a_usual_year(2).hear(by_drugs("d1", 402.1), by_drugs("d2", 402.7, 30)).alerts()


def test_a_window_is_seven_days_and_no_longer() -> None:
    week, longer = a_year_known(), a_year_known()
    week.hear(*[by_drugs(f"d{n}", 401 + 3 * n) for n in range(3)])  # days 401, 404, 407
    longer.hear(*[by_drugs(f"d{n}", 401 + 3.5 * n) for n in range(3)])  # the last on day 408

    assert [len(members(one.only(D1))) for one in (week,)] == [3]
    assert not longer.alerts()


def test_a_count_that_comes_after_the_deaths_makes_the_spike_stronger() -> None:
    deaths = [by_drugs(f"d{n}", 403.1 + n / 5, 30 * n) for n in range(3)]
    late = a_usual_year(2).hear(*deaths)
    before = late.only(D1).measures.score
    late.count(403, 60)

    assert late.only(D1).measures.score > before + 1


@pytest.mark.parametrize(
    ("category", "because"),
    [
        ("expected_natural", "morphine at the end of life is care"),
        ("rtc", "alcohol in a driver is no drug death"),
        ("suspected_suicide", "a suicide is counted elsewhere"),
    ],
)
def test_substances_found_in_other_deaths_are_no_drug_deaths(category: str, because: str) -> None:
    deaths = [
        by_drugs(f"d{n}", 401 + n, method="unknown", category=category, substances=("alcohol",))
        for n in range(4)
    ]
    assert not a_year_known().hear(*deaths).alerts(), because


def test_a_batch_in_one_town_is_told_as_the_town_s_and_not_with_deaths_all_over_the_area() -> None:
    story = Story(**only_live(D1)).wait(0)
    usual = [by_drugs(f"far{n}", 1.5 * n, 30 + 7 * (n % 20)) for n in range(274)]
    batch = [by_drugs(f"b{n}", 401.2 + 2 * n, 0.5 * n) for n in range(4)]
    story.hear(*sorted([*usual, *batch], key=lambda one: one.recorded_at))

    told = [set(members(one)) for one in story.alerts(D1)]

    assert told[-1] == {"b0", "b1", "b2", "b3"}


def test_a_rise_all_over_the_area_is_told_as_the_area_s_though_a_town_has_three_of_them() -> None:
    town = [by_drugs(f"t{n}", 401 + n, 0.5 * n) for n in range(3)]
    over = [by_drugs(f"far{n}", 401 + n / 6, 30 + 15 * n) for n in range(18)]

    alert = a_year_known().hear(*town, *over).only(D1)

    assert len(members(alert)) == 21
    assert "in Cumbria, where" in alert.why


def test_the_chart_behind_it_has_a_year_of_weeks_that_end_with_the_spike() -> None:
    chart = a_year_known().hear(*four()).only(D1).measures.history

    assert chart is not None
    assert len(chart["observed"]) == len(chart["expected"]) == 52
    assert (chart["step_days"], chart["observed"][-1]) == (7, 4)
    assert sum(chart["observed"]) == 4


def test_the_first_chart_of_a_young_area_is_as_long_as_the_area_is_known() -> None:
    young = Story(**only_live(D1)).wait(0).hear(*[by_drugs(f"d{n}", 20 + n, 0.5) for n in range(4)])
    chart = young.only(D1).measures.history
    assert chart is not None
    assert len(chart["observed"]) == 3
