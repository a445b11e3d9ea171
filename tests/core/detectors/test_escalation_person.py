"""V3: one person is reported against another again and again, or ever worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case, Person
from tests.core.people_and_places import Story, a_death, at, members, only_live

V3 = "escalation_person"
HER, HIM = "s" * 8, "h" * 8
BOTH = ("non_fatal_strangulation", "threats_to_kill")


def report(number: str, day: float, **facts: Any) -> Case:
    given = {"kind": "violence", "offence": "8N", "injury": "slight", "sex": "F", "age": 31}
    told = {"relationship": "ex_partner", "token": HER, "people": {HIM: "suspect"}}
    return a_death(number, day, **(given | told | facts))


def a_story() -> Story:
    return Story(**only_live(V3))


def three(third: Case) -> tuple[Case, ...]:
    return report("v1", 0, incident="one"), report("v2", 40), third


def test_three_in_ninety_days_on_one_pair_are_amber() -> None:
    story = a_story().hear(*three(report("v3", 90)))

    alert = story.only(V3)
    assert (alert.tier, alert.family, alert.recipients) == ("amber", "review_due", ("SAFE",))
    assert members(alert) == ["v1", "v2", "v3"]
    assert alert.title == (
        "3 reports by one person on another in 90 days, Cumberland / Westmorland and Furness"
    )
    assert alert.why == (
        "Three reports of violence by one person against another near Cumberland / Westmorland "
        "and Furness over 90 days."
    )
    assert HER not in repr(alert)
    assert HIM not in repr(alert)


@pytest.mark.parametrize(
    ("third", "because"),
    [
        (report("v3", 90.1), "90 days is the longest"),
        (report("v3", 60, token="u" * 8), "she is somebody else"),
        (report("v3", 60, token=None), "who she is is not known"),
        (report("v3", 60, people={"k" * 8: "suspect"}), "he is somebody else"),
        (report("v3", 60, people={HIM: "witness"}), "he is no suspect"),
        (report("v3", 60, people=()), "who did it is not known"),
        (report("v3", 60, people=(Person(HIM, "suspect", professional=True),)), "it is his work"),
        (report("v3", 60, relationship="stranger"), "it is of another kind"),
        (report("v3", 60, incident="one"), "one incident is one report"),
        (report("v3", 40.2), "within 12 hours at one place it is one event"),
        (report("v3", 60, kind="missing", status="missing"), "it is no violence"),
    ],
)
def test_stays_quiet_when(third: Case, because: str) -> None:
    assert not a_story().hear(*three(third)).alerts(), because


@pytest.mark.parametrize("flag", ["stalking", "domestic_abuse", "threats_to_kill"])
def test_a_flag_says_so_where_the_relationship_does_not(flag: str) -> None:
    assert a_story().hear(*three(report("v3", 60, relationship="unknown", flags=(flag,)))).only(V3)


def test_a_strangulation_with_threats_in_one_report_is_enough_though_nobody_is_known() -> None:
    alert = a_story().hear(report("v1", 0, flags=BOTH, token=None, people=())).only(V3)
    assert alert.why == (
        "A person near Cumberland / Westmorland and Furness was strangled and threatened with "
        "death."
    )


def test_strangled_in_one_report_and_threatened_in_the_next_is_enough() -> None:
    alert = a_story().hear(report("v1", 0, flags=BOTH[:1]), report("v2", 40, flags=BOTH[1:])).only()
    assert members(alert) == ["v1", "v2"]
    assert alert.why.endswith("Somebody was strangled and threatened with death.")


def test_strangulation_alone_is_not_enough() -> None:
    story = a_story().hear(report("v1", 0, flags=BOTH[:1]), report("v2", 40, flags=BOTH[:1]))
    assert not story.alerts()


def test_a_fourth_is_new_evidence_of_the_same_alert() -> None:
    story = a_story().hear(*three(report("v3", 60)), report("v4", 70))

    assert members(story.only(V3)) == ["v1", "v2", "v3", "v4"]
    assert [one.decision.reason for one in story.said()] == ["first", "new_member"]


def test_a_suspect_whose_token_is_being_changed_is_one_person() -> None:
    changed = report("v3", 60, people=(Person("n" * 8, "suspect", token_previous=HIM),))
    assert a_story().hear(*three(changed)).only(V3)


def test_a_correction_takes_one_out_and_in_again_and_a_withdrawal_ends_it() -> None:
    third = report("v3", 60)
    story = a_story().hear(*three(third))

    story.hear(replace(third, version=2, people=(), recorded_at=at(61)))
    assert story.only(V3).state == "resolved"
    story.hear(replace(third, version=3, recorded_at=at(62)))
    assert story.only(V3).state == "open"
    assert story.withdraw("v1", 63).only(V3).state == "resolved"
