"""The class scan: more of one kind in one place than usual; what it says, and when it is quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import (
    CARLISLE,
    Story,
    a_death,
    at,
    members,
    metres_north,
    only_live,
)

KIND = "local_excess"
SUICIDE = {"category": "suspected_suicide", "method": "hanging", "place_kind": "home"}
ON_WARD = {"place_kind": "hospital", "place_institution": "CUH", "place_ward": "7"}
FAR = metres_north(40_000)


def an_area(start: float = -120) -> Story:
    """An area that was first heard of on a day."""
    return Story(**only_live(KIND)).hear(a_death("first", start, where=FAR, age=80))


def suicides(*days: float, **facts: Any) -> list[Case]:
    return [
        a_death(f"s{n}", day, **({"where": metres_north(900 * n), "age": 17 + n} | SUICIDE | facts))
        for n, day in enumerate(days, start=1)
    ]


def test_three_suicides_of_the_young_in_five_weeks_are_said_in_one_sentence() -> None:
    alert = an_area().hear(*suicides(0, 20, 34)).only(KIND)

    assert members(alert) == ["s1", "s2", "s3"]
    assert alert.title == (
        "3 possible suicides within 2 km in 34 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why.startswith(
        "Three possible suicides, alike in age, sex, kind of place and time of day, within 2 "
        "kilometres of the newest over 34 days near Cumberland / Westmorland and Furness, where "
    )
    assert alert.why.endswith(" usual in 45 days.")


def test_it_says_how_many_where_how_many_are_usual_and_how_often_chance_does_it() -> None:
    measures = an_area().hear(*suicides(0, 20, 34)).only(KIND).measures

    assert measures.observed == 3
    assert 0.0 < (measures.expected or 0.0) < 0.1
    assert (measures.score or 0.0) >= (measures.line_red or 99.0)
    assert 0.0 < (measures.alerts_per_year or 0.0) < 0.1
    (term,) = measures.terms
    assert term.words == f"3 where {measures.expected:.2g} are usual"
    assert term.weight == measures.score


def test_what_else_it_may_be_is_said_for_its_kind_of_report() -> None:
    alert = an_area().hear(*suicides(0, 20, 34)).only(KIND)

    assert any("end their lives" in one for one in alert.explanations)


@pytest.mark.parametrize(
    ("deaths", "because"),
    [
        (suicides(0), "one death is never a series"),
        (
            [*suicides(0), a_death("s2", 300, where=metres_north(9000), age=61, **SUICIDE)],
            "two unlike, far apart and ten months apart are usual",
        ),
        (suicides(0, 20, 34, category="suspected_accident"), "accidents have no stream"),
        (suicides(0, 20, 34, where=None), "without coordinates nothing is near"),
        (suicides(0, 0.01, 0.02, incident="fire"), "one incident is one"),
        (suicides(0, 20, 34, category="rtc"), "road deaths are stored only"),
    ],
)
def test_stays_quiet_when(deaths: list[Case], because: str) -> None:
    assert not an_area().hear(*deaths).alerts(KIND), because


def test_in_an_areas_first_90_days_it_is_written_and_told_to_none() -> None:
    early = an_area(-10).hear(*suicides(0, 20, 34)).only(KIND)
    grown = an_area(-120).hear(*suicides(0, 20, 34)).only(KIND)

    assert early.shadow
    assert not grown.shadow


def test_a_member_after_the_first_90_days_makes_it_known() -> None:
    story = an_area(-60).hear(*suicides(0, 20, 29, 40))

    assert not story.only(KIND).shadow
    assert next(one.alert.shadow for one in story.said(kind=KIND) if one.alert)


def test_a_substance_that_nobody_named_before_has_a_stream_of_its_own() -> None:
    dead = {"category": "suspected_drug_related", "method": "drug_poisoning"}
    named = [
        a_death(f"n{n}", 7.0 * n, where=metres_north(9000 * n), age=20 + 17 * n, sex="MF"[n % 2],
                substances=("metonitazene",), **dead)
        for n in range(3)
    ]  # fmt: skip

    alert = an_area().hear(*named).only(KIND)

    assert "drug deaths with metonitazene" in alert.title


def test_deaths_on_one_ward_are_counted_where_places_are_not() -> None:
    on_ward = [a_death(f"w{n}", 6.0 * n, age=60 + 7 * n, where=None, **ON_WARD) for n in range(5)]

    alert = an_area().hear(*on_ward).only(KIND)

    assert "unexpected deaths on one ward" in alert.title


def test_a_ward_on_which_many_always_died_is_usual() -> None:
    def on_ward(name: str, start: float, number: int) -> list[Case]:
        return [
            a_death(f"{name}{n}", start + 8.1 * n, age=40 + n % 50, sex="MF"[n % 2], **ON_WARD)
            for n in range(number)
        ]

    story = an_area(-1100).hear(*on_ward("b", -1000, 123), *on_ward("w", 0, 5))

    assert not [row for row in story.machine.state.scans if "w4" in row]


def test_one_person_tied_to_deaths_far_apart_is_a_place_too() -> None:
    tied = [
        a_death(f"p{n}", 90.0 * n, where=metres_north(7000 * n), age=70 + n,
                people={"lodger-token": "lodger"}, place_kind="home")
        for n in range(3)
    ]  # fmt: skip

    alert = an_area().hear(*tied).only(KIND)

    assert "tied to one person" in alert.title
    assert "lodger" not in alert.why


def test_a_death_that_turns_out_no_suicide_leaves_and_the_others_are_looked_at_again() -> None:
    story = an_area().hear(*suicides(0, 20, 34))
    accident = a_death("s2", 20, where=metres_north(1800), age=19, version=2, recorded_at=at(40),
                       category="suspected_accident", occurred_from=at(20))  # fmt: skip

    story.hear_at(at(40), accident)

    assert all("s2" not in members(alert) for alert in story.open_alerts(KIND))


def test_a_death_that_turns_out_a_suicide_joins_and_later_ones_are_looked_at_again() -> None:
    unclear = a_death("s2", 20, where=metres_north(1800), age=19, place_kind="home")
    one, _, three = suicides(0, 20, 34)
    story = an_area().hear(one, unclear, three)

    story.hear_at(at(50), suicides(0, 20, 34)[1])

    assert members(story.only(KIND)) == ["s1", "s2", "s3"]


def test_a_death_taken_apart_by_a_person_stays_apart() -> None:
    story = an_area().hear(*suicides(0, 20, 34, 40))
    alert = story.only(KIND)

    story.order("split", 41, alert_id=alert.alert_id, report_ids=["s1"], reason="another matter")

    assert all(not {"s1", "s4"} <= set(members(one)) for one in story.open_alerts(KIND))
    assert story.open_alerts(KIND)


def test_a_report_of_long_ago_raises_nothing_by_itself() -> None:
    old = [
        a_death(f"o{n}", -500 + 5.0 * n, recorded_at=at(n / 10), where=CARLISLE, age=20 + n,
                **SUICIDE)
        for n in range(3)
    ]  # fmt: skip
    story = an_area()
    for n, case in enumerate(old):
        story.hear_at(at(n / 10), case)

    assert not story.alerts(KIND)


def test_assaults_by_strangers_outside_are_a_stream_and_those_by_partners_are_not() -> None:
    def assault(number: str, day: float, relationship: str) -> Case:
        return a_death(number, day, kind="violence", category=None, sex="F", age=24,
                       offence="20A", method="sexual", relationship=relationship,
                       occurred_to=at(day) + timedelta(hours=1))  # fmt: skip

    strangers = [assault(f"v{n}", 9.0 * n, "stranger") for n in range(4)]
    partners = [assault(f"v{n}", 9.0 * n, "partner") for n in range(4)]

    assert "assaults by strangers" in an_area().hear(*strangers).only(KIND).title
    assert not an_area().hear(*partners).alerts(KIND)
