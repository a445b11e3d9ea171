"""A rule's grounds in plain words, as a review officer would say them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from streams.core.duties.conditions import Comparison, Op
from streams.core.duties.sight import LISTS, WORDS, Sight

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
FACTS = {
    "age": "age unknown",
    "district": "district unknown (the rule applies to some districts of this force)",
    "country": "country unknown (England or Wales)",
}
NAMES = {
    "suspect_status": "suspect status",
    "place.kind": "place",
    "class": "offence class",
    "group": "offence group",
    "jurisdiction": "country",
}


def day(moment: date) -> str:
    """Write a date as people do: 10 February 2024."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def plain(word: str) -> str:
    """Write a code word as people do."""
    return word.replace("_", " ")


def either(words: Iterable[str]) -> str:
    """Join words as a choice: a, b or c."""
    *first, last = [plain(word) for word in words] or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last


def facts(missing: Iterable[str]) -> str:
    """Say which facts are missing."""
    return "; ".join(FACTS.get(name, f"{plain(name)} unknown") for name in missing)


def grounds(comparisons: Iterable[Comparison], sight: Sight) -> str:
    """Say on what a finding rests, with what the case shows."""
    return "; ".join(dict.fromkeys(ground(one, sight) for one in comparisons))


def ground(comparison: Comparison, sight: Sight) -> str:
    """Say what the case shows where one comparison looked."""
    if comparison.field in WORDS:
        return _word(comparison, WORDS[comparison.field](sight))
    if comparison.field in LISTS:
        return _list(comparison, LISTS[comparison.field](sight))
    return _ages(comparison, [who.age for who in sight.case.subjects])


def _word(comparison: Comparison, word: str | None) -> str:
    name = NAMES.get(comparison.field, plain(comparison.field))
    shown = f"{name} is {plain(word) if word else 'not given'}"
    if comparison.op in (Op.IS, Op.IN) and word not in comparison.words:
        return f"{shown}, not {either(comparison.words)}"
    return shown


def _list(comparison: Comparison, found: frozenset[str]) -> str:
    if comparison.field == "suspect_is":
        return _suspect(comparison, found)
    shown = sorted(found.intersection(comparison.words))
    name = "flag" if comparison.field == "flags" else plain(comparison.field)
    if shown:
        return f"{name} {' and '.join(plain(word) for word in shown)}"
    return f"no {name} {either(comparison.words)}" if comparison.words else f"{name} given"


def _suspect(comparison: Comparison, found: frozenset[str]) -> str:
    shown = sorted(found.intersection(comparison.words))
    if shown:
        return f"a suspect is recorded as {' and '.join(plain(word) for word in shown)}"
    if not found:
        return "no suspect is recorded"
    return f"no suspect is recorded as {either(comparison.words)}"


def _ages(comparison: Comparison, ages: list[int | None]) -> str:
    known = sorted({age for age in ages if age is not None})
    shown = f"age {' and '.join(map(str, known))}" if known else "age not given"
    is_met = any((age >= comparison.limit) is (comparison.op is Op.AT_LEAST) for age in known)
    if comparison.op is Op.PRESENT or not known:
        return shown
    is_older = (comparison.op is Op.AT_LEAST) is is_met
    limit = f"{comparison.limit} or over" if is_older else f"under {comparison.limit}"
    return f"{shown} ({limit})"
