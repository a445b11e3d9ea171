"""Q2: a day later nobody has said what a death is, or a field is still wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from schemas.alerts import Origin
from streams.core.case import Case, CategorySource
from streams.core.events import CaseFiled
from tests.core.people_and_places import CUMBRIA, Story, a_death, at, members, only_live

Q2 = "category_missing"
SUPERVISOR = CategorySource(asserted_by="supervisor")


def a_story() -> Story:
    return Story(**only_live(Q2))


def undecided(number: str = "d1", day: float = 0, **facts: Any) -> Case:
    return a_death(number, day, **facts)


def hear_in_part(story: Story, case: Case) -> Story:
    filed = CaseFiled(
        area=CUMBRIA, time=case.recorded_at, case=case, whole=False, origin=Origin(line=1)
    )
    return story._step(filed)


def test_a_day_later_one_line_stands_in_the_digest() -> None:
    story = a_story().hear(undecided()).wait(0.99)
    assert not story.alerts()

    alert = story.wait(1).only(Q2)

    assert (alert.tier, alert.family, alert.recipients) == ("info", "data_quality", ("SUPERVISOR",))
    assert (alert.raised_at, alert.ack_by) == (at(1), None)
    assert alert.title == "1 death not decided 24 hours after the record"
    assert alert.why == (
        "More than 24 hours after the record, 1 death of //cumbria.police.uk/niche lacks a "
        "field that was wrong, or is still under investigation with nobody named who said so."
    )


@pytest.mark.parametrize(
    ("case", "because"),
    [
        (undecided(category_source=SUPERVISOR), "a supervisor said so"),
        (undecided(category="unexpected_not_suspicious"), "it is decided"),
        (undecided(kind="violence"), "violence has no category"),
    ],
)
def test_stays_quiet_when(case: Case, because: str) -> None:
    assert not a_story().hear(case).wait(40).alerts(), because


def test_a_scheme_without_anybody_who_said_so_is_no_decision() -> None:
    assert a_story().hear(undecided(category_source=CategorySource("x", "2"))).wait(1).only(Q2)


def test_a_field_that_was_left_out_and_not_sent_again_counts_too() -> None:
    decided = undecided(category="unexpected_not_suspicious")
    story = hear_in_part(a_story(), decided).wait(1)
    assert story.only(Q2).evidence[0].features == {"field_left_out": True}

    story.hear(replace(decided, version=2, recorded_at=at(1.5)))
    assert story.only(Q2).state == "resolved"


def test_all_of_one_sender_and_month_are_one_line_that_ends_with_the_last() -> None:
    first, second = undecided("d1", 0), undecided("d2", 5)
    story = a_story().hear(first, second).wait(7)
    assert (members(story.only(Q2)), story.only(Q2).title[:8]) == (["d1", "d2"], "2 deaths")

    story.hear(replace(first, version=2, category_source=SUPERVISOR))
    assert members(story.only(Q2)) == ["d2"]
    assert story.withdraw("d2", 8).only(Q2).state == "resolved"


def test_another_sender_and_another_month_are_lines_of_their_own() -> None:
    story = a_story().hear(
        undecided("d1", 0), undecided("d2", 0, source="//x"), undecided("d3", 31)
    )
    assert len(story.wait(40).alerts(Q2)) == 3


def test_a_record_that_belongs_to_another_month_after_all_is_listed_there_alone() -> None:
    story = a_story().hear(first := undecided("d1", 26)).wait(28)
    (march,) = story.open_alerts(Q2)

    story.hear_at(at(40), replace(first, version=2, recorded_at=at(31)))

    (april,) = story.open_alerts(Q2)
    assert march.alert_id != april.alert_id
    assert members(april) == ["d1"]


def test_what_comes_more_than_four_weeks_late_is_history() -> None:
    assert not a_story().hear_at(at(28.1), undecided()).wait(60).alerts()
    assert a_story().hear_at(at(27.9), undecided()).wait(60).only(Q2).raised_at == at(27.9)
