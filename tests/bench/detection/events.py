"""Versions of reports as CloudEvents, one a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.rows import DEATH, HOSPITAL, KINDS, VIOLENCE, Rows
from tests.bench.detection.tables import (
    CATEGORIES,
    FLAGS,
    METHODS,
    OFFENCES,
    PLACES,
    RELATIONS,
    ROLES,
    SUBSTANCES,
)
from tests.bench.detection.world import World

MISTYPED_AGE = 214  # of a few reports: they must survive it


def token(prefix: str, number: int) -> str:
    """A stable opaque token, like a keyed hash seen from outside (splitmix64)."""
    z = (number * 0x9E3779B97F4A7C15 + ord(prefix)) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    return f"{prefix}{z ^ (z >> 31):016x}"


def stamps(start: np.datetime64, days: NDArray[np.float64]) -> list[str]:
    """Days from the start as RFC 3339 in UTC."""
    at = start + (days * 86400).astype("timedelta64[s]")
    return [stamp + "Z" for stamp in np.datetime_as_string(at, unit="s").tolist()]


def cloud_event(
    kind: str, area: str, report: str, version: int, sent: str, data: dict[str, Any]
) -> str:
    """One line of a replay file."""
    name = f"tocsin.{kind}.reported.v1"
    event = {
        "specversion": "1.0",
        "type": name,
        "source": f"//{area.lower()}.example/records",
        "id": f"{report}/{version}",
        "subject": area,
        "time": sent,
        "datacontenttype": "application/json",
        "dataschema": name,
        "data": data,
    }
    return json.dumps(event, separators=(",", ":")) + "\n"


def body(
    world: World,
    row: Mapping[str, Any],
    version: Mapping[str, Any],
    where: tuple[float, float],
    recorded: str,
    occurred: str,
    report: str,
    death_of: Mapping[int, str],
) -> dict[str, Any]:
    """The data of one version. The row's luck leaves fields out, the same in every version."""
    luck, kind = row["luck"], row["kind"]
    data = {
        "report_id": report,
        "version": version["no"],
        "area": world.codes[row["area"]],
        "recorded_at": recorded,
        "place": _place(row, where),
        "occurred_from": None if 0.10 < luck < 0.13 else occurred,
        "withdrawn": True if version["gone"] else None,
        "people": _people(row) or None,
        "flags": [name for bit, name in enumerate(FLAGS) if row["flags"] >> bit & 1] or None,
        "incident": f"i{row['incident']}" if row["incident"] >= 0 else None,
        "method": METHODS[row["method"]],
    }
    if kind == DEATH:
        data |= _death(row, version)
    elif kind == VIOLENCE:
        known = luck > 0.2 or version["status"]
        data |= {
            "subjects": [_subject(row)],
            "offence": OFFENCES[row["what"]],
            "relationship": RELATIONS[row["rel"] if known else -1],
        }
    else:
        dead = version["status"] == 2
        data |= {
            "subject": _subject(row),
            "status": ("missing", "found_safe", "found_dead")[version["status"]],
            "method": None,
            "risk": "high" if luck > 0.8 else "medium",
            "last_seen_at": data["occurred_from"],
            "found_report_id": death_of[row["found"]] if dead else None,
        }
    return _known(data)


def overdose_counts(
    world: World, rng: Generator, rows: Rows, days: int, start: np.datetime64
) -> list[tuple[float, str]]:
    """Ambulance overdose calls, one count a day and area: 1,000 per million a year.

    A member of a bad batch brings its extra calls in whole numbers of its luck.
    """
    extra = np.zeros((len(world.codes), days))
    for row in rows[rows["luck"] >= 2]:
        about = np.clip(int(row["t"]) + np.arange(-1, 3), 0, days - 1)
        extra[row["area"], about] += (row["luck"] // 2) / 4
    usual = world.people[:, None] * 1000 / 1e6 / 365.25 * np.ones(days)
    calls = rng.poisson(usual) + rng.poisson(extra)
    day = np.arange(days + 1, dtype=np.float64)
    edge, sent, out = stamps(start, day), stamps(start, day + 1.25), []
    for number, code in enumerate(world.codes):
        for today in range(days):
            report = f"C{number:02d}-{today:07d}"
            data = {
                "report_id": report,
                "version": 1,
                "area": code,
                "recorded_at": sent[today],
                "measure": "ambulance_overdoses",
                "period_from": edge[today],
                "period_to": edge[today + 1],
                "count": int(calls[number, today]),
            }
            line = cloud_event("counts", code, report, 1, sent[today], data)
            out.append((today + 1.25, line))
    return out


def report_id(row: Any) -> str:
    """The sender's number of a report."""
    kind, area, subject = (row[name].item() for name in ("kind", "area", "subject"))
    return f"{KINDS[kind][0].upper()}{area:02d}-{token('r', subject)[1:12]}"


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _place(row: Mapping[str, Any], where: tuple[float, float]) -> dict[str, Any]:
    placed, site = row["luck"] > 0.03, row["site"]
    ward = f"RX{site - HOSPITAL:03d}" if site >= HOSPITAL else f"1-{10**8 + site}"
    numbered = row["uprn"] >= 0 and row["luck"] < 0.9
    return _known(
        {
            "kind": PLACES[row["place"]],
            "lsoa": f"E01{row['lsoa']:06d}",
            "lat": round(where[0], 5) if placed else None,
            "lon": round(where[1], 5) if placed else None,
            "precision_m": row["precision"] if placed else None,
            "uprn": f"{10**11 + row['uprn']:012d}" if numbered else None,
            "institution": ward if site >= 0 else None,
            "ward": f"W{row['ward']:02d}" if row["ward"] >= 0 else None,
            "venue": token("v", row["venue"]) if row["venue"] >= 0 else None,
        }
    )


def _people(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    role, people = ROLES[row["role"]], []
    if row["person"] >= 0:
        somebody = token("p", row["person"])
        people.append({"token": somebody, "role": role, "professional": role == "carer"})
    if row["gp"] >= 0:
        people.append({"token": token("g", row["gp"]), "role": "gp", "professional": True})
    return people


def _subject(row: Mapping[str, Any]) -> dict[str, Any]:
    luck, age = row["luck"], row["age"]
    if 0.05 < luck < 0.08:
        age = None
    elif 0.08 < luck < 0.081:
        age = MISTYPED_AGE
    return _known({"token": token("s", row["subject"]), "sex": "MFU"[row["sex"]], "age": age})


def _death(row: Mapping[str, Any], version: Mapping[str, Any]) -> dict[str, Any]:
    lab, luck = bool(version["lab"]), row["luck"]
    tested = "pending" if row["sub"] or luck > 0.6 else "none"
    return {
        "subject": _subject(row),
        "category": CATEGORIES[version["what"]],
        "substances": [SUBSTANCES[row["sub"]]] if lab else None,
        "toxicology": "done" if lab else tested,
    }
