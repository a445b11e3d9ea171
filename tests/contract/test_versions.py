"""Versions, corrections, withdrawals and clashes of reports, and where they are filed."""

from __future__ import annotations

import pytest

from streams.core.events import CaseFiled, CaseRetracted, Counted
from streams.core.reading import Arrival
from streams.core.receive import Receive, Received
from tests.contract.senders import (
    AREAS,
    BIRMINGHAM,
    COUNTS,
    CUMBRIA,
    LANCASHIRE,
    VIOLENCE,
    WEST_MIDLANDS,
    binary,
    counts,
    death,
    receive,
    structured,
    violence,
)

ESSEX = "//essex.police.uk/athena"


def happenings(received: Received) -> list[tuple[str, str]]:
    return [(event.event, event.area) for event in received.events]


def last(*arrivals: Arrival) -> Received:
    return receive(*arrivals)[-1]


def reason(received: Received) -> tuple[str, tuple[str, ...]] | None:
    aside = received.quarantined
    return None if aside is None else (aside.reason, aside.fields)


def test_a_higher_version_replaces() -> None:
    taken = last(structured(death()), structured(death(version=2, method="fall")))

    filed = taken.events[0]
    assert isinstance(filed, CaseFiled)
    assert (taken.outcome, filed.case.version, filed.case.method) == ("accepted", 2, "fall")


def test_a_version_may_be_skipped_and_the_first_seen_need_not_be_1() -> None:
    outcomes = receive(structured(death(version=3)), structured(death(version=9)))

    assert [one.outcome for one in outcomes] == ["accepted", "accepted"]


def test_a_lower_version_is_a_repeat_whatever_it_says() -> None:
    taken = last(structured(death(version=2)), structured(death(version=1, method="fall")))

    assert (taken.outcome, taken.events, taken.quarantined) == ("repeat", (), None)


@pytest.mark.parametrize("again", [structured(death()), binary(death())])
def test_the_same_version_with_the_same_content_is_a_repeat(again: Arrival) -> None:
    taken = last(structured(death()), again)

    assert (taken.outcome, taken.events, taken.quarantined) == ("repeat", (), None)


def test_the_same_content_spelled_otherwise_is_a_repeat() -> None:
    spelled = death(recorded_at="2026-03-01T13:00:00+01:00", withdrawn=False, weather="rain")

    assert last(structured(death()), structured(spelled)).outcome == "repeat"


def test_the_same_version_with_other_content_is_a_clash_and_changes_nothing() -> None:
    receive_ = Receive(AREAS)
    receive_.apply(structured(death()))
    assert receive_.filed.changed()

    taken = receive_.apply(structured(death(method="fall")))

    assert reason(taken) == ("content_clash", ("version",))
    assert taken.events == ()
    assert not receive_.filed.changed()


def test_the_same_version_with_a_field_now_wrong_is_a_clash_never_dropped() -> None:
    taken = last(structured(death()), structured(death(found_at="at dawn")))

    assert reason(taken) == ("content_clash", ("version",))


def test_the_same_version_after_one_used_in_part_replaces_it() -> None:
    taken = last(structured(death(method="poisened")), structured(death(method="fall")))

    filed = taken.events[0]
    assert isinstance(filed, CaseFiled)
    assert (taken.outcome, filed.whole, filed.case.method) == ("accepted", True, "fall")


def test_mending_a_field_by_leaving_it_out_replaces_too() -> None:
    taken = last(structured(death(found_at="at dawn")), structured(death()))

    assert (taken.outcome, len(taken.events)) == ("accepted", 1)


def test_a_version_used_in_part_and_sent_again_is_a_repeat() -> None:
    wrong = structured(death(found_at="at dawn"))

    assert last(wrong, wrong).outcome == "repeat"


def test_a_version_wrong_in_another_way_replaces_one_used_in_part() -> None:
    taken = last(structured(death(found_at="at dawn")), structured(death(found_at="at dusk")))

    assert reason(taken) == ("partial", ("found_at",))


def test_once_mended_the_version_is_settled() -> None:
    taken = last(
        structured(death(method="poisened")),
        structured(death(method="fall")),
        structured(death(method="fire")),
    )

    assert reason(taken) == ("content_clash", ("version",))


