"""Cases and the book of rules for tests, with defaults that raise nothing."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from streams.core.case import Case, CaseKind, Person, Place, Subject
from streams.core.duties import Book, Duty, assess, build_book

DATA = Path(__file__).parents[3] / "streams" / "data"
CUMBRIA = "E23000002"
MET = "E23000001"
SOUTH_WALES = "W15000003"
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)  # a Wednesday


@cache
def areas() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "areas.json").read_text())
    return loaded


@cache
def force_of() -> dict[str, str]:
    return {d["code"]: a["code"] for a in areas()["areas"] for d in a["districts"]}


def regime_file() -> dict[str, Any]:
    return tomllib.loads((DATA / "regimes.toml").read_text())


def a_book_of(regimes: dict[str, Any]) -> Book:
    return build_book(
        regimes,
        (DATA / "offence_codes.csv").read_text(),
        (DATA / "bank_holidays_ew.csv").read_text(),
        areas(),
    )


@cache
def the_book() -> Book:
    return a_book_of(regime_file())


def a_case(kind: CaseKind = "death", **facts: Any) -> Case:
    """A case; ``age``, ``suspect_is`` and ``place_kind`` are short for subjects, people, place."""
    given: dict[str, Any] = {
        "source": "//cumbria.police.uk/niche",
        "report_id": "r1",
        "version": 1,
        "area": CUMBRIA,
        "recorded_at": NOON,
    }
    if kind == "death":
        given["category"] = "expected_natural"
        facts.setdefault("age", 40)
    if "age" in facts:
        facts["subjects"] = (Subject(age=facts.pop("age")),)
    if "suspect_is" in facts:
        roles = ("suspect", facts.pop("suspect_is"))
        facts["people"] = tuple(Person("p1", role) for role in roles)
    if "place_kind" in facts:
        facts["place"] = Place(kind=facts.pop("place_kind"))
    given |= facts
    given.setdefault("occurred_from", given["recorded_at"])
    return Case(kind=kind, **given)


def a_homicide(**facts: Any) -> Case:
    return a_case(**({"category": "homicide"} | facts))


def duties_of(*versions: Case, book: Book | None = None) -> tuple[Duty, ...]:
    """The duties after the last of several versions of one report."""
    duties: tuple[Duty, ...] = ()
    for case in versions:
        duties = assess(book or the_book(), case, duties, case.recorded_at)
    return duties


def lines(duties: tuple[Duty, ...], duty: str) -> list[Duty]:
    return [line for line in duties if line.duty == duty]


def states(duties: tuple[Duty, ...], duty: str) -> list[str]:
    return [line.state.value for line in lines(duties, duty)]
