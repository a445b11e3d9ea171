"""Three values: what is unknown stays unknown unless the rest decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.case import Person, Subject
from streams.core.duties.condition_file import Dialect
from streams.core.duties.conditions import AllOf, AnyOf, Condition, Not, Truth, weigh
from streams.core.duties.sight import Sight, flags_of, look_at, roles_of_suspect
from tests.core.duties.cases import NOON, a_case, a_homicide, the_book


def read(written: Any) -> Condition:
    faults: list[str] = []
    condition = Dialect({"relations": ("partner", "child")}, faults).condition(written, "here")
    assert not faults
    return condition


def seen(**facts: Any) -> Sight:
    return look_at(a_case(**facts), the_book().offences, "england")


YES = ["category", "==", "homicide"]
NO = ["category", "==", "rtc"]
ASK = ["subject.age", "<", 18]
AGELESS = seen(category="homicide", age=None)


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ({"all": [YES, YES]}, "true"),
        ({"all": [YES, ASK]}, "unknown"),
        ({"all": [ASK, NO]}, "false"),
        ({"any": [ASK, YES]}, "true"),
        ({"any": [ASK, NO]}, "unknown"),
        ({"any": [NO, NO]}, "false"),
        ({"not": YES}, "false"),
        ({"not": NO}, "true"),
        ({"not": ASK}, "unknown"),
    ],
)
def test_unknown_gives_way_only_to_what_decides(written: Any, truth: str) -> None:
    assert weigh(read(written), AGELESS).truth == truth


LEAVES = st.sampled_from([read(YES), read(NO), read(ASK)])
TREES: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
)


@given(TREES)
def test_the_fact_is_missing_exactly_where_the_answer_is_unknown(condition: Condition) -> None:
    finding = weigh(condition, AGELESS)

    assert finding.missing == (("age",) if finding.truth is Truth.UNKNOWN else ())


@given(TREES, st.integers(0, 100))
def test_what_was_decided_without_the_age_stands_with_it(condition: Condition, age: int) -> None:
    without = weigh(condition, AGELESS).truth
    with_it = weigh(condition, seen(category="homicide", age=age)).truth

    assert with_it is not Truth.UNKNOWN
    assert without in (Truth.UNKNOWN, with_it)


def test_any_person_harmed_is_enough_and_an_unknown_age_may_be_the_one() -> None:
    child = read(["subjects.age", "<", 18])
    adult, nobody = Subject(age=40), Subject()

    assert weigh(child, seen(kind="violence", subjects=(adult, Subject(age=9)))).truth == "true"
    assert weigh(child, seen(kind="violence", subjects=(adult, nobody))).truth == "unknown"
    assert weigh(child, seen(kind="violence", subjects=(adult,))).truth == "false"
    assert weigh(child, seen(kind="violence", subjects=())).truth == "unknown"


def test_what_is_missing_otherwise_matches_nothing() -> None:
    case = seen(kind="violence")

    assert weigh(read(["relationship", "in", ["partner"]]), case).truth == "false"
    assert weigh(read(["class", "==", "homicide"]), case).truth == "false"
    assert weigh(read(["suspect_status", "not_in", ["charged"]]), case).truth == "true"
    assert weigh(read(["flags", "none", ["knife"]]), case).truth == "true"
    assert weigh(read(["offence", "present"]), case).truth == "false"


def test_the_suspect_is_whatever_the_same_token_also_is() -> None:
    people = (
        Person("p1", "suspect"),
        Person("p1", "lodger"),
        Person("p2", "partner"),
        Person("p3", "child", token_previous="p1"),
    )

    assert roles_of_suspect(a_homicide(people=people)) == {"suspect", "lodger", "child"}
    assert roles_of_suspect(a_homicide(people=people[2:3])) == frozenset()


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "is_set", "because"),
    [
        ({"police_contact_at": NOON - 48 * HOUR}, True, "48 hours are within"),
        ({"police_contact_at": NOON - 49 * HOUR}, False, "the time beats the flag"),
        ({"police_contact_at": NOON + HOUR}, False, "contact came after"),
        (
            {"police_contact_at": NOON + HOUR, "occurred_to": NOON + 2 * HOUR},
            True,
            "it may have come before",
        ),
        ({}, True, "without a time the flag is believed"),
    ],
)
def test_police_contact(facts: dict[str, Any], is_set: bool, because: str) -> None:
    flags = flags_of(a_case(flags=("police_contact_48h",), **facts))

    assert ("police_contact_48h" in flags) is is_set, because


@pytest.mark.parametrize(
    ("released", "is_set"),
    [
        (datetime(2026, 5, 27, 22, 59, tzinfo=UTC), True),  # 27 May in London: day 14
        (datetime(2026, 5, 26, 22, 30, tzinfo=UTC), False),  # 26 May, 23:30 in London: day 15
        (datetime(2026, 5, 26, 23, 30, tzinfo=UTC), True),  # 27 May, 00:30 in London: day 14
    ],
)
def test_release_is_counted_in_local_days(released: datetime, is_set: bool) -> None:
    assert ("prison_release_14d" in flags_of(a_case(released_at=released))) is is_set


@pytest.mark.parametrize(
    ("ended", "is_set"),
    [
        (datetime(2025, 6, 10, 9, tzinfo=UTC), True),
        (datetime(2025, 6, 9, 9, tzinfo=UTC), False),
        (datetime(2026, 6, 11, 9, tzinfo=UTC), True),  # she was pregnant when she died
    ],
)
def test_pregnancy_within_a_year_of_its_end(ended: datetime, is_set: bool) -> None:
    assert ("pregnancy_1y" in flags_of(a_case(pregnancy_ended_at=ended))) is is_set


def test_an_unknown_country_is_asked_for() -> None:
    sight = look_at(a_case(), the_book().offences, None)
    finding = weigh(read(["jurisdiction", "==", "wales"]), sight)

    assert (finding.truth, finding.missing) == (Truth.UNKNOWN, ("country",))
