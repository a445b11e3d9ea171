"""First versions of a benchmark file, as the baselines see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from tests.bench.detection.world import KM_A_DEGREE, KM_EAST, LAT0, LON0

ORIGIN = datetime(2021, 1, 1, tzinfo=UTC)
NEVER_UNEXPECTED = frozenset({"expected_natural", "out_of_scope", "rtc"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One report when it first came. Units: days from `ORIGIN`, km; None is unknown."""

    report_id: str
    area: str
    at: float
    t: float
    x: float | None
    y: float | None
    streams: tuple[str, ...]
    sex: str | None
    age: int | None
    method: str
    incident: str | None


def read(path: Path) -> list[Seen]:
    """First versions of deaths and violence, in order of arrival, repeats left out."""
    known: set[str] = set()
    out = []
    with path.open("rb") as file:
        for line in file:
            event = orjson.loads(line)
            kind, data = event["type"].split(".")[1], event["data"]
            if kind not in ("death", "violence") or data["report_id"] in known:
                continue
            known.add(data["report_id"])
            out.append(_seen(kind, event, data))
    return out


def years_of(path: Path) -> float:
    """Length of a benchmark file in years, by its last arrival."""
    last = max(one.at for one in read(path))
    return last / 365.25


def _seen(kind: str, event: dict[str, str], data: dict[str, object]) -> Seen:
    place = data["place"]
    subject = data["subject"] if kind == "death" else data["subjects"][0]
    lat, lon = place.get("lat"), place.get("lon")
    age = subject.get("age")
    return Seen(
        report_id=data["report_id"],
        area=data["area"],
        at=_days(event["time"]),
        t=_days(data.get("occurred_from") or data["recorded_at"]),
        x=None if lon is None else (lon - LON0) * KM_EAST,
        y=None if lat is None else (lat - LAT0) * KM_A_DEGREE,
        streams=tuple(_streams(kind, data)),
        sex=subject.get("sex"),
        age=age if age is not None and age < 120 else None,
        method=data.get("method", "unknown"),
        incident=data.get("incident"),
    )


def _streams(kind: str, data: dict[str, object]) -> Iterator[str]:
    """What an analyst would count it among."""
    if kind == "violence":
        if data["method"] == "sexual" and data["relationship"] in ("stranger", "unknown"):
            yield "sexual"
        return
    category = data["category"]
    if category in NEVER_UNEXPECTED:
        return
    yield "unexpected"
    if category == "suspected_suicide" or data["method"] == "hanging":
        yield "suicide"
    if category == "suspected_drug_related" or data["method"] == "drug_poisoning":
        yield "drug"
    if category in ("suspicious", "homicide"):
        yield "homicide"


def _days(stamp: str) -> float:
    return (datetime.fromisoformat(stamp) - ORIGIN).total_seconds() / 86400.0
