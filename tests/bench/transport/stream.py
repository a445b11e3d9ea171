"""The benchmark's input: reports of 43 areas with corrections, repeats, withdrawals and poison.

About 340 bytes each. The same seed writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import orjson

AREAS = [f"E23{code:06d}" for code in range(1, 44)]
CATEGORIES = ("unexpected_not_suspicious", "suspected_suicide", "suspicious", "homicide")
METHODS = ("unknown", "sharp", "blunt", "asphyxia", "drug_poisoning")
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90
CORRECTED, WITHDRAWN, REPEATED, POISON = 0.06, 0.01, 0.02, 1 / 400

Message = tuple[bytes, bytes]


def reports(number: int, seed: int = 1) -> Iterator[Message]:
    """Give so many messages, as key and value."""
    chance = Random(seed)
    sent: list[dict[str, object]] = []
    for place in range(number):
        luck = chance.random()
        if sent and luck < CORRECTED + WITHDRAWN + REPEATED:
            which = chance.randrange(len(sent))
            report = sent[which]
            if luck < CORRECTED + WITHDRAWN:
                report = sent[which] = _corrected(report, chance, is_taken_back=luck < WITHDRAWN)
        else:
            report = _new(place, chance)
            sent.append(report)
        value = orjson.dumps(report)
        if chance.random() < POISON:
            value = value[: chance.randrange(1, len(value))]
        yield str(report["report_id"]).encode(), value


def _new(place: int, chance: Random) -> dict[str, object]:
    at = START + timedelta(seconds=chance.randrange(DAYS * 86_400))
    return {
        "report_id": f"R{place:08d}",
        "version": 1,
        "withdrawn": False,
        "area": chance.choice(AREAS),
        "recorded_at": (at + timedelta(hours=2)).isoformat(),
        "occurred_from": at.isoformat(),
        "place": {
            "lat": round(chance.uniform(50, 55), 6),
            "lon": round(chance.uniform(-5, 1), 6),
            "precision_m": 50,
        },
        "category": chance.choice(CATEGORIES),
        "method": chance.choice(METHODS),
        "subject": {"sex": chance.choice("FM"), "age": chance.randrange(100)},
        "sent_ns": 0,
    }


def _corrected(
    report: dict[str, object], chance: Random, *, is_taken_back: bool
) -> dict[str, object]:
    version = int(str(report["version"])) + 1
    return {
        **report,
        "version": version,
        "withdrawn": is_taken_back,
        "area": chance.choice(AREAS) if chance.random() < 0.2 else report["area"],
    }
