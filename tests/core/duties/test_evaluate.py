"""From version to version: raised, kept, excluded, asked about, void, and raised again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.case import Case, Subject
from streams.core.duties import assess, complete, decide, withdraw
from streams.core.duties.duty import LIVE
from tests.core.duties.cases import (
    CUMBRIA,
    MET,
    NOON,
    SOUTH_WALES,
    a_book_of,
    a_case,
    a_homicide,
    duties_of,
    lines,
    regime_file,
    states,
    the_book,
)

IN_THE_PILOT = datetime(2023, 7, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
START = datetime(2010, 1, 1, tzinfo=UTC)


def later(days: int, **facts: Any) -> Case:
    return a_homicide(recorded_at=NOON + days * DAY, occurred_from=NOON, version=days + 1, **facts)


def a_stabbing(**facts: Any) -> Case:
    return a_homicide(**({"method": "sharp", "recorded_at": IN_THE_PILOT} | facts))


def test_the_same_version_again_changes_nothing() -> None:
    case = a_homicide(suspect_is="partner")
    duties = duties_of(case)

    assert assess(the_book(), case, duties, case.recorded_at) == duties


def test_more_news_never_gives_more_time() -> None:
    first = duties_of(later(0, suspect_is="partner"))
    then = duties_of(later(0, suspect_is="partner"), later(9, suspect_is="ex_partner"))

    assert [line.due_at for line in lines(then, "dhr")] == [
        line.due_at for line in lines(first, "dhr")
    ]


@given(st.lists(st.sampled_from(["homicide", "rtc", "undetermined"]), min_size=1, max_size=6))
def test_a_duty_that_stays_keeps_its_awareness(categories: list[str]) -> None:
    duties = duties_of(*(later(n, category=word) for n, word in enumerate(categories)))
    held = 0
    while held < len(categories) and categories[-1 - held] == "homicide":
        held += 1

    for line in lines(duties, "lessons"):
        if held:
            assert line.aware_at == NOON + (len(categories) - held) * DAY
        else:
            assert line.state == "void"


def test_what_holds_again_later_starts_again_from_then() -> None:
    duties = duties_of(later(0), later(1, category="rtc"), later(2))

    assert {line.aware_at for line in lines(duties, "lessons")} == {NOON + 2 * DAY}
    assert states(duties, "lessons") == ["open"] * 3


def test_void_says_why_in_one_line() -> None:
    duties = duties_of(later(0), later(1, suspect_status="charged"))

    (line,) = lines(duties, "undetected")
    assert line.state == "void"
    assert line.reason == "no longer holds: suspect status is charged"


def test_withdrawn_voids_all_even_what_was_ordered() -> None:
    duties = decide(the_book(), duties_of(a_stabbing(area=MET)), "owhr", "required", "we know")

    assert {line.state.value for line in withdraw(duties)} == {"void"}


def test_an_exclusion_that_ends_leaves_the_earlier_awareness() -> None:
    held = {"area": MET, "district": "E09000022"}
    first = a_stabbing(flags=("care_needs",), **held)
    second = a_stabbing(version=2, **held | {"recorded_at": IN_THE_PILOT + DAY})
    duties = duties_of(first)
    assert states(duties, "owhr") == ["excluded"]

    (line,) = lines(assess(the_book(), second, duties, second.recorded_at), "owhr")
    assert (line.state, line.aware_at) == ("open", IN_THE_PILOT)


def test_what_was_done_stays_done() -> None:
    duties = duties_of(later(0, suspect_is="partner"))
    done = complete(the_book(), duties, "dhr", "notify_csp", NOON + DAY)
    after = assess(the_book(), later(2, suspect_is="partner"), done, NOON + 2 * DAY)

    assert states(after, "dhr") == ["done", "open", "waiting", "waiting"]
    assert lines(after, "dhr")[1].starts_at == NOON + DAY


def test_a_clock_from_the_event_follows_a_correction_but_never_gets_longer() -> None:
    def riddor(days: int) -> object:
        first = a_case(flags=("work_related",), category="suspected_accident")
        moved = a_case(
            flags=("work_related",),
            category="suspected_accident",
            occurred_from=NOON + days * DAY,
        )
        return lines(duties_of(first, moved), "work_related")[1].due_at

    assert riddor(-1) == datetime(2026, 6, 19, 22, 59, 59, tzinfo=UTC)
    assert riddor(1) == datetime(2026, 6, 20, 22, 59, 59, tzinfo=UTC)


def test_violence_with_several_subjects_raises_for_any_of_them() -> None:
    family = (Subject(age=41), Subject(age=7))
    case = a_case("violence", injury="serious", relationship="parent", subjects=family)

    duties = duties_of(case)
    assert states(duties, "sin")[:2] == ["open", "open"]
    assert not lines(duties, "dhr"), "nobody died"


@pytest.mark.parametrize(
    ("facts", "is_due"),
    [
        ({"offence": "2"}, True),
        ({"offence": "1/1"}, True),
        ({"offence": "5D", "injury": "life_threatening"}, True),
        ({"offence": "5D", "injury": "serious"}, False),
        ({"offence": "8/77", "injury": "serious", "flags": ("non_fatal_strangulation",)}, True),
        ({"offence": "8/77", "injury": "slight", "flags": ("non_fatal_strangulation",)}, False),
        ({"offence": "unclassified", "injury": "fatal"}, False),
    ],
)
def test_lessons_of_violence(facts: dict[str, Any], is_due: bool) -> None:
    assert bool(lines(duties_of(a_case("violence", age=30, **facts)), "lessons")) is is_due


def test_missing_people_raise_no_review() -> None:
    assert duties_of(a_case("missing", status="found_dead", age=9)) == ()


def test_a_regime_taken_out_of_the_file_leaves_its_duties_as_they_were() -> None:
    rules = regime_file()
    rules["regime"] = [one for one in rules["regime"] if one["id"] not in ("lessons", "dardr")]
    rules["regime"][0].pop("superseded_by")
    before = duties_of(later(0))
    after = assess(a_book_of(rules), later(1), before, NOON + DAY)

    assert lines(after, "lessons") == lines(before, "lessons")


@given(
    st.sampled_from(["homicide", "suspicious", "suspected_suicide", "rtc", "expected_natural"]),
    st.one_of(st.none(), st.integers(0, 100)),
    st.sampled_from([CUMBRIA, MET, SOUTH_WALES, "BTP"]),
    st.sets(st.sampled_from(["custody", "care_needs", "abuse_suspected", "domestic_abuse"])),
    st.integers(0, 20 * 365 * 24).map(lambda hours: START + timedelta(hours=hours)),
)
def test_every_line_is_whole(
    category: str, age: int | None, area: str, flags: set[str], at: datetime
) -> None:
    case = a_case(category=category, age=age, area=area, flags=tuple(sorted(flags)), recorded_at=at)
    for line in duties_of(case):
        assert line.reason
        assert line.aware_at == at
        assert (line.due_at is not None) is (line.state == "open")
        assert (line.excluded_by is not None) is (line.state == "excluded")
        assert line.due_at is None or line.due_at >= at
        assert line.state in LIVE or line.state == "excluded"
