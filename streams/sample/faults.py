"""Messages that cannot be used, or only in part: each fault once."""

from __future__ import annotations

import json
from datetime import timedelta

from streams.sample.clock import Calendar, local
from streams.sample.dice import dice
from streams.sample.life import Data, Life, Sent
from streams.sample.tokens import report_id, token

ESSEX, MET = "//essex.police.uk/athena", "//met.police.uk/connect"
FIRST, EVERY = 21.4, 29.37  # day of the first fault; days between faults


def faults(calendar: Calendar, seed: int, lives: list[Life]) -> list[tuple[str, Sent]]:
    """Return the bad messages with what is wrong in each, from a good report and existing ones."""
    rng = dice(seed, "faults")
    deaths = [one for one in lives if one.kind == "death" and one.source == ESSEX]
    known = [rng.choice(deaths) for _ in range(2)] if deaths else []
    out: list[tuple[str, Sent]] = []
    for number, (words, changes) in enumerate(SPOILT.items()):
        sent = _good(calendar, seed, FIRST + EVERY * number)
        data = {**sent.data, **changes}
        data = {name: value for name, value in data.items() if value is not None}
        out.append((words, Sent(sent.at, sent.kind, sent.source, data)))
    partial = out[list(SPOILT).index(MISTYPED)][1]
    mended = {**partial.data, "subject": {**partial.data["subject"], "age": 40}}
    again = partial.at + timedelta(days=2)
    out.append(("the mistyped age mended: same version, now whole", Sent(
        again, "death", ESSEX, mended)))  # fmt: skip
    out += _shapes(calendar, seed) + _clashes(known)
    return out


MISTYPED = "age mistyped `fourty` (partial)"
SPOILT: dict[str, Data] = {
    "no category": {"category": None},
    "no recorded_at": {"recorded_at": None},
    "recorded_at without offset": {"recorded_at": "2025-08-20T10:15:00"},
    "unknown category": {"category": "unexplained"},
    MISTYPED: {"subject": {"token": token("subject", "fault"), "sex": "M", "age": "fourty"}},
    "unknown area": {"area": "E23000099"},
    "version not a number": {"version": "first"},
    "latitude out of range (partial)": {"place": {"lat": 515.4, "lon": 0.7, "kind": "home"}},
    "unknown method (partial)": {"method": "poisened"},
    "flags not a list (partial)": {"flags": "alcohol"},
}


def _good(calendar: Calendar, seed: int, day: float) -> Sent:
    at = calendar.at(day)
    aware = at - timedelta(hours=1)
    data: Data = {
        "report_id": report_id("ESX", "death", aware, seed, "fault", day),
        "version": 1,
        "area": "E23000028",
        "recorded_at": local(aware),
        "occurred_from": local(aware - timedelta(hours=8)),
        "place": {"lat": 51.7343, "lon": 0.4745, "precision_m": 250, "kind": "home"},
        "subject": {"token": token("subject", "fault", day), "sex": "F", "age": 66},
        "category": "unexpected_under_investigation",
        "method": "unknown",
        "flags": [],
    }
    return Sent(at, "death", ESSEX, data)


def _shapes(calendar: Calendar, seed: int) -> list[tuple[str, Sent]]:
    """Return lines that are no report at all: unknown type, no JSON, cut short, a count below 0."""
    strange = _good(calendar, seed, 33.3)
    at, cut = calendar.at(64.6), _good(calendar, seed, 95.2)
    half = json.dumps(cut.event())[:230]
    day = calendar.at(126.3)
    count = {
        "report_id": "OD-E23000028-correction",
        "version": 1,
        "area": "E23000028",
        "recorded_at": local(day),
        "measure": "ambulance_overdoses",
        "period_from": local(day - timedelta(days=2)),
        "period_to": local(day - timedelta(days=1)),
        "count": -3,
    }
    return [
        ("unknown type", Sent(strange.at, "accident", ESSEX, strange.data)),
        ("not JSON", Sent(at, "death", ESSEX, {}, "Athena export failed: retry in 300 s")),
        ("JSON cut short", Sent(cut.at, "death", ESSEX, {}, half)),
        ("count below zero", Sent(day, "counts", "//eastamb.nhs.uk/counts", count)),
    ]


def _clashes(known: list[Life]) -> list[tuple[str, Sent]]:
    """Return an equal version with other content, and a report's number used for another type."""
    if not known:
        return []
    first, second = (life.sent[-1] for life in known)
    other = {**first.data, "method": "fall" if first.data["method"] != "fall" else "other"}
    names = ("report_id", "area", "recorded_at", "place")
    violent = {name: second.data[name] for name in names} | {
        "version": second.data["version"] + 1, "offence": "5D",
    }  # fmt: skip
    return [
        ("content clash", Sent(first.at + timedelta(days=1), "death", ESSEX, other)),
        ("id clash", Sent(second.at + timedelta(days=3), "violence", ESSEX, violent)),
    ]
