"""L9: killings of one sex by one method here, few of them solved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

L9 = "unsolved_group"


def killed(number: str, day: float, **facts: Any) -> Case:
    given = {"sex": "F", "age": 30, "method": "asphyxia", "category": "homicide"}
    where = metres_north(3000 * int(number[1:]))
    return a_death(number, day, where=where, **(given | {"suspect_status": "none"} | facts))


def a_story() -> Story:
    return Story(**only_live(L9))


def test_three_unsolved_stand_in_the_digest_once_the_third_is_four_weeks_old() -> None:
    story = a_story().hear(killed("d1", 0), killed("d2", 200), killed("d3", 400)).wait(427.9)
    assert not story.alerts()

    alert = story.wait(428).only(L9)

    assert (alert.tier, alert.recipients, alert.ack_by) == ("info", ("RO",), None)
    assert alert.title == "3 of 3 killings (asphyxia) of women or girls unsolved, Cumbria"
    assert alert.why == (
        "Of 3 suspicious deaths and homicides of women or girls by one method (asphyxia) in "
        "Cumbria in 5 years, 3 have no charge."
    )


@pytest.mark.parametrize(
    ("third", "because"),
    [
        (killed("d3", 400, sex="M"), "it is another sex"),
        (killed("d3", 400, sex="U"), "the sex is not known"),
        (killed("d3", 400, method="sharp"), "it is another method"),
        (killed("d3", 400, category="suspected_suicide"), "nobody calls it a killing"),
        (killed("d3", 400, incident="house"), "one incident is one unit"),
    ],
)
def test_stays_quiet_when(third: Case, because: str) -> None:
    story = a_story().hear(killed("d1", 0), killed("d2", 200, incident="house"), third)
    assert not story.wait(500).alerts(), because


def test_killings_of_unknown_method_are_no_group() -> None:
    story = a_story().hear(*(killed(f"d{n}", n, method="unknown") for n in range(1, 5)))
    assert not story.wait(60).alerts()


def test_one_charge_in_three_still_counts_and_one_in_two_does_not() -> None:
    two = [killed("d1", 0), killed("d2", 20)]
    charged = [
        killed("d3", 40, suspect_status="charged"),
        killed("d4", 50, suspect_status="convicted"),
    ]
    assert members(a_story().hear(*two, charged[0]).wait(90).only(L9)) == ["d1", "d2"]
    assert not a_story().hear(*two, *charged).wait(90).open_alerts()


def test_a_charge_that_comes_later_ends_it() -> None:
    third = killed("d3", 40)
    fourth = killed("d4", 41)
    story = a_story().hear(killed("d1", 0), killed("d2", 20), third, fourth).wait(90)
    assert len(story.only(L9).evidence) == 4

    story.hear(replace(third, version=2, suspect_status="charged", recorded_at=at(91)))
    assert members(story.only(L9)) == ["d1", "d2", "d4"]
    story.hear(replace(fourth, version=2, suspect_status="charged", recorded_at=at(92)))
    assert story.only(L9).state == "resolved"


def test_five_years_is_the_longest() -> None:
    old = [killed("d1", 0), killed("d2", 20), killed("d3", 1826 - 29)]
    assert a_story().hear(*old).wait(1826).alerts()

    older = [killed("d1", 0), killed("d2", 20), killed("d3", 1826 - 10)]
    assert not a_story().hear(*older).wait(1900).alerts()


def test_a_neighbour_s_killing_is_no_part_of_the_area_s_group() -> None:
    story = a_story().hear(killed("d1", 0), killed("d2", 200), killed("d3", 400))
    state = story.machine.state
    row = next(row for row in state.cases.values() if row.case.report_id == "d2")
    state.cases.put(row.id, replace(row, border=True))

    assert not story.wait(428).alerts()


def test_it_swallows_no_other_alert() -> None:
    story = Story(**only_live(L9, "same_address"))
    home = {"place_kind": "home", "place_uprn": "7"}
    story.hear(killed("d1", 0, **home), killed("d2", 20, **home), killed("d3", 40)).wait(90)

    (alert,) = story.open_alerts()
    assert (alert.kind, members(alert)) == ("same_address", ["d1", "d2"])
