"""When a clock ends: elapsed hours, calendar days, working days, months beginning with a day."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from io import StringIO
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")  # all duties are counted in local days
LAST_SECOND = time(23, 59, 59)
SATURDAY = 5  # date.weekday(): Monday is 0


class Unit(StrEnum):
    """How a length of time is counted; the readings stand in [units] of the regime file."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS_BEGINNING_WITH = "months_beginning_with"


@dataclass(frozen=True, slots=True)
class Holidays:
    """The bank holidays of England and Wales, and the years for which all of them are known."""

    days: frozenset[date]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Say whether it is a Monday to Friday that is no bank holiday."""
        return day.weekday() < SATURDAY and day not in self.days


def read_holidays(text: str, faults: list[str]) -> Holidays:
    """Read the lines of ``bank_holidays_ew.csv``; what cannot be read is added to ``faults``."""
    days: set[date] = set()
    for line, row in enumerate(csv.DictReader(StringIO(text, newline="")), start=2):
        try:
            day = date.fromisoformat(row.get("date") or "")
        except ValueError:
            faults.append(f"bank holidays, line {line}: date must be like 2026-12-25")
            continue
        if day in days:
            faults.append(f"bank holidays, line {line}: {day} stands twice")
        days.add(day)
    years = frozenset(day.year for day in days)
    if not days:
        faults.append("bank holidays: no day could be read")
    elif len(years) != max(years) - min(years) + 1:
        faults.append("bank holidays: a year between the first and the last has none")
    return Holidays(frozenset(days), years)


def local_date(moment: date) -> date:
    """Give the London date of an instant; a plain date is already one."""
    return moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment


def instant(moment: date) -> datetime:
    """Give the instant in UTC; a plain date begins at its London midnight."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Give the last second of a London day, in UTC."""
    return datetime.combine(day, LAST_SECOND, LONDON).astimezone(UTC)


def due_at(start: date, length: int, unit: Unit, holidays: Holidays) -> datetime | None:
    """Give the instant (UTC) at which a clock ends; none where the bank holidays are unknown.

    Units: ``length`` in ``unit``; ``start`` is an instant, or a London date for a day alone.
    Source: [units] of the regime file. Hours are elapsed: 48 h over the spring change end one
    hour later by the wall. All other units end at the last second of a London day.
    Errors: a month that 'begins with' a day may be read a day early, never late.
    """
    if unit is Unit.HOURS:
        return instant(start) + timedelta(hours=length)
    day = local_date(start)
    if unit is Unit.CALENDAR_DAYS:
        return end_of(day + timedelta(days=length))
    if unit is Unit.MONTHS_BEGINNING_WITH:
        return end_of(months_beginning_with(day, length))
    last = add_working_days(day, length, holidays)
    return None if last is None else end_of(last)


def add_working_days(day: date, length: int, holidays: Holidays) -> date | None:
    """Count ``length`` working days on from ``day``, which is day 0 whatever day it is."""
    if day.year not in holidays.years:
        return None
    left = length
    while left > 0:
        day += timedelta(days=1)
        if day.year not in holidays.years:
            return None
        left -= holidays.is_working_day(day)
    return day


def months_beginning_with(first: date, months: int) -> date:
    """Give the last day of a period of months whose first day counts.

    Units: calendar months. 15 March + 1 = 14 April; 31 January + 1 = 28 or 29 February.
    """
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    days = monthrange(year, month0 + 1)[1]
    if first.day > days:
        return date(year, month0 + 1, days)
    return date(year, month0 + 1, first.day) - timedelta(days=1)


def add_year(day: date) -> date:
    """Give the same day a year on; a 29 February gives 28 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
