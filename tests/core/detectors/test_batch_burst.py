"""Q3: a load of old reports is one alert; what rests on it alone waits, and is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.core.people_and_places import (
    Story,
    a_death,
    at,
    configuration,
    members,
    metres_north,
    only_live,
)
from tests.core.restarting import restarted

Q3, L1 = "batch_burst", "similar_near_repeat"
LIVE = only_live(Q3, L1)


def a_load(pairs: int = 40, *, day: float = 100, minutes: float = 0.5) -> list[Any]:
    """Pairs of like deaths of the months before, each pair in a place of its own, sent at once."""
    return [
        a_death(
            f"l{number}",
            day,
            where=metres_north(5000 * (number // 2) + 50 * (number % 2)),
            recorded_at=at(day) + timedelta(minutes=minutes * number),
            occurred_from=at(day - 30 - number % 7),
        )
        for number in range(2 * pairs)
    ]


def loaded() -> Story:
    return Story(**LIVE).wait(0).hear(*a_load())


def told(story: Story, kind: str) -> set[str]:
    return {one.decision.alert_id or "" for one in story.said("told", kind)}


def test_a_load_with_forty_pairs_is_one_alert_and_the_pairs_wait() -> None:
    story = loaded()

    alert = story.only(Q3)

    assert (alert.tier, alert.family, alert.state) == ("amber", "data_quality", "open")
    assert not story.open_alerts(L1)
    assert "Old reports by the dozen" in alert.title
    assert "wait to be looked through" in alert.why


def test_each_pair_that_waits_is_published_with_its_reason_and_its_score() -> None:
    said = [one.decision for one in loaded().said("withheld", L1)]
    held = [one for one in said if one.reason == "batch_burst"]

    assert len({one.alert_id for one in held}) == 40
    assert all(one.score is not None and len(one.report_ids) == 2 for one in held)


def test_what_its_first_reports_raised_is_taken_back_with_that_reason() -> None:
    taken = [one.decision for one in loaded().said("resolved", L1)]

    assert taken
    assert {one.reason for one in taken} == {"batch_burst"}


def test_the_alert_is_told_again_only_when_twice_as_many_wait() -> None:
    assert 2 <= len(loaded().said(kind=Q3)) <= 10


def test_a_pair_of_new_deaths_is_told_though_a_load_came_between_and_spent_no_budget() -> None:
    story = Story(**LIVE).wait(0)
    far = metres_north(-40_000)
    story.hear(a_death("a", 99.5, where=far), *a_load(), a_death("b", 100.1, where=far))
    (alert,) = story.open_alerts(L1)
    assert members(alert) == ["a", "b"]
    assert alert.alert_id in told(story, L1)


def test_one_new_death_beside_an_old_one_waits_and_the_second_tells_all_three() -> None:
    story = loaded()

    story.hear(a_death("new", 110, where=metres_north(5000)))
    waits = story.open_alerts(L1)
    story.hear(a_death("newer", 111, where=metres_north(5000)))

    assert not waits
    assert {"l2", "l3", "new", "newer"} == set(members(story.open_alerts(L1)[0]))


def test_an_alert_that_a_person_answered_is_not_taken_back() -> None:
    story = Story(**LIVE).wait(0)
    first, rest = a_load()[:2], a_load()[2:]
    story.hear(*first)
    taken = story.only(L1).alert_id
    story.order("acknowledge", 100.0004, alert_id=taken)

    story.hear(*rest)

    assert [one.alert_id for one in story.alerts(L1) if one.state == "acknowledged"] == [taken]


def test_fresh_reports_and_a_slow_trickle_of_old_ones_are_no_load() -> None:
    trickle = Story(**LIVE).wait(0).hear(*a_load(20, minutes=10))

    assert not trickle.alerts(Q3)
    assert trickle.open_alerts(L1)


def test_while_it_is_in_shadow_nothing_waits() -> None:
    shadow = {**LIVE, Q3: replace(configuration().shared.detectors[Q3], status="shadow")}
    story = Story(**shadow).wait(0).hear(*a_load())
    assert len(told(story, L1)) > 1


def test_a_restart_in_the_middle_of_a_load_changes_no_byte() -> None:
    whole, parted = Story(**LIVE).wait(0), Story(**LIVE).wait(0)
    for number, case in enumerate(a_load()):
        whole.hear(case)
        parted.hear(case)
        if number in (5, 21, 50):
            parted.machine = restarted(parted.machine)

    assert whole.outcomes == parted.outcomes
