"""L1: people alike, found dead close together, within half a year."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.people_and_places import (
    Story,
    a_death,
    at,
    members,
    metres_north,
    only_live,
    with_limits,
)

L1 = "similar_near_repeat"
FAR = metres_north(9000)


def a_story() -> Story:
    return Story(**only_live(L1))


def another(day: float = 70, metres: float = 120, number: str = "d2", **facts: Any) -> Any:
    return a_death(number, day, where=metres_north(metres), **facts)


def test_two_young_men_in_ten_weeks_are_amber_and_said_in_one_sentence() -> None:
    alert = a_story().hear(a_death(age=22), another()).only(L1)

    assert alert.tier == "amber"
    assert alert.title == (
        "2 similar deaths within 120 m in 70 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two men aged 22 and 23 were found dead within 120 metres of each other over 70 days "
        "near Cumberland / Westmorland and Furness; recorded as under investigation."
    )


def test_a_third_is_red_whatever_they_were_first_called() -> None:
    third = another(90, 160, "d3", category="suspected_suicide", method="hanging")

    alert = a_story().hear(a_death(age=22), another(), third).only(L1)

    assert alert.tier == "red"
    assert members(alert) == ["d1", "d2", "d3"]
    assert alert.why.endswith("recorded as under investigation and suspected suicide.")


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (another(metres=501), "501 metres is beyond the radius"),
        (another(181), "181 days is beyond the window"),
        (another(age=34), "eleven years apart is not alike"),
        (another(age=None), "an unknown age is never a match"),
        (another(sex="F"), "a woman and a man are not alike"),
        (another(sex="U"), "an unknown sex is never a match"),
        (another(place_kind="care_home"), "care homes are not looked at here"),
        (another(place_precision_m=501.0), "a place known worse than the radius is no place"),
        (another(category="expected_natural"), "an expected death is no clue"),
        (another(category="rtc"), "a road death with nothing odd is no clue"),
        (another(kind="missing", category=None), "nobody died"),
        (a_death("d2", 70, where=None), "without coordinates nothing is near"),
        (another(0.4, 30), "12 hours and 30 metres apart it is one incident"),
    ],
)
def test_stays_quiet_when(second: Any, because: str) -> None:
    assert not a_story().hear(a_death(age=23), second).alerts(), because


def test_different_known_methods_are_not_alike() -> None:
    story = a_story().hear(a_death(method="hanging"), another(method="drug_poisoning"))
    assert not story.alerts()


@pytest.mark.parametrize(
    "second",
    [another(metres=499.9), another(180, 100), another(age=33), another(method="drug_poisoning")],
    ids=["the radius", "the window", "ten years apart", "a known and an unknown method"],
)
def test_signals_up_to_the_very_edge_of(second: Any) -> None:
    assert a_story().hear(a_death(age=23), second).only(L1).tier == "amber"


def test_an_odd_road_death_counts() -> None:
    odd = another(category="rtc", flags=("body_moved",))
    assert a_story().hear(a_death(), odd).only(L1).tier == "amber"


def test_old_people_who_die_near_each_other_are_what_chance_brings() -> None:
    stratford = (51.5417, -0.0036)
    story = Story("E23000001", **only_live(L1)).hear(
        a_death(age=78, where=stratford, place_kind="home"),
        a_death("d2", 120, age=80, where=metres_north(400, of=stratford), place_kind="home"),
    )

    assert not story.alerts()


def test_what_stays_below_its_line_by_less_than_a_nat_is_published_as_withheld_once() -> None:
    strict = with_limits(L1, chance_amber=1.5e-5, chance_red=1e-6)
    story = Story(**only_live(L1) | strict).hear(a_death(age=22), another())
    story.hear(another(version=2, recorded_at=at(71), occurred_from=at(70)))

    (held,) = story.said("withheld")
    assert held.decision.reason == "below_line"
    assert held.decision.report_ids == ("d1", "d2")
    assert (held.decision.score, held.decision.line) == (10.2631, 11.1075)
    assert not story.alerts()


def test_the_order_in_which_three_in_a_line_arrive_does_not_matter() -> None:
    three = [a_death("a", 0), another(1, 400, "b"), another(2, 800, "c")]
    a, b, c = three
    found = []
    for order in (three, [a, c, b], [c, b, a]):
        story = a_story()
        for step, case in enumerate(order):
            story.hear_at(at(3 + step), case)
        alert = story.open_alerts(L1)[0]
        found.append((alert.tier, sorted(members(alert))))
    assert found[0] == found[1] == found[2]


def test_an_incident_of_two_near_one_older_death_is_two_units_not_three() -> None:
    story = a_story().hear(
        a_death("old", 0, where=metres_north(400)),
        a_death("one", 100, incident="fire"),
        a_death("two", 100, incident="fire"),
    )

    alert = story.only(L1)
    assert (alert.tier, members(alert), alert.measures.observed) == ("amber", ["old", "one"], 2)


def test_a_death_that_became_a_homicide_is_looked_at_over_24_months() -> None:
    story = a_story().hear(a_death("d1"), another(300, 100))
    assert not story.alerts()

    turned = a_death("d1", version=2, category="homicide", recorded_at=at(330), occurred_from=at(0))
    story.hear(turned)
    story.hear_at(at(331), a_death("d1", version=3, category="homicide", suspect_status="charged"))

    assert members(story.open_alerts(L1)[0]) == ["d1", "d2"]


def test_a_place_with_many_deaths_needs_more_of_them() -> None:
    here, there = a_story(), a_story()
    for story, place in ((here, 0.0), (there, 9000.0)):
        for number in range(60):
            where = metres_north(place + 40 * (number % 8))
            story.hear(a_death(f"x{number}", number / 2, where=where, sex="F", age=85))
        story.hear(a_death("m1", 40, age=22), another(90))
    expected = [s.alerts(L1)[-1].measures.expected for s in (here, there)]
    assert expected[0] > 3 * expected[1]
