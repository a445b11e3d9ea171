"""L12: a death becomes suspicious or a homicide."""

from __future__ import annotations

import pytest

from tests.core.laws.world import LANCASHIRE, Sent, World
from tests.core.people_and_places import CUMBRIA, Story, a_death, at, only_live

L12 = "reclassified"


def a_story() -> Story:
    return Story(**only_live(L12))


def changed(category: str, day: float = 330, version: int = 2):
    return a_death(
        "d1", version=version, category=category, recorded_at=at(day), occurred_from=at(0)
    )


def test_a_death_that_becomes_a_homicide_is_red_and_says_what_it_was() -> None:
    alert = a_story().hear(a_death("d1"), changed("homicide")).only(L12)

    assert (alert.tier, alert.family) == ("red", "review_due")
    assert alert.title == (
        "A death near Cumberland / Westmorland and Furness is now recorded as homicide"
    )
    assert alert.why == (
        "A death near Cumberland / Westmorland and Furness that was recorded as under "
        "investigation is now recorded as homicide, 330 days after it happened."
    )
    assert alert.evidence[0].category_first == "unexpected_under_investigation"
    assert alert.evidence[0].category_now == "homicide"


@pytest.mark.parametrize(
    ("first", "then", "because"),
    [
        ("homicide", "homicide", "it was a homicide from the start"),
        ("suspicious", "homicide", "it was suspicious before"),
        ("homicide", "suspicious", "it is no graver than it was"),
        ("unexpected_under_investigation", "suspected_suicide", "a suicide is not suspicious"),
    ],
)
def test_stays_quiet_when(first: str, then: str, because: str) -> None:
    story = a_story().hear(a_death("d1", category=first), changed(then))
    assert not story.alerts(), because


def test_a_death_first_heard_of_as_a_homicide_is_no_change() -> None:
    assert not a_story().hear(a_death("d1", category="homicide")).alerts()


def test_a_second_change_is_a_new_revision_of_the_same_alert() -> None:
    story = a_story().hear(
        a_death("d1"),
        changed("homicide", 10),
        changed("unexpected_not_suspicious", 20, 3),
        changed("suspicious", 30, 4),
    )

    alert = story.only(L12)
    assert alert.title.endswith("is now recorded as suspicious")
    assert alert.revision == len(story.said(kind=L12))


def test_a_change_that_was_a_mistake_ends_the_alert_when_it_is_put_right() -> None:
    story = a_story().hear(
        a_death("d1"), changed("homicide", 10), changed("unexpected_not_suspicious", 11, 3)
    )

    assert story.only(L12).state == "resolved"


def test_a_report_that_is_taken_back_ends_the_alert() -> None:
    story = a_story().hear(a_death("d1"), changed("homicide")).withdraw("d1", 340)

    assert story.only(L12).state == "resolved"
    assert story.outcomes[-1].decision.reason == "report_withdrawn"


def test_a_homicide_that_moves_in_from_another_force_is_told_as_what_it_was_there() -> None:
    """One version both moves a case and makes it a homicide: Receive hands over what it was."""
    world = World()
    for step, sent in enumerate(
        (
            Sent(1, area=LANCASHIRE, category="unexpected_not_suspicious"),
            Sent(1, version=2, area=CUMBRIA, category="homicide"),
        )
    ):
        world.hear(sent, step, step)

    (alert,) = [row for row in world.alert_rows() if row.kind == L12]
    assert alert.alert_id.startswith(CUMBRIA)
    assert "was recorded as not suspicious is now recorded as homicide" in alert.parts[0].why


def test_one_that_turned_before_it_moved_is_told_to_the_force_that_has_it_now() -> None:
    world = World()
    for step, sent in enumerate(
        (
            Sent(1, area=LANCASHIRE),
            Sent(1, version=2, area=LANCASHIRE, category="homicide"),
            Sent(1, version=3, area=CUMBRIA, category="homicide"),
        )
    ):
        world.hear(sent, step, step)

    alerts = [row for row in world.alert_rows() if row.kind == L12]
    assert {(row.alert_id[:9], row.state) for row in alerts} == {
        (CUMBRIA, "open"), (LANCASHIRE, "resolved"),
    }  # fmt: skip


def test_one_that_was_grave_from_the_start_moves_without_a_word() -> None:
    world = World()
    world.hear(Sent(1, area=LANCASHIRE, category="homicide"), 1, 1)
    world.hear(Sent(1, version=2, area=CUMBRIA, category="suspicious"), 2, 2)

    assert not [row for row in world.alert_rows() if row.kind == L12]


def test_a_suspicious_death_that_becomes_a_homicide_says_so_on_the_same_alert() -> None:
    story = a_story().hear(a_death("d1"), changed("suspicious", 10), changed("homicide", 20, 3))

    assert story.only(L12).title.endswith("is now recorded as homicide")
    assert story.outcomes[-1].decision.reason == "reclassified"
