"""What a report costs: who is asked about it, and that this does not grow with what came before."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from streams.core.case import Case, Identifier, Person, Subject
from streams.core.classes import sort_of
from streams.core.detectors import DETECTORS, SERIES_DETECTORS, SINGLE_DETECTORS
from streams.core.lookup import CaseRow
from tests.core.people_and_places import Story, a_death, metres_north

ASKED = {**SERIES_DETECTORS, **SINGLE_DETECTORS}
EVERYTHING: dict[str, Any] = {
    "people": (Person("somebody", "suspect"), Person("somebody", "partner")),
    "identifiers": (Identifier("phone", "a number"),),
    "subjects": (Subject("the same", "F", 30),),
    "flags": (
        "domestic_abuse", "non_fatal_strangulation", "threats_to_kill", "gang", "sex_work",
        "family_concern", "body_moved",
    ),
    "substances": ("heroin", "nitazene"),
    "method": "sharp",
    "injury": "life_threatening",
    "weapon": "knife",
    "offence": "5D",
}  # fmt: skip
SORTS: dict[str, dict[str, Any]] = {
    "unexpected": {"category": "homicide"},
    "foreseen": {"category": "expected_natural"},
    "violence": {"kind": "violence", "category": None},
    "missing": {"kind": "missing", "category": None, "status": "missing"},
}


def two_of_each() -> Story:
    """Two of every sort of case that share all that cases can share, a day after one another."""
    cases = [
        a_death(f"{sort}{n}", 400 + n, **(EVERYTHING | facts))
        for n in range(2)
        for sort, facts in SORTS.items()
    ]
    return Story().hear(*cases).wait(430)


def _rows(story: Story) -> Iterator[CaseRow]:
    return story.machine.state.cases.values()


def test_a_detector_sees_nothing_in_a_sort_of_case_that_it_is_not_about() -> None:
    story = two_of_each()
    assert {sort_of(row.case) for row in _rows(story)} == set(SORTS)
    for row in _rows(story):
        for name, detector in ASKED.items():
            if sort_of(row.case) not in DETECTORS[name].about:
                assert not list(detector.evaluate(row, story.machine.state)), name
                assert not list(detector.neighbours(row, story.machine.state)), name


def test_every_detector_is_about_some_sort_of_case() -> None:
    assert all(DETECTORS[name].about for name in ASKED)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each detector was asked what it sees."""
    counted: Counter[str] = Counter()

    def counting(name: str, evaluate: Callable[..., Any]) -> Callable[..., Any]:
        def counts(focus: CaseRow, state: Any) -> Any:
            counted[name] += 1
            return evaluate(focus, state)

        return counts

    for name, detector in ASKED.items():
        monkeypatch.setattr(detector, "evaluate", counting(name, detector.evaluate))
    return counted


def a_slap(number: str, day: float, km: float) -> Case:
    """A report of violence that is like no other."""
    facts: dict[str, Any] = {
        "kind": "violence",
        "category": None,
        "offence": "105A",
        "injury": "none",
    }
    return a_death(number, day, where=metres_north(1000 * km), subjects=(), **facts)


def test_few_detectors_are_asked_about_a_plain_report_of_violence(asked: Counter[str]) -> None:
    Story().hear(a_slap("v", 400, 0))

    assert len(asked) <= len(ASKED) / 2
    assert set(asked.values()) == {1}


def _calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    number = 0

    def count(frame: FrameType, event: str, value: object) -> None:
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


def _calls_after(reports: int) -> int:
    """Calls for one more plain report of violence, after so many in a year and 200 km."""
    story = Story()
    for n in range(reports):
        story.hear(a_slap(f"old{n}", 400 * n / reports, n * 37 % 200))
    new = [a_slap(f"new{n}", 400.001 + n / 1000, 100.5) for n in range(4)]
    return min(_calls(lambda case=case: story.hear(case)) for case in new)  # type: ignore[misc]


def test_a_plain_report_costs_no_more_after_eight_hundred_than_after_a_hundred() -> None:
    assert _calls_after(800) <= 1.2 * _calls_after(100)
