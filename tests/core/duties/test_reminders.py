"""Half of the time, four fifths, the end; then every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from streams.core.duties import (
    complete,
    extend,
    pause,
    raised_by_external,
    reminder_times,
    reminders_between,
)
from tests.core.duties.cases import (
    CUMBRIA,
    NOON,
    a_book_of,
    a_case,
    a_homicide,
    duties_of,
    lines,
    regime_file,
    the_book,
)

HOUR = timedelta(hours=1)


def test_reminders_fall_at_50_80_and_100_per_cent() -> None:
    debrief = lines(duties_of(a_homicide()), "lessons")[0]

    assert reminder_times(the_book(), debrief) == (
        NOON + 36 * HOUR,
        NOON + 57.6 * HOUR,
        NOON + 72 * HOUR,
    )


def test_at_once_is_reminded_once() -> None:
    (line,) = lines(duties_of(a_case(flags=("prison",))), "ppo")

    assert reminder_times(the_book(), line) == (NOON,)


def test_a_step_may_name_its_own_days() -> None:
    rules: dict[str, Any] = regime_file()
    regime = next(one for one in rules["regime"] if one["id"] == "pfd_reply")
    regime["steps"][1]["remind"] = [42, 52, 56]
    book = a_book_of(rules)
    aware_at = datetime(2026, 11, 9, 10, tzinfo=UTC)
    _, reply = raised_by_external(book, "pfd_sent", date(2026, 11, 5), CUMBRIA, aware_at)

    days = [moment.date() for moment in reminder_times(book, reply)]
    assert days == [date(2026, 12, 17), date(2026, 12, 27), date(2026, 12, 31)]


def test_an_extended_step_is_reminded_by_its_new_end() -> None:
    rules: dict[str, Any] = regime_file()
    regime = next(one for one in rules["regime"] if one["id"] == "lessons")
    regime["steps"][0]["remind"] = [24, 48, 72]
    book = a_book_of(rules)
    duties = duties_of(a_homicide(), book=book)
    extended = extend(duties, "lessons", NOON + 100 * HOUR, "the team is in court")

    assert reminder_times(book, lines(duties, "lessons")[0])[0] == NOON + 24 * HOUR
    assert reminder_times(book, lines(extended, "lessons")[0])[0] == NOON + 50 * HOUR


def test_what_is_done_waiting_or_paused_is_not_reminded() -> None:
    duties = duties_of(a_homicide(suspect_is="partner"))
    done = complete(the_book(), duties, "lessons", "debrief", NOON)
    paused = pause(duties, "lessons", NOON, NOON + HOUR, "no access")

    assert reminder_times(the_book(), lines(done, "lessons")[0]) == ()
    assert reminder_times(the_book(), lines(paused, "lessons")[0]) == ()
    assert reminder_times(the_book(), lines(duties, "dhr")[1]) == ()


def test_a_missed_clock_is_told_at_its_end_and_again_each_day() -> None:
    debrief = lines(duties_of(a_homicide()), "lessons")[:1]
    due = NOON + 72 * HOUR
    told = reminders_between(the_book(), debrief, NOON + 50 * HOUR, due + 49 * HOUR)

    assert [(one.at, one.is_missed) for one in told] == [
        (NOON + 57.6 * HOUR, False),
        (due, True),
        (due + 24 * HOUR, True),
        (due + 48 * HOUR, True),
    ]


def test_each_reminder_falls_in_exactly_one_of_two_windows() -> None:
    duties = duties_of(a_homicide(suspect_is="partner"))
    ends = [NOON - HOUR, *(NOON + n * 17 * HOUR for n in range(60))]
    in_parts = [
        one
        for after, until in pairwise(ends)
        for one in reminders_between(the_book(), duties, after, until)
    ]

    assert in_parts == list(reminders_between(the_book(), duties, ends[0], ends[-1]))


def test_a_clock_without_a_due_time_is_not_reminded() -> None:
    line = replace(lines(duties_of(a_homicide()), "lessons")[0], due_at=None)

    assert reminder_times(the_book(), line) == ()
    assert reminders_between(the_book(), [line], NOON, NOON + 99 * HOUR) == ()
