"""D3: a drug that no death of this area named before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.core.case import Case
from tests.core.people_and_places import Story, a_death, at, members, metres_north, only_live

D3 = "novel_substance"
NEW = 400  # a day on which the area has been known for more than a year


def poisoned(number: str, day: float, *drugs: str, **facts: Any) -> Case:
    given = {"category": "suspected_drug_related", "substances": drugs}
    return a_death(number, day, where=metres_north(9000 * int(number[1:])), **(given | facts))


def a_story() -> Story:
    """An area that is known from day 0, where heroin is."""
    return Story(**only_live(D3)).hear(poisoned("d0", 0, "heroin"))


def test_a_drug_that_is_new_after_a_year_is_amber() -> None:
    alert = a_story().hear(poisoned("d1", NEW, "bromazolam", "heroin")).only(D3)

    assert (alert.tier, alert.recipients[0], alert.family) == ("amber", "LDIS", "surge")
    assert alert.title == ("Bromazolam, new to this area, Cumberland / Westmorland and Furness")
    assert alert.why == (
        "Bromazolam was named in one death in Cumbria, where no death of the years before named it."
    )


@pytest.mark.parametrize(
    ("case", "because"),
    [
        (poisoned("d1", 364.9, "bromazolam"), "in an area's first year all is new"),
        (poisoned("d1", NEW, "heroin"), "heroin is known here"),
        (poisoned("d1", NEW, "heroine"), "a word that is on no list may be a slip of the pen"),
        (poisoned("d1", NEW), "no drug is named"),
        (poisoned("d1", NEW, "bromazolam", kind="violence"), "nobody died"),
        (
            replace(poisoned("d1", NEW, "bromazolam"), occurred_from=at(NEW - 401)),
            "it is history that came late",
        ),
    ],
)
def test_stays_quiet_when(case: Case, because: str) -> None:
    assert not a_story().hear(case).alerts(), because


def test_what_toxicology_found_counts_though_it_is_on_no_list_and_is_not_repeated() -> None:
    alert = a_story().hear(poisoned("d1", NEW, "zylofen", toxicology="done")).only(D3)
    assert alert.title.startswith("A drug not on our list, new to this area")
    assert "zylofen" not in repr(alert)


def test_those_that_follow_within_eight_weeks_join_and_later_ones_are_no_news() -> None:
    story = a_story().hear(*(poisoned(f"d{n}", NEW + 56 * (n - 1), "xylazine") for n in (1, 2, 3)))

    alert = story.only(D3)
    assert (members(alert), alert.state) == (["d1", "d2"], "open")
    assert "named in two deaths" in alert.why


def test_a_name_that_toxicology_adds_later_counts_from_then() -> None:
    story = a_story().hear(case := poisoned("d1", NEW))
    assert not story.alerts()

    story.hear(replace(case, version=2, substances=("xylazine",), recorded_at=at(NEW + 30)))

    assert story.only(D3).raised_at == at(NEW + 30)


def test_an_older_death_that_named_it_first_ends_it() -> None:
    story = a_story().hear(old := poisoned("d1", 200), poisoned("d2", NEW, "xylazine"))
    story.hear(replace(old, version=2, substances=("xylazine",), recorded_at=at(NEW + 1)))

    assert story.only(D3).state == "resolved"


def test_a_report_that_is_taken_back_ends_it_and_the_next_is_the_first() -> None:
    story = a_story().hear(*(poisoned(f"d{n}", NEW + n, "xylazine") for n in (1, 2)))
    assert members(story.withdraw("d1", NEW + 3).only(D3)) == ["d2"]
    assert story.withdraw("d2", NEW + 4).only(D3).state == "resolved"
