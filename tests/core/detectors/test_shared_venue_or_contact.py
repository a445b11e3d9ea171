"""L4: two unexpected deaths that name one venue, phone or account which few others name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Identifier
from tests.core.people_and_places import (
    Story,
    a_death,
    configuration,
    members,
    metres_north,
    only_live,
    with_limits,
)

L4 = "shared_venue_or_contact"
PHONE = (Identifier("phone", "p" * 8),)


def naming(number: str, day: float, **facts: Any) -> Any:
    where = metres_north(7000 * int(number[1:]))
    return a_death(number, day, **({"where": where, "identifiers": PHONE} | facts))


def a_story(**limits: float) -> Story:
    return Story(**only_live(L4), **(with_limits(L4, **limits) if limits else {}))


def test_two_deaths_that_name_one_phone_stand_in_the_digest_and_call_nobody() -> None:
    story = a_story().hear(naming("d1", 0), naming("d2", 40))

    alert = story.only(L4)
    assert (alert.tier, alert.ack_by, alert.recipients) == ("info", None, ("DA",))
    assert alert.title == (
        "2 deaths that name one phone in 40 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Two unexpected deaths near Cumberland / Westmorland and Furness over 40 days name the "
        "same phone, which few other reports here name."
    )
    assert story.wait(60).unanswered() == []


def test_neither_the_number_nor_the_venue_is_in_the_alert() -> None:
    alert = a_story().hear(naming("d1", 0), naming("d2", 40)).only(L4)
    assert "p" * 8 not in repr(alert)


def test_a_venue_is_such_a_thing_too() -> None:
    deaths = [naming(f"d{n}", n, identifiers=(), place_venue="club") for n in (1, 2)]
    assert "name the same venue" in a_story().hear(*deaths).only(L4).why


def test_where_a_force_takes_the_hold_away_it_is_amber() -> None:
    loud = {L4: replace(configuration().shared.detectors[L4], tier="red", tier_reason="")}
    story = Story(**only_live(L4), **loud).hear(naming("d1", 0), naming("d2", 40))
    assert story.only(L4).tier == "amber"


@pytest.mark.parametrize(
    ("second", "because"),
    [
        (naming("d2", 366), "a year is the longest"),
        (naming("d2", 9, identifiers=(Identifier("phone", "q" * 8),)), "it is another phone"),
        (naming("d2", 9, identifiers=(Identifier("account", "p" * 8),)), "it is no phone"),
        (naming("d2", 9, identifiers=()), "no phone is known"),
        (naming("d2", 9, category="expected_natural"), "an expected death is no clue"),
        (naming("d2", 9, incident="fire"), "one incident is one unit"),
        (naming("d2", 9, kind="missing"), "nobody has died"),
    ],
)
def test_stays_quiet_when(second: Any, because: str) -> None:
    assert not a_story().hear(naming("d1", 0, incident="fire"), second).alerts(), because


def test_a_ward_is_no_venue() -> None:
    deaths = [
        naming(f"d{n}", n, identifiers=(), place_venue="ward", place_kind="hospital")
        for n in (1, 2)
    ]
    assert not a_story().hear(*deaths).alerts()


def test_signals_on_the_last_day_of_the_window() -> None:
    assert a_story().hear(naming("d1", 0), naming("d2", 365)).only(L4)


def others(number: int) -> list[Any]:
    return [naming(f"v{n}", n / 10, kind="violence", offence="8N") for n in range(number)]


def test_a_phone_that_five_other_reports_name_is_no_clue_and_one_of_four_is() -> None:
    deaths = naming("d1", 1), naming("d2", 40)
    assert not a_story().hear(*others(5), *deaths).alerts()
    assert a_story().hear(*others(4), *deaths).only(L4)


def test_of_many_reports_a_hundredth_is_few() -> None:
    strangers = [naming(f"s{n}", n / 500, identifiers=(), kind="missing") for n in range(600)]
    assert a_story().hear(*strangers, *others(6), naming("d1", 2), naming("d2", 3)).only(L4)


def test_four_deaths_in_the_years_before_make_it_a_place_where_people_die() -> None:
    old = [naming(f"d{n}", -500 + n, category="suspected_accident") for n in range(10, 14)]
    story = a_story(other_reports=100).hear(*old, naming("d1", 1), naming("d2", 40))
    assert all("d1" not in members(alert) for alert in story.alerts())

    three = a_story(other_reports=100).hear(*old[:3], naming("d1", 1), naming("d2", 40))
    assert any("d1" in members(alert) for alert in three.alerts())


def test_growth_of_a_series_never_ends_the_alert() -> None:
    deaths = [naming(f"d{n}", 9 * n) for n in range(12)]
    story = a_story().hear(*deaths)

    assert story.only(L4).state == "open"
    assert len(story.only(L4).evidence) == 12


def test_a_correction_takes_it_away_and_brings_it_back() -> None:
    second = naming("d2", 9)
    story = a_story().hear(naming("d1", 0), second)

    story.hear(replace(second, version=2, identifiers=(), recorded_at=second.recorded_at))
    assert story.only(L4).state == "resolved"
    story.hear(replace(second, version=3))
    assert story.only(L4).state == "open"


def test_a_report_that_is_taken_back_ends_it() -> None:
    story = a_story().hear(naming("d1", 0), naming("d2", 9)).withdraw("d2", 10)
    assert story.only(L4).state == "resolved"


def test_it_joins_what_another_rule_finds_without_adding_anybody() -> None:
    near = {"where": metres_north(0), "place_kind": "home", "place_uprn": "1"}
    story = Story(**only_live(L4, "same_address")).hear(
        naming("d1", 0, **near), naming("d2", 9, **near), naming("d3", 20)
    )

    (alert,) = story.open_alerts()
    assert (alert.kind, alert.tier, members(alert)) == ("same_address", "amber", ["d1", "d2"])
    assert [(part.kind, part.tier) for part in alert.measures.parts] == [
        ("same_address", "amber"), (L4, "info"),
    ]  # fmt: skip


def test_what_stood_in_the_digest_is_told_once_a_louder_rule_agrees() -> None:
    home = {"where": metres_north(0), "place_kind": "home"}
    story = Story(**only_live(L4, "same_address")).hear(
        naming("d1", 0, **home, place_uprn="1"), second := naming("d2", 9, **home, place_uprn="2")
    )
    assert story.only().tier == "info"

    story.hear(replace(second, version=2, place=replace(second.place, uprn="1")))

    assert (story.only().tier, story.only().kind) == ("amber", "same_address")
    assert story.said()[-1].decision.reason == "higher_tier"
