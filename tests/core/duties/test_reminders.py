"""Half of the time, four fifths, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from streams.core.duties import (
    complete,
    extend,
    pause,
    raised_by_external,
    reminder_times,
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
    book = the_book()
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


def test_a_clock_without_a_due_time_is_not_reminded() -> None:
    line = replace(lines(duties_of(a_homicide()), "lessons")[0], due_at=None)

    assert reminder_times(the_book(), line) == ()
