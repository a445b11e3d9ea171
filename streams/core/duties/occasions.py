"""The days on which a calendar raises a duty, as a rule file words them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from streams.core.duties.wording import MONTHS

QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))  # month, day


def days_of_year(phrase: str) -> tuple[tuple[int, int], ...]:
    """Read 'every 31 January' or 'end of each quarter' as (month, day); else nothing."""
    if phrase == "end of each quarter":
        return QUARTER_ENDS
    found = re.fullmatch(r"every (\d{1,2}) ([A-Z][a-z]+)", phrase)
    if found is None or found[2] not in MONTHS:
        return ()
    month, day = MONTHS.index(found[2]) + 1, int(found[1])
    try:
        date(2023, month, day)  # a common year: no duty may wait for a 29 February
    except ValueError:
        return ()
    return ((month, day),)


def occasions(phrase: str, after: date, until: date) -> tuple[date, ...]:
    """Give the days of a calendar rule later than ``after`` and not later than ``until``."""
    first = after + timedelta(days=1)
    return tuple(
        date(year, month, day)
        for year in range(first.year, until.year + 1)
        for month, day in days_of_year(phrase)
        if first <= date(year, month, day) <= until
    )
