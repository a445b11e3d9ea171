"""Reads a story file and tells it: reports in words become reports of senders, in order of days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import yaml

from schemas.alerts import Alert
from schemas.decisions import Decision
from schemas.partner_alerts import PartnerAlert
from schemas.topics import ALERT_REVISIONS
from streams.configuration import DATA, Configuration
from streams.core.detectors import DETECTORS
from streams.core.detectors.wording import CATEGORY_WORDS
from streams.core.partners.partner_file import partners_from
from streams.core.partners.recipients import Keys
from streams.publishing import Published
from streams.replay.lines import Line
from streams.replay.replay import Replay
from tests.core.people_and_places import configuration

SEXES = {"man": "M", "boy": "M", "woman": "F", "girl": "F", "person": None}
CATEGORIES = {words: category for category, words in CATEGORY_WORDS.items()}
REPORT_WORDS = {
    "day", "at", "report", "happened", "who", "where", "kind of place", "how", "drugs",
    "recorded as", "tied", "signs", "incident", "address", "ward", "force", "taken back", "every",
    "times", "suspect is", "of", "named", "found", "hurt", "weapon", "body released",
    "district",
}  # fmt: skip
ORDER_WORDS = {
    "day", "at", "order", "about", "by", "role", "until", "because", "verdict", "reports",
    "duty", "step", "outcome",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A decision, the alert at the revision that it is about, what partners hear of it by name."""

    decision: Decision
    alert: Alert | None
    partners: dict[str, PartnerAlert] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A story as its file has it."""

    path: Path
    text: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Story:
        return cls(path, yaml.safe_load(path.read_text()))

    def instant(self, day: float, clock: str = "12:00") -> datetime:
        begins: date = self.text["begins"]
        there = datetime.combine(begins, time.fromisoformat(clock), UTC)
        return there + timedelta(days=day)

    def tell(self) -> list[Told]:
        """Tell all of the story; return what was said, in order."""
        replay = Replay(self._configuration())
        said: list[Published] = []
        for number, value in enumerate(self._lines(said), start=1):
            said += replay.apply(Line(number, value, 0))[0]
        said += replay.until(self.instant(self.text.get("ends", 0)))
        return list(_paired(said))

    def _configuration(self) -> Configuration:
        """The shipped rules, and the partners that the story names."""
        shipped, area = configuration(), self._force(self.text["area"])
        told = {name: {**row, "areas": [area], "key": "key", "agreement": "a story"}
                for name, row in self.text.get("partners", {}).items()}  # fmt: skip
        file = tomllib.loads((DATA / "partners.toml").read_text()) | {"recipient": told}
        keys = {name: Keys(sha256(name.encode()).digest()) for name in told}
        partners = partners_from(file, DETECTORS.values(), shipped.areas.by_code.keys(), keys)
        return replace(shipped, shared=replace(shipped.shared, partners=partners))

    def _lines(self, said: list[Published]) -> Iterator[bytes]:
        """Reports and orders by time; an order finds its alert in what was said before it."""
        known: dict[str, dict[str, Any]] = {}
        orders = [{**row, "number": n} for n, row in enumerate(self.text.get("orders", []))]
        rows = [*self._rows(), *orders]
        for row in sorted(rows, key=lambda row: self.instant(row["day"], row.get("at", "12:00"))):
            if "order" in row:
                yield self._command(row, said)
                continue
            unknown = row.keys() - REPORT_WORDS
            assert not unknown, f"{self.path.name}: a story does not know {sorted(unknown)}"
            name = str(row["report"])
            merged = known[name] = {**known.get(name, {}), **row}
            merged["version"] = merged.get("version", 0) + 1
            yield self._event(name, merged)

    def _command(self, row: Mapping[str, Any], said: list[Published]) -> bytes:
        unknown = row.keys() - ORDER_WORDS - {"number"}
        assert not unknown, f"{self.path.name}: an order does not know {sorted(unknown)}"
        now = self.instant(row["day"], row.get("at", "12:00"))
        kind = row["about"].replace(" ", "_")
        about = [one.data for one in said if isinstance(one.data, Alert) and one.data.kind == kind]
        until = {"until": self.instant(row["until"]).isoformat()} if "until" in row else {}
        data = {
            "command_id": f"{self.path.stem} {row['number']}", "action": row["order"],
            "alert_id": about[-1].alert_id, "by": row.get("by", "ada"),
            "role": row.get("role", "analyst"), "at": now.isoformat(),
            "reason": row.get("because"), "verdict": row.get("verdict"), **until,
            "report_ids": [f"report {one}" for one in row.get("reports", [])],
            **{name: row[name] for name in ("duty", "step", "outcome") if name in row},
        }  # fmt: skip
        event = {
            "specversion": "1.0", "type": "tocsin.command.v1", "source": "//force/console",
            "id": data["command_id"], "time": now.isoformat(), "data": data,
        }  # fmt: skip
        return orjson.dumps(event)

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Reports by day; ``every`` and ``times`` are short for many alike."""
        rows: list[dict[str, Any]] = []
        for number, row in enumerate(self.text["reports"], start=1):
            row = {"report": number, **row}
            for step in range(row.get("times", 1)):
                name = f"{row['report']}.{step}" if "times" in row else row["report"]
                rows.append({**row, "report": name, "day": row["day"] + step * row.get("every", 1)})
        yield from sorted(rows, key=lambda row: (row["day"], row.get("at", "12:00")))

    def _event(self, name: str, row: Mapping[str, Any]) -> bytes:
        now = self.instant(row["day"], row.get("at", "12:00"))
        happened = self.instant(row.get("happened", row["day"]), row.get("at", "12:00"))
        data = {
            "report_id": f"report {name}",
            "version": row["version"],
            "withdrawn": row.get("taken back", False),
            "area": row.get("district") or self._force(row.get("force", self.text["area"])),
            "recorded_at": now.isoformat(),
            "occurred_from": min(happened, now).isoformat(),
            "place": self._place(row),
            "incident": row.get("incident"),
            "method": str(row.get("how", "unknown")).replace("not known", "unknown"),
            "substances": row.get("drugs", []),
            "flags": row.get("signs", []),
            "people": list(_people(row)),
            **self._of_its_kind(row),
        }
        event = {
            "specversion": "1.0", "source": "//force/records",
            "type": f"tocsin.{row.get('of', 'death')}.reported.v1",
            "id": f"report {name}/{row['version']}", "time": now.isoformat(), "data": data,
        }  # fmt: skip
        return orjson.dumps(event)

    def _of_its_kind(self, row: Mapping[str, Any]) -> dict[str, Any]:
        subject = _subject(row.get("who", "person"))
        if "named" in row:  # the same person in another report, by the hash of what stands here
            subject["token"] = sha256(row["named"].encode()).hexdigest()
        if row.get("of") == "violence":
            hurt = str(row.get("hurt", "unknown")).replace(" ", "_")
            weapon = row.get("weapon", "unknown")
            return {"offence": "5D", "injury": hurt, "weapon": weapon, "subjects": [subject]}
        if row.get("of") == "missing":
            status = f"found_{row['found']}" if "found" in row else "missing"
            return {"status": status, "subject": subject}
        release = row.get("body released")
        return {
            "category": CATEGORIES[row.get("recorded as", "under investigation")],
            "subject": subject,
            "body_release_at": None if release is None else self.instant(release).isoformat(),
        }

    def _force(self, name: str) -> str:
        areas = configuration().areas.by_code.values()
        return next(area.code for area in areas if area.name == name)

    def _place(self, row: Mapping[str, Any]) -> dict[str, Any]:
        lat, lon = self.text["places"][row["where"]] if "where" in row else (None, None)
        address = row.get("address")
        uprn = None if address is None else str(int(sha256(address.encode()).hexdigest()[:8], 16))
        kind = row.get("kind of place", "home" if address else "outdoors")
        ward = {"ward": row["ward"], "institution": "site"} if "ward" in row else {}
        return {"lat": lat, "lon": lon, "kind": kind, "uprn": uprn, **ward}


