"""Words for alerts: people, categories and spans of time as a duty officer says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from streams.core.case import Case
from streams.core.duties.calendar import LONDON
from streams.core.lookup import CaseRow

CATEGORY_WORDS = {
    "expected_natural": "expected",
    "unexpected_under_investigation": "under investigation",
    "unexpected_not_suspicious": "not suspicious",
    "suspected_suicide": "suspected suicide",
    "suspected_drug_related": "drug related",
    "suspected_accident": "accident",
    "rtc": "road death",
    "suspicious": "suspicious",
    "homicide": "homicide",
    "undetermined": "undetermined",
    "out_of_scope": "out of scope",
}
ADULT = 18  # years
SMALL_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


def oxford(words: Iterable[str]) -> str:
    """Join words: a, b and c."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def number_word(number: int) -> str:
    """Write a small number as a word."""
    return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else str(number)


def people_of(cases: Sequence[Case]) -> str:
    """Say who they were: Two men aged 22 and 23."""
    sexes = {case.subject.sex for case in cases}
    ages = sorted(case.subject.age for case in cases if case.subject.age is not None)
    young = bool(ages) and ages[-1] < ADULT
    nouns = {"M": "boys" if young else "men", "F": "girls" if young else "women"}
    noun = nouns.get(next(iter(sexes)) or "", "people") if len(sexes) == 1 else "people"
    shown = oxford(str(age) for age in ages) if len(ages) <= 4 else f"{ages[0]} to {ages[-1]}"
    return (
        f"{number_word(len(cases)).capitalize()} {noun} aged {shown}"
        if ages
        else (f"{number_word(len(cases)).capitalize()} {noun}")
    )


def categories(rows: Iterable[CaseRow]) -> list[str]:
    """Name the categories of today, each once, in order of arrival."""
    named = (CATEGORY_WORDS.get(row.case.category or "", "not categorised") for row in rows)
    return list(dict.fromkeys(named))


def local(moment: datetime) -> str:
    """Write a moment as people here read it: Fri 5 Dec 2025, 16:30 GMT."""
    there = moment.astimezone(LONDON)
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M %Z}"


def span(start: datetime, end: datetime) -> str:
    """Say how long it was from first to last, in whole days."""
    days = (end.date() - start.date()).days
    return f"{days} days" if days != 1 else "1 day"
