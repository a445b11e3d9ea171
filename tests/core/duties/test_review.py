"""One alert for all duties of one death, and plain words for each of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from streams.core.duties import complete, review, why, withdraw
from tests.core.duties.cases import (
    NOON,
    SOUTH_WALES,
    a_case,
    a_homicide,
    duties_of,
    lines,
    the_book,
)

BOOK = the_book()


def test_the_tier_is_that_of_the_loudest_live_duty() -> None:
    duties = duties_of(a_homicide(age=9))

    assert review.tier(BOOK, duties) == "red"
    assert review.tier(BOOK, duties_of(a_homicide())) == "amber"
    assert review.tier(BOOK, withdraw(duties)) is None
    assert review.tier(BOOK, ()) is None


def test_a_duty_that_is_done_no_longer_raises_the_tier() -> None:
    duties = duties_of(a_case(age=9))
    done = complete(BOOK, duties, "cdr", "notify_cdop", NOON)

    assert review.tier(BOOK, duties) == "red"
    assert review.tier(BOOK, done) is None
    assert review.title(BOOK, done) == "No review is due"


def test_title_why_and_roles_lead_with_the_loudest_duty() -> None:
    duties = duties_of(a_homicide(suspect_is="partner"))

    assert review.title(BOOK, duties) == "Review due: Domestic homicide review and 4 more"
    assert review.why(BOOK, duties).startswith("Consider a domestic homicide review:")
    assert review.why(BOOK, ()) == "Nothing is left to do."
    assert review.recipients(BOOK, duties)[:2] == ("RO", "CSP")
    assert review.next_steps(BOOK, duties)[1] == "Fast-time lessons review: Hot debrief"


def test_no_title_is_longer_than_90_characters() -> None:
    for regime in BOOK.regimes.values():
        line = lines(duties_of(a_homicide()), "lessons")[0]
        duties = (line, *(x for x in duties_of(a_homicide(age=9)) if x.duty == regime.id))
        assert len(review.title(BOOK, duties)) <= 90


def test_a_missing_fact_is_the_first_thing_to_do() -> None:
    duties = duties_of(a_homicide(age=None))

    assert review.next_steps(BOOK, duties)[0].endswith("find out: age unknown")


def test_two_reports_of_one_incident_list_each_duty_once() -> None:
    first = duties_of(a_homicide())
    second = duties_of(a_homicide(recorded_at=NOON + timedelta(hours=1), suspect_is="partner"))
    merged = review.merged([second, withdraw(first)])

    assert {line.duty for line in merged} == {line.duty for line in second}
    assert lines(review.merged([second, first]), "lessons") == lines(first, "lessons")
    assert lines(merged, "lessons") == lines(second, "lessons")


def test_why_says_what_is_raised_and_what_a_person_must_judge() -> None:
    told = {one.regime: one for one in why(BOOK, a_homicide(suspect_is="partner"))}

    assert told["dhr"].is_raised
    assert told["dhr"].sentence.startswith(
        "Domestic homicide review: raised, because age 40 (16 or over); category is homicide; "
        "a suspect is recorded as partner. A person judges: Whether"
    )
    assert told["dardr"].sentence.endswith("not raised, not in force: not commenced.")
    assert told["cdr"].sentence == "Child death review: not raised, age 40 (18 or over)."
    assert told["susr"].sentence.endswith("not raised, the law of Wales only.")
    assert told["sar"].sentence.endswith("not raised, no flag care needs or rough sleeping.")
    assert "only for deaths or incidents up to 31 December 2023" in told["owhr"].sentence


def test_why_names_exclusions_and_missing_facts() -> None:
    at = datetime(2026, 5, 21, 11, tzinfo=UTC)
    in_wales = a_homicide(area=SOUTH_WALES, suspect_is="partner", recorded_at=at)
    dhr = next(one for one in why(BOOK, in_wales) if one.regime == "dhr")
    assert (dhr.is_raised, dhr.state) == (False, "excluded")
    assert "Single unified safeguarding review (Wales) comes first" in dhr.sentence

    told = {one.regime: one for one in why(BOOK, a_homicide(age=None, flags=("autism",)))}
    assert told["cdr"].sentence.endswith("cannot be judged until a fact is found: age unknown.")
    assert told["leder"].sentence.endswith("not raised, age unknown.")


def test_why_agrees_with_what_is_raised() -> None:
    for case in (a_homicide(age=9), a_homicide(age=None), a_case("violence", offence="2", age=30)):
        raised = {line.duty for line in duties_of(case) if line.state != "excluded"}
        assert {one.regime for one in why(BOOK, case) if one.is_raised} == raised
