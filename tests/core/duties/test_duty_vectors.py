"""Every vector of duty_vectors.jsonl: the readings of the rules that we stand by."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from streams.core.case import Case, Person, Subject
from streams.core.duties import (
    Duty,
    DutyState,
    assess,
    complete,
    raised_by_external,
    withdraw,
)
from tests.core.duties.cases import CUMBRIA, areas, force_of, the_book

VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("duty_vectors.jsonl").read_text().splitlines()
]
FORCES = {area["code"] for area in areas()["areas"]}
TIMES = ("recorded_at", "occurred_from", "occurred_to")
PLAIN = ("category", "method", "suspect_status", "offence", "injury", "weapon", "relationship")


def read_case(report: dict[str, Any]) -> Case:
    data = report["data"]
    area = data["area"]
    given: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    given |= {name: datetime.fromisoformat(data[name]) for name in TIMES if name in data}
    harmed = data.get("subjects") or [data.get("subject", {})]
    return Case(
        kind=report["type"].split(".")[1],
        source="//vectors",
        report_id=data["report_id"],
        version=data["version"],
        area=area if area in FORCES else force_of()[area],
        district=None if area in FORCES else area,
        flags=tuple(data.get("flags", ())),
        people=tuple(Person(p["token"], p["role"]) for p in data.get("people", ())),
        subjects=tuple(Subject(sex=who.get("sex"), age=who.get("age")) for who in harmed),
        **given,
    )


def play(vector: dict[str, Any]) -> tuple[Duty, ...]:
    """Apply reports, outside facts and orders in the order of their times."""
    book, duties = the_book(), tuple[Duty, ...]()
    events = [(datetime.fromisoformat(report["time"]), report) for report in vector["reports"]]
    events += [(datetime.fromisoformat(order["at"]), order) for order in vector.get("orders", ())]
    for at, event in sorted(events, key=lambda one: one[0]):
        if "action" in event:
            duties = complete(book, duties, event["duty"], event["step"], at)
        elif event["data"].get("withdrawn"):
            duties = withdraw(duties)
        else:
            case = read_case(event)
            duties = assess(book, case, duties, case.recorded_at)
    for fact in vector.get("external", ()):
        aware_at = datetime.fromisoformat(vector["aware_at"])
        on = date.fromisoformat(fact["on"])
        duties += raised_by_external(book, fact["kind"], on, vector["area"], aware_at)
    return duties


def shown(line: Duty) -> dict[str, Any]:
    seen: dict[str, Any] = {"duty": line.duty, "state": line.state.value}
    if line.state in (DutyState.OPEN, DutyState.DONE):
        seen |= {name: getattr(line, name) for name in ("step", "basis", "confidence")}
        seen |= {name: getattr(line, name) for name in ("starts_at", "due_at", "length", "unit")}
    if line.state is DutyState.EXCLUDED:
        seen["excluded_by"] = line.excluded_by
    return seen


def expected(entry: dict[str, Any]) -> dict[str, Any]:
    seen = {name: value for name, value in entry.items() if name not in ("due_date", "reason")}
    for name in ("starts_at", "due_at"):
        if name in seen:
            written = seen[name]
            read = date.fromisoformat if len(written) == 10 else datetime.fromisoformat
            seen[name] = read(written)
    return seen


def in_order(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda one: (one["duty"], one.get("step") or ""))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_the_duties_are_those_of_the_vector(vector: dict[str, Any]) -> None:
    duties = play(vector)
    told = [
        shown(line)
        for line in duties
        if line.duty in vector["check"] and line.state is not DutyState.WAITING
    ]

    assert in_order(told) == in_order([expected(entry) for entry in vector["expect"]])
    assert not {line.duty for line in duties} & set(vector["absent"])


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_every_line_of_the_vector_says_why(vector: dict[str, Any]) -> None:
    assert all(line.reason for line in play(vector))


def test_vectors_name_their_area() -> None:
    assert len(VECTORS) == 25
    assert CUMBRIA in {vector["area"] for vector in VECTORS}
