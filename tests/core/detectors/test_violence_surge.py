"""V1: more serious violence in a week than the place is used to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live
from tests.core.restarting import restarted

V1 = "violence_surge"


def an_attack(number: str, day: float, km: float = 0, **facts: Any) -> Any:
    """A wounding with intent in Carlisle, ``km`` kilometres north of the market."""
    given = {"kind": "violence", "offence": "5D", "injury": "serious", "weapon": "knife"}
    return a_death(number, day, where=metres_north(1000 * km), **(given | facts))


def a_quiet_year(every: float = 7.0, km: float = 20.0) -> Story:
    """A year with an attack each week, ``km`` kilometres off."""
    story = Story(**only_live(V1))
    for number in range(int(364 / every)):
        story.hear(an_attack(f"old{number}", every * number, km))
    return story


def six(day: float = 365, km: float = 0.7, **facts: Any) -> list[Any]:
    return [an_attack(f"a{n}", day + n, km * n, **facts) for n in range(6)]


def test_six_in_a_week_in_one_block_are_amber_and_said_with_what_is_usual() -> None:
    alert = a_quiet_year().hear(*six()).only(V1)

    assert (alert.tier, alert.family) == ("amber", "surge")
    assert alert.recipients == ("DA", "CSP")
    assert alert.title == (
        "6 reports of serious violence in 7 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Six reports of serious violence in 7 days in Cumberland / Westmorland and Furness, "
        "where 0.1 are usual. Of these six with a knife."
    )


@pytest.mark.parametrize(
    ("cases", "because"),
    [
        (six()[:4], "four are never a surge"),
        (six(incident="one brawl"), "one incident told six times"),
        (six(offence="8N", injury="slight"), "assault with injury is not on the list"),
        (six(offence="unclassified"), "nobody has said what it was"),
        ([an_attack(f"a{n}", 365 + 5 * n, 25 * n) for n in range(6)], "one in five days, apart"),
        (six(recorded_at=at(410)), "all heard of more than a month later"),
        (six(kind="death", category="homicide"), "deaths are counted elsewhere"),
    ],
)  # fmt: skip
def test_stays_quiet_when(cases: list[Any], because: str) -> None:
    assert not a_quiet_year().hear(*cases).alerts(), because


def test_what_threatens_life_is_serious_whatever_it_was_called() -> None:
    cases = six(offence="unclassified", injury="life_threatening")
    assert len(members(a_quiet_year().hear(*cases).only(V1))) == 6


def test_attacks_all_over_the_area_count_together() -> None:
    alert = a_quiet_year().hear(*six(km=18)).only(V1)

    assert len(members(alert)) == 6
    assert "in Cumbria, where 1.0 are usual" in alert.why


def test_a_block_that_explains_the_week_is_told_and_not_the_whole_area() -> None:
    elsewhere = [an_attack(f"far{n}", 365 + n, 40 + 20 * n) for n in range(3)]
    alert = a_quiet_year().hear(*elsewhere, *six()).only(V1)
    assert members(alert) == ["a0", "a1", "a2", "a3", "a4", "a5"]


def test_where_violence_is_usual_more_is_needed() -> None:
    used = a_quiet_year(every=1.0, km=0.0)
    before = len(used.outcomes)

    used.hear(*six(day=365))

    assert len(used.outcomes) == before


def test_an_area_s_first_weeks_are_judged_by_the_shipped_rate_and_no_block_is() -> None:
    usual = Story(**only_live(V1)).wait(0).hear(*[an_attack(f"a{n}", 5 + n, 0) for n in range(6)])
    many = Story(**only_live(V1)).wait(0)
    many.hear(*[an_attack(f"a{n}", 5 + n / 20, 5 * n) for n in range(70)])

    assert not usual.alerts()
    assert "in Cumbria, where 26.3 are usual" in many.only(V1).why


def a_violent_turn_of_each_year(years: int) -> Story:
    """An attack a week all over the area, and eight in the weeks about New Year."""
    story, number = Story(**only_live(V1)), 0
    for week in range(int(years * 52.18)):
        for _ in range(8 if week % 52 in (50, 51, 0, 1) else 1):
            story.hear(an_attack(f"old{number}", 7 * week + (number % 7) / 7, (number % 9) * 30))
            number += 1
    return story


def test_what_each_year_s_season_brings_is_no_surge_once_three_years_are_known() -> None:
    story = a_violent_turn_of_each_year(5)
    told = {day for one in story.said("told") for day in [(one.decision.at - at(0)).days]}

    assert any(day < 3 * 365 for day in told)
    assert not any(day > 3 * 365 + 30 for day in told)


def test_the_same_number_in_another_season_is_one() -> None:
    story = a_violent_turn_of_each_year(4)
    before = len(story.alerts())

    story.hear(*[an_attack(f"new{n}", 7 * 235 + n / 2, 30 * n) for n in range(8)])

    assert len(story.alerts()) == before + 1


def test_the_chart_behind_it_has_a_year_of_weeks_that_end_with_the_surge() -> None:
    chart = a_quiet_year().hear(*six()).only(V1).measures.history

    assert chart is not None
    assert chart["step_days"] == 7
    assert len(chart["observed"]) == len(chart["expected"]) == 52
    assert chart["observed"][-1] == 6
    assert chart["from"] < at(10)


def test_an_attack_taken_back_takes_the_surge_back() -> None:
    story = a_quiet_year().hear(*six())
    story.withdraw("a2", 371).withdraw("a3", 371)
    assert story.only(V1).state == "resolved"


def test_one_that_comes_late_joins_the_week_in_which_it_happened() -> None:
    story = a_quiet_year().hear(*six()[:2], *six()[3:])
    before = members(story.only(V1))

    story.hear(replace(six()[2], recorded_at=at(372)))

    assert len(before) == 5
    assert len(members(story.only(V1))) == 6


def test_a_restart_in_the_middle_of_a_surge_changes_no_byte() -> None:
    whole, parted = a_quiet_year(), a_quiet_year()
    for case in six():
        whole.hear(case)
        parted.hear(case)
        parted.machine = restarted(parted.machine)

    assert whole.outcomes == parted.outcomes
