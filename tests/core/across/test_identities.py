"""Recognise: a token in two areas makes links; corrections follow; what is common is no clue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.alerts import Origin
from streams.codec import read_mention, read_row, write_mention, write_row
from streams.core.across import Across
from streams.core.case import Case, Identifier, Person, Subject
from streams.core.events import CaseFiled, CaseRetracted, Earlier
from streams.core.identities import Mentioned, Recognise, Unmentioned, names_of
from tests.core.people_and_places import CUMBRIA, FORCE, a_death, at

KENT, ESSEX = "E23000032", "E23000028"
ACROSS = Across(64, 4, timedelta(days=1856))


def case(number: str, area: str, day: float = 0, **facts: object) -> Case:
    return replace(a_death(number, day, people={"lodger": "lodger"}), area=area, **facts)


def said(case: Case, day: float = 0) -> Mentioned:
    earlier = Earlier(at(day), case.category)
    return Mentioned(
        token="t", time=at(day), case=case, whole=True, earlier=earlier, origin=Origin()
    )


def unsaid(number: str, day: float, reason: str = "withdrawn") -> Unmentioned:
    return Unmentioned(
        token="t", time=at(day), source=FORCE, report_id=number, version=9, reason=reason,
        origin=Origin(),
    )  # fmt: skip


def hear(recognise: Recognise, *mentions: Mentioned | Unmentioned) -> list[str]:
    """Say in words what areas hear."""
    links = [link for one in mentions for link in recognise.apply(read_mention(write_mention(one)))]
    return [words(link) for link in links]


def words(link: CaseFiled | CaseRetracted) -> str:
    assert link.copied == "link t"
    if isinstance(link, CaseFiled):
        return f"{link.case.report_id}/{link.case.version} to {link.area}"
    return f"{link.report_id} out of {link.area}"


@pytest.fixture
def recognise() -> Recognise:
    return Recognise(ACROSS)


def test_one_area_alone_hears_nothing(recognise):
    assert hear(recognise, said(case("a", KENT)), said(case("b", KENT))) == []


def test_a_second_area_hears_of_all_before_and_the_first_of_the_new(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", KENT, 1), 1))

    assert hear(recognise, said(case("c", CUMBRIA, 2), 2)) == [
        f"a/1 to {CUMBRIA}", f"b/1 to {CUMBRIA}", f"c/1 to {KENT}",
    ]  # fmt: skip


def test_a_third_area_hears_of_both(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))

    assert hear(recognise, said(case("c", ESSEX), 2)) == [
        f"a/1 to {ESSEX}", f"b/1 to {ESSEX}", f"c/1 to {CUMBRIA}", f"c/1 to {KENT}",
    ]  # fmt: skip


def test_a_new_version_goes_where_the_one_before_went_and_no_other_is_sent_again(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))

    assert hear(recognise, said(case("a", KENT, version=2), 2)) == [f"a/2 to {CUMBRIA}"]


def test_the_report_taken_back_takes_both_links_with_it(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))

    assert hear(recognise, unsaid("b", 2)) == [f"a out of {CUMBRIA}", f"b out of {KENT}"]
    assert hear(recognise, unsaid("a", 3)) == []
    assert len(recognise.known) == 0


def test_only_the_report_that_was_taken_back_is_called_withdrawn(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))

    gone = {link.report_id: link.reason for link in recognise.apply(unsaid("b", 2))}
    assert gone == {"a": "moved", "b": "withdrawn"}


def test_a_case_that_moves_to_the_other_area_leaves_one_area_alone(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))

    moved = said(case("b", KENT, version=2), 2)
    assert hear(recognise, moved) == [f"a out of {CUMBRIA}", f"b out of {KENT}"]


def test_two_assaults_in_two_areas_are_no_series_and_a_death_makes_it_one(recognise):
    beaten = {"kind": "violence", "category": None}
    hear(recognise, said(case("a", KENT, **beaten)))
    assert hear(recognise, said(case("b", CUMBRIA, **beaten), 1)) == []

    assert len(hear(recognise, said(case("c", CUMBRIA), 2))) == 3


def test_a_token_in_too_many_reports_is_no_clue_and_what_was_sent_follows_its_report(recognise):
    hear(recognise, said(case("a", KENT)), said(case("b", CUMBRIA), 1))
    for number in range(3):
        hear(recognise, said(case(f"more {number}", KENT), 2))

    assert hear(recognise, said(case("new", ESSEX), 3)) == []
    assert recognise.known["t"].is_common
    assert hear(recognise, said(case("a", KENT, version=2), 4)) == [f"a/2 to {CUMBRIA}"]
    assert hear(recognise, unsaid("a", 5)) == [f"a out of {CUMBRIA}"]


def test_rows_stay_bounded_however_common_a_token_is(recognise):
    for number in range(200):
        hear(recognise, said(case(f"d{number}", KENT), number / 100))

    assert len(recognise.known["t"].entries) <= ACROSS.most_mentions


def test_what_is_older_than_areas_keep_is_forgotten(recognise):
    hear(recognise, said(case("a", KENT)))
    other = replace(said(case("x", KENT, 1900), 1900), token="u")
    hear(recognise, other)

    assert list(recognise.known) == ["u"]


def test_rows_put_back_go_on_as_before(recognise):
    first = [said(case("a", KENT)), said(case("b", CUMBRIA), 1)]
    hear(recognise, *first)
    again = Recognise(ACROSS)
    for kind in ("known", "reached"):
        for key, row in getattr(recognise, kind).changed().items():
            getattr(again, kind).restore(key, read_row(kind, write_row(row)))

    for late in (said(case("c", ESSEX), 2), unsaid("a", 3), said(case("b", ESSEX, version=3), 4)):
        assert hear(again, late) == hear(recognise, late)


def test_whoever_is_there_by_profession_is_no_token_and_names_tell_nothing():
    one = a_death(
        "a",
        token="subject",
        people=(
            Person("the doctor", "gp", professional=True),
            Person("officer", "attending"),
            Person("lodger", "lodger", token_previous="older"),
        ),
        identifiers=(Identifier("phone", "number"),),
        place_venue="venue",
    )

    names = names_of(one)

    assert len(names) == 5  # subject, lodger under two keys, phone, venue
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in names)


def test_the_one_harmed_in_one_report_is_the_finder_in_another():
    dead = a_death("a", token="x" * 8)
    found = a_death("b", people={"x" * 8: "finder"})

    assert set(names_of(dead)) == set(names_of(found))
    assert names_of(replace(dead, subjects=(Subject(),))) == ()
