"""Where a regime is law, and what becomes of a duty while a fact is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.core.case import Case, Place
from streams.core.duties import assess, complete
from tests.core.duties.cases import (
    MET,
    NOON,
    SOUTH_WALES,
    a_case,
    a_homicide,
    duties_of,
    lines,
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


def test_a_raised_regime_excludes_only_where_it_is_law() -> None:
    in_wales = duties_of(a_stabbing(area=SOUTH_WALES, flags=("care_needs",)))

    assert states(in_wales, "owhr") == ["open"], "the English adults review is not law in Wales"


def test_a_force_that_contains_a_listed_area_is_asked_for_the_district() -> None:
    (line,) = lines(duties_of(a_stabbing(area=MET)), "owhr")

    assert line.state == "needs_fact"
    assert line.reason.startswith("district unknown")
    assert not lines(duties_of(a_stabbing(area=MET, district="E09000002")), "owhr")
    assert states(duties_of(a_stabbing(area=MET, district="E09000003")), "owhr") == ["open"]
    assert not lines(duties_of(a_stabbing(area=MET, method="fall")), "owhr"), "it is false anyway"


def test_both_missing_facts_are_named() -> None:
    (line,) = lines(duties_of(a_stabbing(area=MET, age=None)), "owhr")

    assert "district unknown" in line.reason
    assert "age unknown" in line.reason


def test_the_clock_starts_when_the_missing_age_is_known() -> None:
    duties = duties_of(later(0, age=None))
    assert states(duties, "cdr") == ["needs_fact"]

    known = assess(the_book(), later(1, age=9), duties, NOON + DAY)
    (line,) = lines(known, "cdr")
    assert (line.state, line.aware_at) == ("open", NOON + DAY)

    grown = assess(the_book(), later(1, age=40), duties, NOON + DAY)
    assert states(grown, "cdr") == ["void"]


def test_an_age_that_is_lost_again_does_not_stop_the_clock() -> None:
    first = duties_of(later(0, age=9))
    duties = assess(the_book(), later(1, age=None), first, NOON + DAY)

    (line,) = lines(duties, "cdr")
    assert (line.state, line.due_at) == ("needs_fact", lines(first, "cdr")[0].due_at)
    again = assess(the_book(), later(2, age=9), duties, NOON + 2 * DAY)
    assert lines(again, "cdr") == lines(first, "cdr")


def test_where_a_rule_says_skip_an_unknown_stays_silent() -> None:
    duties = duties_of(a_case(age=None, flags=("learning_disability",)))

    assert not lines(duties, "leder")


def test_working_days_beyond_the_known_years_need_a_fact_and_other_clocks_run() -> None:
    at = datetime(2028, 12, 28, 9, tzinfo=UTC)
    duties = duties_of(a_homicide(recorded_at=at))

    assert states(duties, "lessons") == ["open", "needs_fact", "open"]
    note = lines(duties, "lessons")[1]
    assert note.due_at is None
    assert "bank holidays not known" in note.reason
    assert lines(duties_of(*[a_homicide(recorded_at=at)] * 2), "lessons")[1] == note


@pytest.mark.parametrize(
    ("occurred", "aware", "is_raised"),
    [
        (datetime(2023, 3, 31, 22, 59, tzinfo=UTC), datetime(2023, 4, 1, tzinfo=UTC), False),
        (datetime(2023, 3, 31, 23, 30, tzinfo=UTC), datetime(2023, 4, 1, tzinfo=UTC), True),
        (datetime(2023, 12, 31, 23, 59, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC), False),
        (datetime(2023, 12, 31, 22, 0, tzinfo=UTC), datetime(2023, 12, 31, 23, tzinfo=UTC), True),
    ],
)
def test_the_weapons_pilot_counts_in_local_days(
    occurred: datetime, aware: datetime, is_raised: bool
) -> None:
    case = a_stabbing(area=SOUTH_WALES, occurred_from=occurred, recorded_at=aware)

    assert bool(lines(duties_of(case), "owhr")) is is_raised


def test_a_duty_known_in_time_outlives_the_last_day_of_awareness() -> None:
    first = a_stabbing(area=SOUTH_WALES)
    later_version = a_stabbing(
        area=SOUTH_WALES,
        occurred_from=IN_THE_PILOT,
        recorded_at=datetime(2024, 3, 1, tzinfo=UTC),
    )

    assert states(duties_of(first, later_version), "owhr") == ["open"]


def test_a_force_of_several_countries_is_asked_which() -> None:
    (line,) = lines(duties_of(a_homicide(area="BTP", age=9)), "cdr")

    assert line.reason.startswith("country unknown")
    assert states(duties_of(a_homicide(area="BTP")), "lessons") == ["open"] * 3
    assert duties_of(a_homicide(area="S23000009")) == ()


def test_a_clock_that_waits_or_is_done_is_not_asked_about() -> None:
    first = duties_of(later(0, age=9, flags=("abuse_suspected",)))
    done = complete(the_book(), first, "sin", "tell_council", NOON)
    after = assess(the_book(), later(1, age=None, flags=("abuse_suspected",)), done, NOON + DAY)

    assert states(after, "sin") == ["done", "needs_fact", "waiting", "waiting"]


def test_a_question_keeps_the_time_it_was_first_asked() -> None:
    (line,) = lines(duties_of(later(0, age=None), later(1, age=None)), "cdr")

    assert line.aware_at == NOON


def test_the_country_of_a_national_force_is_read_from_what_is_finer() -> None:
    in_wales = Place(lsoa="W01000001")
    duties = duties_of(a_homicide(area="BTP", age=9, place=in_wales))

    assert states(duties, "prudic") == ["open"]
    assert not lines(duties, "cdr")
    assert states(duties_of(a_homicide(area="BTP", age=9, district="E09000003")), "cdr") == ["open"]
