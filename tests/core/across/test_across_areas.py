"""Two forces, one series: told once, by its home; the other knows, and copies count nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.area import Outcome
from streams.core.windows.days import WHOLE_AREA
from tests.core.across.forces import (
    CARLISLE,
    CUMBRIA,
    LANCASHIRE,
    METROPOLITAN,
    NORTH_YORKSHIRE,
    Forces,
    members,
    metres_on,
)
from tests.core.laws.world import law

NEAR = "similar_near_repeat"
LONDON = (51.53, 0.07)


def two_on_the_border(*, blind: tuple[str, ...] = ()) -> Forces:
    forces = Forces(NEAR, blind=blind).begin(CUMBRIA, LANCASHIRE)
    forces.death("lancashire's", 0, LANCASHIRE)
    return forces.death("cumbria's", 10, CUMBRIA, where=metres_on(60))


def test_the_home_of_the_first_tells_it_once_and_the_other_says_that_it_did():
    forces = two_on_the_border()

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(LANCASHIRE)
    assert members(alert) == ["lancashire's", "cumbria's"]
    assert [d.decision for d in forces.decisions(LANCASHIRE, NEAR)] == ["told"]
    (other,) = forces.decisions(CUMBRIA, NEAR)
    assert (other.decision, other.reason) == ("withheld", "other_area")
    assert other.alert_id == alert.alert_id
    assert other.report_ids == ("lancashire's", "cumbria's")


def test_both_areas_are_named_and_told():
    (alert,) = two_on_the_border().alerts()

    assert alert.areas == (LANCASHIRE, CUMBRIA)
    assert alert.title == "2 similar deaths within 60 m in 10 days, Lancashire / Cumbria"
    assert alert.why.endswith("They lie in two police areas: Lancashire and Cumbria.")
    assert [(one.area, one.place.name) for one in alert.evidence][1] == (
        CUMBRIA, "Westmorland and Furness",
    )  # fmt: skip


def test_where_only_the_neighbours_line_is_crossed_the_home_tells_it():
    forces = two_on_the_border(blind=(LANCASHIRE,))

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(LANCASHIRE)
    assert alert.areas == (LANCASHIRE, CUMBRIA)
    assert [d.decision for d in forces.decisions(LANCASHIRE, NEAR)] == ["told"]
    (other,) = forces.decisions(CUMBRIA, NEAR)
    assert (other.reason, other.alert_id) == ("other_area", alert.alert_id)


def test_where_only_the_homes_line_is_crossed_the_neighbour_says_nothing():
    forces = two_on_the_border(blind=(CUMBRIA,))

    assert [alert.areas for alert in forces.alerts()] == [(LANCASHIRE, CUMBRIA)]
    assert forces.decisions(CUMBRIA, NEAR) == []


def test_a_third_area_that_holds_copies_of_both_finds_nothing():
    forces = two_on_the_border().wait(20)

    held = forces.state(NORTH_YORKSHIRE).cases
    assert {row.case.report_id for row in held.values()} == {"lancashire's", "cumbria's"}
    assert forces.decisions(NORTH_YORKSHIRE) == []


def test_one_home_goes_on_as_the_series_grows_on_either_side():
    forces = two_on_the_border(blind=(LANCASHIRE,))
    forces.death("second of cumbria", 20, CUMBRIA, where=metres_on(90))
    forces.death("second of lancashire", 30, LANCASHIRE, where=metres_on(-40))

    (alert,) = forces.alerts()
    assert len(members(alert)) == 4
    told = [(d.decision, d.reason) for d in forces.decisions(LANCASHIRE, NEAR)]
    assert told == [("told", "first"), ("updated", "new_member"), ("updated", "new_member")]
    assert [d.reason for d in forces.decisions(CUMBRIA, NEAR)] == ["other_area"]


def test_a_report_that_is_taken_back_ends_it_and_leaves_no_copy():
    for blind in ((), (LANCASHIRE,)):
        forces = two_on_the_border(blind=blind)
        forces.death("cumbria's", 11, CUMBRIA, version=2, withdrawn=True)

        (alert,) = forces.alerts()
        assert (alert.state, alert.areas) == ("resolved", (LANCASHIRE,))
        for area in (CUMBRIA, LANCASHIRE, NORTH_YORKSHIRE):
            assert forces.row(area, "cumbria's") is None
        for state in (forces.state(CUMBRIA), forces.state(LANCASHIRE)):
            assert not [*state.handed, *state.findings, *state.foreign, *state.announced]


def test_a_case_that_moves_across_the_border_stays_in_its_series():
    forces = two_on_the_border()
    forces.death("cumbria's", 11, LANCASHIRE, version=2, happened=10, where=metres_on(60))

    row = forces.row(CUMBRIA, "cumbria's")
    assert row is not None
    assert row.border
    assert not forces.row(LANCASHIRE, "cumbria's").border
    (alert,) = forces.alerts()
    assert (alert.state, members(alert)) == ("open", ["lancashire's", "cumbria's"])


def test_a_correction_that_takes_a_case_away_from_the_border_takes_its_copies_back():
    forces = two_on_the_border()
    forces.death("cumbria's", 11, CUMBRIA, version=2, happened=10, where=CARLISLE)

    assert forces.row(LANCASHIRE, "cumbria's") is None
    assert forces.alerts()[0].state == "resolved"


def test_who_published_goes_on_when_the_first_report_is_taken_back():
    forces = two_on_the_border()
    forces.death("second of cumbria", 20, CUMBRIA, where=metres_on(90))
    forces.death("lancashire's", 21, LANCASHIRE, version=2, withdrawn=True)
    forces.death("third of cumbria", 30, CUMBRIA, where=metres_on(120))

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(LANCASHIRE)
    assert members(alert) == ["cumbria's", "second of cumbria", "third of cumbria"]
    assert {d.reason for d in forces.decisions(CUMBRIA, NEAR)} == {"other_area"}


def test_before_anything_is_told_the_next_by_arrival_decides_the_home():
    forces = Forces(NEAR).begin(CUMBRIA, LANCASHIRE)
    forces.death("first", 0, LANCASHIRE).death("first", 1, LANCASHIRE, version=2, withdrawn=True)
    forces.death("cumbria's", 2, CUMBRIA).death("lancashire's", 5, LANCASHIRE)

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(CUMBRIA)


def test_an_assault_and_a_death_without_a_shared_border_know_nothing_of_each_other():
    forces = Forces().death("north", 0, CUMBRIA, where=CARLISLE)
    forces.death("south", 1, METROPOLITAN, where=LONDON)

    assert forces.row(METROPOLITAN, "north") is None
    assert forces.row(CUMBRIA, "south") is None


def a_lodger_in_two_forces() -> Forces:
    lodger = {"lodger": "the lodger's token"}
    forces = Forces("shared_person").begin(CUMBRIA, METROPOLITAN)
    forces.death("north", 0, CUMBRIA, where=CARLISLE, people=lodger)
    return forces.death("south", 400, METROPOLITAN, where=LONDON, people=lodger)


def test_a_lodger_in_two_forces_far_apart_is_found_through_recognise():
    forces = a_lodger_in_two_forces()

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(CUMBRIA)
    assert (alert.kind, alert.tier) == ("shared_person", "red")
    assert alert.areas == (CUMBRIA, METROPOLITAN)
    assert members(alert) == ["north", "south"]
    (other,) = forces.decisions(METROPOLITAN, "shared_person")
    assert (other.reason, other.alert_id) == ("other_area", alert.alert_id)


def test_the_link_goes_when_either_report_is_taken_back_or_names_the_lodger_no_more():
    for number, area in (("north", CUMBRIA), ("south", METROPOLITAN)):
        for change in ({"withdrawn": True}, {"people": {}}):
            forces = a_lodger_in_two_forces()
            where = CARLISLE if area == CUMBRIA else LONDON
            forces.death(number, 401, area, version=2, where=where, **change)
            assert [alert.state for alert in forces.alerts()] == ["resolved"]
            other = METROPOLITAN if area == CUMBRIA else CUMBRIA
            assert forces.row(other, number) is None


def test_a_copy_kept_for_two_reasons_stays_while_one_of_them_holds():
    lodger = {"lodger": "the lodger's token"}
    forces = Forces(NEAR, "shared_person").begin(CUMBRIA, LANCASHIRE)
    forces.death("near", 0, CUMBRIA, people=lodger)
    forces.death("lancashire's", 1, LANCASHIRE, where=metres_on(9000), people=lodger)
    copy = forces.row(LANCASHIRE, "near")
    assert [reason.split()[0] for reason in copy.copied] == ["border", "link"]

    forces.death("lancashire's", 2, LANCASHIRE, version=2, withdrawn=True)
    assert forces.row(LANCASHIRE, "near").copied == ("border",)
    forces.death("near", 3, CUMBRIA, version=2, withdrawn=True)
    assert forces.row(LANCASHIRE, "near") is None


def test_a_case_that_the_home_never_had_comes_with_the_finding():
    """Three in one cluster: two near the border, and one tied to them far from it by a person."""
    finder = {"finder": "the finder's token"}
    forces = Forces(NEAR, "shared_person", blind=(LANCASHIRE,)).begin(CUMBRIA, LANCASHIRE)
    forces.death("lancashire's", 0, LANCASHIRE)
    forces.death("cumbria's", 10, CUMBRIA, where=metres_on(60), people=finder)
    forces.death("second of cumbria", 15, CUMBRIA, where=metres_on(90), people=finder)
    forces.death("carlisle's", 20, CUMBRIA, where=CARLISLE, people=finder)

    (alert,) = forces.alerts()
    assert alert.alert_id.startswith(LANCASHIRE)
    assert members(alert) == ["lancashire's", "cumbria's", "second of cumbria", "carlisle's"]
    copy = forces.row(LANCASHIRE, "carlisle's")
    assert copy is not None
    assert [reason.split()[0] for reason in copy.copied] == ["finding"]
    corrected = {"version": 2, "happened": 20, "where": CARLISLE, "people": {}}
    forces.death("carlisle's", 25, CUMBRIA, **corrected)
    assert forces.row(LANCASHIRE, "carlisle's") is None
    assert members(forces.alerts()[0]) == ["lancashire's", "cumbria's", "second of cumbria"]


def test_copies_are_in_no_window_and_no_feed():
    forces = two_on_the_border()
    forces.death("drugs", 12, CUMBRIA, category="suspected_drug_related", substances=["heroin"])
    state = forces.state(NORTH_YORKSHIRE)

    assert len(state.cases) == 3
    assert all(row.border for row in state.cases.values())
    assert len(state.days.rows) == 0
    assert len(state.feeds) == 0
    assert len(state.counts) == 0
    assert state.days.total("drug", WHOLE_AREA, 0, 10**6) == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(("own", "own", "other")),
        st.integers(0, 5),
        st.sampled_from((0, 60, 3000)),
        st.sampled_from(("unexpected_under_investigation", "homicide", "suspected_drug_related")),
        st.booleans(),
    ),
    min_size=3,
    max_size=14,
)


@law
@given(steps)
def test_what_an_area_says_of_its_own_is_the_same_with_and_without_its_neighbours(story) -> None:
    def told(*, with_neighbours: bool) -> list[Outcome]:
        forces = Forces(*OWN).begin(CUMBRIA)
        versions: dict[str, int] = {}
        for day, (whose, number, metres, category, withdrawn) in enumerate(story, start=1):
            name = f"{whose} {number}"
            versions[name] = version = versions.get(name, 0) + 1
            if whose == "own" or with_neighbours:
                forces.death(
                    name, day * 3, CUMBRIA if whose == "own" else LANCASHIRE,
                    where=metres_on(metres), category=category, version=version,
                    withdrawn=withdrawn and version > 1,
                )  # fmt: skip
        forces.wait(400)
        return [plain(one) for area, one in forces.said if area == CUMBRIA]

    assert told(with_neighbours=True) == told(with_neighbours=False)


OWN = ("drug_spike", "violence_surge", "feed_silent", "review_due", "reclassified")  # Link nothing.


def plain(one: Outcome) -> Outcome:
    """Less the number of the decision and the event at which its time was passed."""
    alert = one.alert and replace(one.alert, as_of=None)
    return Outcome("", replace(one.decision, as_of=None), alert, one.partners)


PHONE = [{"kind": "phone", "token": "the phone's token"}]


@pytest.mark.parametrize(
    ("detector", "metres", "facts"),
    [
        (NEAR, 60, {}),
        ("shared_venue_or_contact", 9000, {"identifiers": PHONE}),
    ],
)
def test_a_place_across_the_border_is_named_as_its_own_area_does(detector, metres, facts):
    forces = Forces(detector).begin(CUMBRIA, LANCASHIRE)
    forces.death("lancashire's", 0, LANCASHIRE, **facts)
    forces.death("cumbria's", 10, CUMBRIA, where=metres_on(metres), **facts)

    (alert,) = forces.alerts()
    (part,) = forces.state(LANCASHIRE).alerts[alert.alert_id].parts
    assert part.title.endswith(", Westmorland and Furness")
    assert "Westmorland and Furness" in alert.why
    assert [one.place.name for one in alert.evidence] == ["Lancaster", "Westmorland and Furness"]