@pytest.mark.parametrize("version", [1, 2])
def test_the_same_number_with_another_type_is_a_clash(version: int) -> None:
    taken = last(structured(death()), structured(violence(version=version), VIOLENCE))

    assert reason(taken) == ("id_clash", ("type",))
    assert taken.events == ()


def test_two_senders_may_use_one_number() -> None:
    taken = last(structured(death()), structured(violence(), VIOLENCE, source=ESSEX))

    assert taken.outcome == "accepted"


def test_senders_and_numbers_do_not_run_together() -> None:
    taken = last(
        structured(death(report_id="b\u001fc"), source="//a"),
        structured(death(report_id="c", method="fall"), source="//a\u001fb"),
    )

    assert taken.outcome == "partial"  # a source that cannot be used, and so another's report


def test_a_report_that_moves_is_taken_back_where_it_was() -> None:
    taken = last(structured(death()), structured(death(version=2, area=LANCASHIRE)))

    assert happenings(taken) == [("retracted", CUMBRIA), ("filed", LANCASHIRE)]
    assert isinstance(taken.events[0], CaseRetracted)
    assert taken.events[0].reason == "moved"


def test_a_withdrawal_takes_the_report_back() -> None:
    taken = last(structured(death()), structured(death(version=2, withdrawn=True)))

    assert happenings(taken) == [("retracted", CUMBRIA)]
    assert isinstance(taken.events[0], CaseRetracted)
    assert taken.events[0].reason == "withdrawn"


def test_a_withdrawal_that_names_another_area_takes_it_back_where_it_was() -> None:
    taken = last(structured(death()), structured(death(version=2, withdrawn=True, area=LANCASHIRE)))

    assert happenings(taken) == [("retracted", CUMBRIA)]


def test_a_withdrawn_report_may_return() -> None:
    taken = last(
        structured(death()),
        structured(death(version=2, withdrawn=True)),
        structured(death(version=3)),
    )

    assert happenings(taken) == [("filed", CUMBRIA)]


def test_a_withdrawn_report_stays_so_for_lower_versions() -> None:
    taken = last(structured(death(version=2, withdrawn=True)), structured(death()))

    assert (taken.outcome, taken.events) == ("repeat", ())


def test_withdrawing_at_an_equal_version_is_a_clash() -> None:
    taken = last(structured(death()), structured(death(withdrawn=True)))

    assert reason(taken) == ("content_clash", ("version",))


def test_a_count_that_moves_counts_as_none_where_it_was() -> None:
    taken = last(
        structured(counts(), COUNTS), structured(counts(version=2, area=LANCASHIRE), COUNTS)
    )

    counted = [(e.area, e.counts.count) for e in taken.events if isinstance(e, Counted)]
    assert counted == [(CUMBRIA, 0), (LANCASHIRE, 3)]


def test_a_count_that_is_withdrawn_counts_as_none() -> None:
    taken = last(
        structured(counts(), COUNTS), structured(counts(version=2, withdrawn=True), COUNTS)
    )

    counted = [(e.area, e.counts.count) for e in taken.events if isinstance(e, Counted)]
    assert counted == [(CUMBRIA, 0)]


def test_a_district_files_to_its_force_and_is_kept() -> None:
    taken = last(structured(death(area=BIRMINGHAM)))

    filed = taken.events[0]
    assert isinstance(filed, CaseFiled)
    assert (filed.area, filed.case.area, filed.case.district) == (
        WEST_MIDLANDS,
        WEST_MIDLANDS,
        BIRMINGHAM,
    )


@pytest.mark.parametrize("subject", [BIRMINGHAM, WEST_MIDLANDS])
def test_the_subject_of_a_districts_report_may_name_district_or_force(subject: str) -> None:
    assert last(structured(death(area=BIRMINGHAM), subject=subject)).outcome == "accepted"


def test_from_a_district_to_its_force_is_no_move() -> None:
    taken = last(
        structured(death(area=BIRMINGHAM)), structured(death(version=2, area=WEST_MIDLANDS))
    )

    assert happenings(taken) == [("filed", WEST_MIDLANDS)]


def test_an_area_that_nobody_knows_is_set_aside() -> None:
    assert reason(last(structured(death(area="E23000099")))) == ("unknown_area", ("area",))
