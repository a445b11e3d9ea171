"""What is told and what is not: the budget and the mute of a surge, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streams.core.alerts.changes import raise_new, revise
from streams.core.alerts.life import moved
from streams.core.alerts.row import AlertRow
from streams.core.alerts.telling import settle
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live


def pair(number: int, day: float) -> tuple[Any, Any]:
    """Two deaths side by side within ten days, far from every other pair."""
    here = number * 10_000
    before = at(day - 10)
    return (
        a_death(f"{number}a", day, where=metres_north(here), occurred_from=before),
        a_death(f"{number}b", day + 0.01, where=metres_north(here + 40)),
    )


def a_third(number: int, day: float) -> Any:
    where = metres_north(number * 10_000 + 20)
    return a_death(f"{number}c", day, where=where, occurred_from=at(day - 5))


def a_week_of_three() -> Story:
    """Cumbria has half a million people: two amber alerts a week."""
    story = Story(**only_live("similar_near_repeat"))
    for number in range(3):
        story.hear(*pair(number, number))
    return story


def decisions(story: Story) -> list[tuple[str, str]]:
    return [(one.decision.decision, one.decision.reason) for one in story.said() if one.alert]


def test_the_third_amber_alert_of_a_week_is_withheld_openly() -> None:
    story = a_week_of_three()
    assert decisions(story) == [
        ("told", "first"),
        ("told", "first"),
        ("withheld", "over_budget"),
    ]
    surplus = story.outcomes[-1]
    assert surplus.alert is not None
    assert (surplus.alert.revision, surplus.alert.ack_by) == (1, None)
    assert surplus.decision.report_ids == ("2a", "2b")


def test_a_week_later_there_is_room_again() -> None:
    story = a_week_of_three().hear(*pair(3, 8.5))
    assert decisions(story)[-1] == ("told", "first")


def test_nobody_is_called_for_want_of_an_answer_to_what_was_not_told() -> None:
    story = a_week_of_three().wait(40)
    withheld = story.alerts()[2].alert_id
    assert withheld not in {one.alert_id for one in story.unanswered()}


def test_a_rise_or_a_new_member_is_told_whatever_the_budget() -> None:
    story = a_week_of_three()
    story.hear(a_third(2, 3))
    last = story.said()[-1]
    assert (last.decision.decision, last.decision.reason) == ("told", "new_member")
    assert last.alert is not None
    assert (last.alert.tier, last.alert.ack_by) == ("red", at(3) + (at(1) - at(0)) / 24)


def test_its_end_is_told() -> None:
    story = a_week_of_three().withdraw("2b", 3)
    assert decisions(story)[-1] == ("resolved", "report_withdrawn")


def test_duties_and_silent_senders_are_outside_the_budget() -> None:
    families = Story().machine.state.context.alerting.budget.families
    assert families == {"linked_series", "surge"}


def test_more_red_alerts_than_the_budget_are_shown_as_a_fault_of_the_lines() -> None:
    story = Story(**only_live("similar_near_repeat"))
    for number in range(2):
        story.hear(*pair(number, number))
        story.hear(a_third(number, number + 0.5))
    first, second = (alert.explanations[-1] for alert in story.alerts())
    assert not first.startswith("The lines")
    assert second.startswith("The lines may be too low: 2 red alerts were told here in 30 days")


def a_series_and_a_surge() -> tuple[Story, AlertRow, AlertRow]:
    """Clusters that share members become one; this is the rule where they did not."""
    story = Story(**only_live("similar_near_repeat")).hear(*pair(0, 0))
    state = story.machine.state
    (series,) = state.alerts.values()
    surge = replace(
        series, alert_id="surge", kind="drug_spike", family="surge", order=9, revision=1
    )
    return story, series, surge


def test_a_series_mutes_a_surge_whose_members_it_holds() -> None:
    story, _, surge = a_series_and_a_surge()
    state = story.machine.state
    (change,) = settle(state, raise_new(state, surge))
    assert (change.decision, change.reason) == ("withheld", "inhibited")  # type: ignore[union-attr]


def test_when_the_series_ends_the_surge_is_told() -> None:
    story, series, surge = a_series_and_a_surge()
    state = story.machine.state
    list(settle(state, raise_new(state, surge)))
    ended = revise(state, moved(series, "support_gone"), "below_line")
    _, freed = settle(state, ended)
    assert (freed.decision, freed.reason) == ("told", "first")  # type: ignore[union-attr]
    assert freed.row.alert_id == "surge"  # type: ignore[union-attr]


def test_a_series_mutes_no_surge_with_other_deaths() -> None:
    story, _, surge = a_series_and_a_surge()
    state = story.machine.state
    story.hear(a_death("x", 2, where=metres_north(50_000)))
    members = (*surge.members, list(state.cases)[-1])
    (change,) = settle(state, raise_new(state, replace(surge, members=members)))
    assert change.reason == "first"  # type: ignore[union-attr]