def _subject(who: str) -> dict[str, Any]:
    found = re.fullmatch(r"(\w+)(?: of (\d+))?", who)
    assert found is not None, f"{who!r}: say it as in 'man of 23'"
    return {"sex": SEXES[found[1]], "age": int(found[2]) if found[2] else None}


def _people(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for role, who in row.get("tied", {}).items():
        yield {"role": role.replace(" ", "_"), "token": sha256(who.encode()).hexdigest()}
    if "suspect is" in row:  # the same person, once as suspect and once as what he was to her
        token = sha256(f"{row['report']}".encode()).hexdigest()
        for role in ("suspect", row["suspect is"]):
            yield {"role": role.replace(" ", "_"), "token": token}


def _paired(said: list[Published]) -> Iterator[Told]:
    alerts: dict[tuple[str, int], Alert] = {}
    for one in said:
        if isinstance(one.data, Alert):
            alerts[one.data.alert_id, one.data.revision] = one.data
    assert len(alerts) == sum(one.topic == ALERT_REVISIONS for one in said)
    told: list[Told] = []
    for one in said:
        if isinstance(one.data, Decision):
            name = (one.data.alert_id or "", one.data.revision or 0)
            told.append(Told(one.data, alerts.get(name)))
        elif isinstance(one.data, PartnerAlert):  # follows the decision that led to it
            told[-1].partners[one.topic.split(".")[2]] = one.data
    yield from told
