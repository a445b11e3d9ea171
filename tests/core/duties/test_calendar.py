"""Clocks against independent arithmetic: numpy for working days, a day-by-day search for months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.duties.calendar import (
    LONDON,
    Holidays,
    Unit,
    add_working_days,
    add_year,
    due_at,
    months_beginning_with,
    read_holidays,
)
from tests.core.duties.cases import the_book

HOLIDAYS = the_book().holidays
IN_THE_FILE = st.dates(date(2014, 1, 1), date(2028, 6, 30))
ANY_DAY = st.dates(date(1990, 1, 1), date(2060, 1, 1))


def local(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


def due(start: date, length: int, unit: Unit) -> datetime | None:
    return due_at(start, length, unit, HOLIDAYS)


def every_day_of_the_file() -> np.ndarray:
    years = HOLIDAYS.years
    return np.arange(f"{min(years)}-01-01", f"{max(years) + 1}-01-01", dtype="datetime64[D]")


@pytest.mark.parametrize("length", [1, 2, 3, 5, 10, 15, 60])
def test_working_days_agree_with_numpy_on_every_day_of_the_file(length: int) -> None:
    days, holidays = every_day_of_the_file(), sorted(HOLIDAYS.days)
    begun = np.busday_offset(days, 0, "backward", holidays=holidays)
    by_numpy = np.busday_offset(begun, length, holidays=holidays).tolist()
    known = [one if one.year in HOLIDAYS.years else None for one in by_numpy]

    assert [add_working_days(day, length, HOLIDAYS) for day in days.tolist()] == known


@pytest.mark.parametrize("months", [1, 2, 6, 12])
def test_months_agree_with_numpy_on_every_day_of_the_file(months: int) -> None:
    days = every_day_of_the_file()
    month = days.astype("datetime64[M]")
    target = month + months
    last = (target + 1).astype("datetime64[D]") - 1
    same = target.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    by_numpy = np.where(same > last, last, same - 1).tolist()

    assert [months_beginning_with(day, months) for day in days.tolist()] == by_numpy


def first_day_after(first: date, months: int) -> date:
    """The day after a period of whole months, found by walking, not by arithmetic."""
    day, passed = first, 0
    while passed < months:
        day += timedelta(days=1)
        if day.day == 1:
            passed += 1
    while day.day != first.day and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day if day.day == first.day else day + timedelta(days=1)


@given(ANY_DAY, st.integers(1, 30))
def test_months_agree_with_a_walk_over_the_days(first: date, months: int) -> None:
    walked = first_day_after(first, months) - timedelta(days=1)

    assert months_beginning_with(first, months) == walked


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 1, 29), date(2027, 2, 28)),
        (date(2028, 1, 29), date(2028, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 30)),
        (date(2023, 8, 31), date(2023, 9, 30)),
    ],
)
def test_one_month_beginning_with(first: date, last: date) -> None:
    assert months_beginning_with(first, 1) == last


@given(ANY_DAY, st.integers(1, 24))
def test_a_month_more_never_ends_earlier(first: date, months: int) -> None:
    assert months_beginning_with(first, months) < months_beginning_with(first, months + 1)


def test_hours_are_elapsed_over_both_clock_changes() -> None:
    assert due(local(2026, 3, 28, 13), 48, Unit.HOURS) == local(2026, 3, 30, 14)
    assert due(local(2026, 10, 24, 13), 48, Unit.HOURS) == local(2026, 10, 26, 12)


def test_days_end_at_the_last_local_second_over_both_clock_changes() -> None:
    in_spring = due(local(2026, 3, 28, 13), 1, Unit.CALENDAR_DAYS)
    in_autumn = due(local(2026, 10, 24, 13), 1, Unit.CALENDAR_DAYS)

    assert in_spring == datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)
    assert in_autumn == datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)


def test_the_local_date_of_the_start_counts_and_not_that_in_utc() -> None:
    just_after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 2 July, 00:30 in London

    assert due(just_after_midnight, 1, Unit.CALENDAR_DAYS) == local(2026, 7, 3, 23, 59, 59)


def test_a_start_on_a_holiday_or_weekend_is_day_nought() -> None:
    assert due(local(2026, 12, 25, 9), 1, Unit.WORKING_DAYS) == local(2026, 12, 29, 23, 59, 59)
    assert due(date(2026, 5, 23), 1, Unit.WORKING_DAYS) == local(2026, 5, 26, 23, 59, 59)


@pytest.mark.parametrize(
    "start", [local(2013, 12, 31, 9), local(2028, 12, 28, 9), local(2029, 3, 1, 9)]
)
def test_outside_the_years_of_the_file_working_days_have_no_due_time(start: datetime) -> None:
    assert due(start, 5, Unit.WORKING_DAYS) is None
    assert due(start, 5, Unit.CALENDAR_DAYS) is not None


def test_a_plain_date_starts_at_its_local_midnight() -> None:
    assert due(date(2026, 7, 1), 48, Unit.HOURS) == local(2026, 7, 3)


def test_a_year_after_the_leap_day_is_the_last_of_february() -> None:
    assert add_year(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("date,name\n25 December,Christmas\n", "line 2: date must be like"),
        ("date\n2026-12-25\n2026-12-25\n", "line 3: 2026-12-25 stands twice"),
        ("date\n2026-12-25\n2028-12-25\n", "a year between the first and the last has none"),
        ("date\n", "no day could be read"),
    ],
)
def test_faults_of_the_holiday_file(text: str, fault: str) -> None:
    faults: list[str] = []

    read_holidays(text, faults)

    assert any(fault in one for one in faults)


def test_a_saturday_is_no_working_day() -> None:
    none = Holidays(frozenset(), frozenset({2026}))

    assert not none.is_working_day(date(2026, 6, 6))
    assert none.is_working_day(date(2026, 6, 8))
