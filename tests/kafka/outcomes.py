"""What a service said on a broker, and what a replay of its own areas' logs says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import orjson

from schemas.topics import ALERT_REVISIONS, DECISIONS
from streams.clients import area_log
from streams.clients.kafka import read_to_end
from streams.configuration import load
from streams.replay.lines import Line, read_lines
from streams.replay.run import run as replay
from streams.settings import Settings

AREAS = ("E23000001", "E23000028")  # those of the sample

Revisions = dict[tuple[str, int], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Alert revisions of a service against a replay of what it filed; all must be 0."""

    events: int
    lost: int
    phantom: int
    repeated: int
    changed: int
    decisions_lost_or_repeated: int

    @property
    def is_none(self) -> bool:
        """Whether the service said exactly what the replay says."""
        return not (
            self.lost
            or self.phantom
            or self.repeated
            or self.changed
            or self.decisions_lost_or_repeated
        )


def difference(settings: Settings, folder: Path) -> Difference:
    """Compare everything a service told with a replay of its logs."""
    told = [_alert(message.value()) for message in read_to_end(settings, ALERT_REVISIONS)]
    decided = Counter(message.value() for message in read_to_end(settings, DECISIONS))
    wanted, wanted_decisions = replayed(settings, folder)
    by_key = {_key(alert): alert for alert in told}
    return Difference(
        events=sum(1 for area in AREAS for _ in area_log.lines(settings, load().areas, area)),
        lost=len(wanted.keys() - by_key.keys()),
        phantom=len(by_key.keys() - wanted.keys()),
        repeated=len(told) - len(by_key),
        changed=sum(by_key[key] != wanted[key] for key in by_key.keys() & wanted.keys()),
        decisions_lost_or_repeated=sum((decided - wanted_decisions).values())
        + sum((wanted_decisions - decided).values()),
    )


def revisions_on_broker(settings: Settings) -> Revisions:
    """Read by a consumer that is none of ours; a revision twice fails."""
    found: Revisions = {}
    for message in read_to_end(settings, ALERT_REVISIONS):
        alert = _alert(message.value())
        assert _key(alert) not in found, f"{_key(alert)} stands twice"
        found[_key(alert)] = alert
    return found


def revisions_of_replay(lines: list[Line], folder: Path) -> Revisions:
    """What a replay of these lines tells."""
    return _replay(lines, folder)[0]


def replayed(settings: Settings, folder: Path) -> tuple[Revisions, Counter[bytes]]:
    """What a replay of each area's log tells and decides."""
    configuration = load()
    found: Revisions = {}
    decided: Counter[bytes] = Counter()
    for area in AREAS:
        log = folder / f"{area}.jsonl"
        with log.open("wb") as file:
            file.writelines(area_log.lines(settings, configuration.areas, area))
        revisions, decisions = _replay(list(read_lines([log])), folder)
        found |= revisions
        decided += decisions
    return found, decided


def _replay(lines: list[Line], folder: Path) -> tuple[Revisions, Counter[bytes]]:
    out, decisions = folder / "alerts.jsonl", folder / "decisions.jsonl"
    replay(load(), lines, out, decisions=decisions)
    found: Revisions = {}
    for line in out.read_bytes().splitlines():
        alert = _alert(orjson.dumps(orjson.loads(line)["data"]))
        found[_key(alert)] = alert
    said = decisions.read_bytes().splitlines()
    return found, Counter(orjson.dumps(orjson.loads(line)["data"]) for line in said)


def _alert(value: bytes) -> dict[str, object]:
    alert: dict[str, object] = orjson.loads(value)
    alert["as_of"] = None
    return alert


def _key(alert: dict[str, object]) -> tuple[str, int]:
    return str(alert["alert_id"]), int(str(alert["revision"]))
