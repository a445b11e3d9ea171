"""What people order stands: against the clock, and against the next version."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from streams.core.duties import (
    Duty,
    assess,
    complete,
    decide,
    extend,
    open_duty,
    pause,
    raised_by_alert,
    raised_by_calendar,
    resume,
    with_external,
)
from streams.core.duties.orders import may_open
from tests.core.duties.cases import (
    CUMBRIA,
    MET,
    NOON,
    a_case,
    a_homicide,
    duties_of,
    lines,
    states,
    the_book,
)

DAY = timedelta(days=1)
BOOK = the_book()
PARTNER = a_homicide(suspect_is="partner")


def a_dhr() -> tuple[Duty, ...]:
    return duties_of(PARTNER)


def test_completing_a_step_starts_what_waited_for_it() -> None:
    once = complete(BOOK, a_dhr(), "dhr", "notify_csp", NOON + DAY)
    assert states(once, "dhr") == ["done", "open", "waiting", "waiting"]
    assert lines(once, "dhr")[1].due_at == datetime(2026, 7, 10, 22, 59, 59, tzinfo=UTC)

    twice = complete(BOOK, once, "dhr", "notify_csp", NOON + 2 * DAY)
    assert twice is once


def test_a_step_may_be_done_before_the_one_it_waits_for() -> None:
    early = complete(BOOK, a_dhr(), "dhr", "decide", NOON + DAY)

    assert states(early, "dhr") == ["open", "done", "open", "waiting"]
    late = complete(BOOK, early, "dhr", "notify_csp", NOON + 2 * DAY)
    assert states(late, "dhr") == ["done", "done", "open", "waiting"]


def test_what_is_not_there_cannot_be_completed() -> None:
    duties = a_dhr()

    assert complete(BOOK, duties, "dhr", "dance", NOON) is duties
    assert complete(BOOK, duties, "sar", "refer", NOON) is duties


def test_a_fact_from_outside_starts_what_waited_for_it() -> None:
    case = a_homicide(flags=("probation",), suspect_status="charged")
    duties = with_external(BOOK, duties_of(case), "first_court_appearance", date(2026, 6, 12))

    assert states(duties, "sfo") == ["open", "open"]
    assert lines(duties, "sfo")[1].starts_at == date(2026, 6, 12)
    assert lines(duties, "sfo")[1].due_at == datetime(2026, 6, 26, 22, 59, 59, tzinfo=UTC)


def test_an_extension_is_kept_by_the_next_version() -> None:
    until = NOON + 30 * DAY
    duties = extend(a_dhr(), "dhr", until, "the CSP chair is away")
    after = assess(BOOK, a_homicide(suspect_is="partner", version=2), duties, NOON + DAY)

    line = lines(after, "dhr")[0]
    assert (line.state, line.due_at, line.reason) == ("extended", until, "the CSP chair is away")
    assert extend(duties, "cdr", until, "none") == duties


def test_a_pause_adds_its_length_and_ends_by_itself() -> None:
    before = lines(a_dhr(), "dhr")[0]
    paused = pause(a_dhr(), "dhr", NOON, NOON + 2 * DAY, "no access")
    line = lines(paused, "dhr")[0]
    assert before.due_at is not None
    assert (line.state, line.due_at) == ("paused", before.due_at + 2 * DAY)

    assert resume(paused, NOON + DAY) == paused
    on_again = lines(resume(paused, NOON + 2 * DAY), "dhr")[0]
    assert (on_again.state, on_again.due_at) == ("open", line.due_at)


def test_a_pause_in_days_ends_at_a_last_second_over_the_clock_change() -> None:
    at = datetime(2026, 3, 26, 9, tzinfo=UTC)
    duties = duties_of(a_case(flags=("custody",), recorded_at=at))
    paused = pause(duties, "iopc_dsi", at, at + 3 * DAY, "no access")

    due = datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC)
    assert lines(paused, "iopc_dsi")[0].due_at == due


def test_not_required_ends_a_duty_while_its_trigger_holds() -> None:
    ended = decide(BOOK, a_dhr(), "dhr", "not_required", "no abuse, a fall")
    (line,) = lines(ended, "dhr")
    assert (line.state, line.reason) == ("void", "decided not required: no abuse, a fall")

    same = assess(BOOK, PARTNER, ended, NOON + DAY)
    assert states(same, "dhr") == ["void"]
    gone = assess(BOOK, a_homicide(), same, NOON + 2 * DAY)
    again = assess(BOOK, PARTNER, gone, NOON + 3 * DAY)
    assert lines(again, "dhr")[0].aware_at == NOON + 3 * DAY


def test_required_opens_what_was_excluded_or_asked_about() -> None:
    at = datetime(2023, 7, 3, 9, tzinfo=UTC)
    case = a_homicide(method="sharp", recorded_at=at, area=MET)
    opened = decide(BOOK, duties_of(case), "owhr", "required", "it was in Lambeth")

    assert states(opened, "owhr") == ["open"]
    assert lines(opened, "owhr")[0].aware_at == at
    assert states(assess(BOOK, case, opened, at + DAY), "owhr") == ["open"]


def test_undecided_lets_the_clock_run_on() -> None:
    duties = a_dhr()

    assert decide(BOOK, duties, "dhr", "undecided", "ask again") == duties
    assert decide(BOOK, duties, "dhr", "required", "it is one") == duties
    assert decide(BOOK, duties, "sar", "required", "it is one") == duties


def test_what_a_person_opened_the_next_version_does_not_end() -> None:
    case = a_case()
    duties = open_duty(BOOK, "iopc_dsi", NOON, reason="contact 60 hours before")

    assert assess(BOOK, case, duties, NOON + DAY) == duties


def test_what_may_be_opened_by_hand() -> None:
    stands = may_open(BOOK, "owhr", CUMBRIA, NOON, NOON)

    assert may_open(BOOK, "no_such_duty", CUMBRIA, NOON, NOON) is None
    assert stands is not None
    assert stands.why_not == "not in force: only for deaths or incidents up to 31 December 2023"


def test_an_alert_raises_its_duty() -> None:
    (line,) = raised_by_alert(BOOK, "suicide_cluster", CUMBRIA, NOON)

    assert (line.duty, line.due_at) == (
        "suicide_cluster",
        datetime(2026, 6, 12, 22, 59, 59, tzinfo=UTC),
    )
    assert raised_by_alert(BOOK, "similar_near_repeat", CUMBRIA, NOON) == ()


def test_the_calendar_raises_its_duties() -> None:
    raised = raised_by_calendar(BOOK, CUMBRIA, date(2025, 12, 31), date(2026, 3, 31))

    assert [(day, line.duty, line.due_at) for day, (line,) in raised] == [
        (date(2026, 1, 31), "svd_refresh", datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 31), "death_report", datetime(2026, 4, 16, 22, 59, 59, tzinfo=UTC)),
    ]
