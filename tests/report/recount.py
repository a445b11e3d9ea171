"""Figures counted a second time, from the raw lines, with nothing of the report's own code."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
YEAR, REPEATS = timedelta(days=365), timedelta(days=900)
Data = dict[str, Any]
Numbers = dict[str, Any]
NAMES = {
    "homicide": "Homicide", "suspicious": "Suspicious", "undetermined": "Undetermined",
    "suspected_drug_related": "Suspected drug-related", "rtc": "Road traffic",
    "suspected_accident": "Suspected accident", "suspected_suicide": "Suspected suicide",
    "unexpected_under_investigation": "Under investigation", "out_of_scope": "Out of scope",
    "unexpected_not_suspicious": "Unexpected, not suspicious",
    "expected_natural": "Expected, natural",
}  # fmt: skip
GROUPS = {
    "unexpected_under_investigation": "Unexpected, no other cause",
    "unexpected_not_suspicious": "Unexpected, no other cause", "homicide":
    "Homicide and suspicious", "suspicious": "Homicide and suspicious",
}  # fmt: skip
NEEDS = {
    "care_needs": "Care needs", "learning_disability": "Learning disability", "autism": "Autism",
    "mental_health_contact_6m": "Mental health contact in 6 months", "veteran": "Veteran",
    "rough_sleeping": "Rough sleeping", "domestic_abuse": "Domestic abuse", "asylum": "Asylum",
    "care_leaver": "Care leaver", "prison_release_14d": "Left prison in 14 days",
}  # fmt: skip
PEOPLES = {"A": "Asian", "B": "Black", "M": "Mixed", "O": "Other", "W": "White"}
SITES = {"care_home", "hospital", "prison", "custody"}
EXAMINED = {"none", "standard", "forensic", "ct"}
REGULAR = ("expected_natural", "out_of_scope")


@dataclass
class Recount:
    """The raw lines of one area, and the period that is counted."""

    path: Path
    area: str
    start: date
    end: date

    def __post_init__(self) -> None:
        self._seen: dict[str, dict[tuple[str, str], list[Data]]] = {}
        for event in _events(self.path):
            data, kind = event["data"], event["type"].split(".")[1]
            if _sane(data, kind):
                versions = self._seen.setdefault(kind, {}).setdefault(
                    (event["source"], data["report_id"]), []
                )
                if not versions or data["version"] > versions[-1]["version"]:
                    versions.append(data)
        self.deaths = list(self._people())
        self.unexpected = [one for one in self.deaths if _is_unexpected(one[-1])]
        self.here = [one[-1] for one in self.unexpected if self._holds(one[-1])]
        self.drugs = _of(self.here, "suspected_drug_related")
        self.suicides = _of(self.here, "suspected_suicide")
        self.children = [
            one[-1] for one in self.deaths
            if self._holds(one[-1]) and isinstance(_who(one[-1], "age"), int)
            and _who(one[-1], "age") < 18
        ]  # fmt: skip

    def figures(self) -> dict[str, Callable[[], Numbers]]:
        """Give what can be counted again: by key of the figure, numbers by label."""
        return {
            "volumes": self.volumes,
            "categories": lambda: dict(
                Counter(_group(one) for one in _once(self.here) if one["category"] != "rtc")
            ),
            "reclassified": self.reclassified,
            "addresses": self.addresses,
            "institutions": self.institutions,
            "ages": self.ages,
            "ethnicity": self.ethnicity,
            "needs": self.needs,
            "methods": lambda: _methods(self.here),
            "substances": lambda: dict(
                Counter(name for one in self.drugs for name in set(one.get("substances") or ()))
            ),
            "overdoses": lambda: {"Overdoses, ambulance": self.counted("ambulance_overdoses")},
            "suicide_places": lambda: dict(
                Counter(one["place"].get("kind", "unknown") for one in self.suicides)
            ),
            "suicide_contact": lambda: {
                "Contact in 6 months": _flagged(self.suicides, "mental_health_contact_6m")
            },
            "suicide_methods": lambda: _methods(self.suicides),
            "children": self.child_ages,
            "children_kinds": lambda: dict(
                Counter(NAMES[one["category"]] for one in self.children)
            ),
            "violence": self.violence,
            "departments": self.departments,
            "forensic_first": self.forensic_first,
        }

    def newest(self, kind: str) -> list[Data]:
        """Newest versions of the area's reports of a kind that stand."""
        return [one[-1] for one in self._seen[kind].values() if self._stands(one[-1])]

    def volumes(self) -> Numbers:
        return {
            "Deaths reported to police": sum(self._holds(one[-1]) for one in self.deaths),
            "Unexpected deaths, each incident once": len(_once(self.here)),
        }

    def reclassified(self) -> Numbers:
        year = [
            (one[0]["category"], one[-1]["category"]) for one in self.deaths
            if self._in(one[-1], self.end - YEAR)
            and (_is_unexpected(one[-1]) or one[0]["category"] not in (*REGULAR, "rtc"))
        ]  # fmt: skip
        return dict(Counter(
            f"{NAMES[now]}, unchanged" if was == now else f"{NAMES[was]} to {NAMES[now]}"
            for was, now in year
        ))  # fmt: skip

    def addresses(self) -> Numbers:
        at = Counter(
            one[-1]["place"]["uprn"] for one in self.unexpected
            if one[-1]["place"].get("uprn") and not one[-1]["place"].get("institution")
            and self._in(one[-1], self.end - REPEATS)
        )  # fmt: skip
        return {uprn: n for uprn, n in at.items() if n >= 2}

    def institutions(self) -> Numbers:
        return dict(Counter(
            one[-1]["place"]["institution"] for one in self.unexpected
            if one[-1]["place"].get("institution") and one[-1]["place"].get("kind") in SITES
            and self._in(one[-1], self.end - YEAR)
        ))  # fmt: skip

    def ages(self) -> Numbers:
        named = {"F": "Women and girls", "M": "Men and boys"}
        return dict(Counter(
            f"{named.get(_who(one, 'sex'), 'Sex not known')}, {_band(_who(one, 'age'))}"
            for one in self.here
        ))  # fmt: skip

    def ethnicity(self) -> Numbers:
        known = [_who(one, "ethnicity")[0] for one in self.here
                 if (_who(one, "ethnicity") or "?")[0] in PEOPLES]  # fmt: skip
        return {name: (known.count(code), len(known)) for code, name in PEOPLES.items()}

    def needs(self) -> Numbers:
        return {name: _flagged(self.here, flag) for flag, name in NEEDS.items()}

    def counted(self, measure: str) -> int:
        return sum(
            one["count"] for one in self.newest("counts")
            if one["measure"] == measure
            and self.start <= date.fromisoformat(one["period_from"][:10]) < self.end
        )  # fmt: skip

    def child_ages(self) -> Numbers:
        bands = {"under 1": (0, 1), "1 to 4": (1, 5), "5 to 9": (5, 10), "10 to 15": (10, 16),
                 "16 to 17": (16, 18)}  # fmt: skip
        ages = [_who(one, "age") for one in self.children]
        return {name: sum(low <= age < high for age in ages)
                for name, (low, high) in bands.items()}  # fmt: skip

    def violence(self) -> Numbers:
        acts = [one for one in self.newest("violence") if self._holds(one)]
        return {
            "All grave violence": len(acts),
            "Life-threatening injury": sum(a.get("injury") == "life_threatening" for a in acts),
            "Strangulation": sum("non_fatal_strangulation" in (a.get("flags") or ()) for a in acts),
            "Sexual": sum(a.get("method") == "sexual" for a in acts),
            "Knife": sum(a.get("weapon") == "knife" for a in acts),
            "Firearm": sum(a.get("weapon") == "firearm" for a in acts),
            "Domestic abuse": sum("domestic_abuse" in (a.get("flags") or ()) for a in acts),
        }

    def departments(self) -> Numbers:
        """People whom the police recorded as hurt, and patients, by month."""
        hurt, patients = Counter[str](), Counter[str]()
        for one in self.newest("violence"):
            if one.get("injury", "unknown") not in ("none", "unknown"):
                hurt[f"{_day(one):%b %Y}"] += max(1, len(one.get("subjects") or ()))
        for one in self.newest("counts"):
            if one["measure"] == "ed_assaults":
                day = date.fromisoformat(one["period_from"][:10])
                patients[f"{day:%b %Y}"] += one["count"]
        return {month: (hurt[month], n) for month, n in patients.items()}

    def forensic_first(self) -> Numbers:
        found: dict[str, list[bool]] = {}
        for one in self.unexpected:
            examined = one[-1].get("post_mortem")
            if self._in(one[-1], self.end - YEAR) and examined in EXAMINED:
                found.setdefault(NAMES[one[0]["category"]], []).append(examined == "forensic")
        return {name: (sum(known), len(known)) for name, known in found.items()}

    def _people(self) -> Iterator[list[Data]]:
        """Deaths that stand, a person's code once: the first that came."""
        known: set[str] = set()
        for versions in self._seen["death"].values():
            token = _who(versions[-1], "token")
            if self._stands(versions[-1]) and (token is None or token not in known):
                known |= {token} - {None}
                yield versions

    def _stands(self, data: Data) -> bool:
        return bool(data["area"] == self.area and not data.get("withdrawn"))

    def _holds(self, data: Data) -> bool:
        return self._in(data, self.start)

    def _in(self, data: Data, start: date) -> bool:
        return start <= _day(data) < self.end


def _events(path: Path) -> Iterator[Data]:
    with gzip.open(path) as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and str(event.get("type")).endswith(".reported.v1"):
                yield event


def _sane(data: Data, kind: str) -> bool:
    """Say whether the core fields can be read; the sample holds lines that are wrong."""
    try:
        datetime.fromisoformat(data["recorded_at"])
    except (KeyError, TypeError, ValueError):
        return False
    named = isinstance(data.get("version"), int) and isinstance(data.get("report_id"), str)
    return named and (kind != "death" or data.get("category") in NAMES)


def _day(data: Data) -> date:
    for name in ("occurred_from", "recorded_at"):
        try:
            return datetime.fromisoformat(data[name]).astimezone(LONDON).date()
        except (KeyError, TypeError, ValueError):
            continue
    raise ValueError(data)


def _who(data: Data, name: str) -> Any:
    return (data.get("subject") or {}).get(name)


def _is_unexpected(data: Data) -> bool:
    category = data["category"]
    return category not in REGULAR and (category != "rtc" or bool(data.get("flags")))


def _group(data: Data) -> str:
    return GROUPS.get(data["category"], NAMES[data["category"]])


def _of(deaths: Iterable[Data], category: str) -> list[Data]:
    return [one for one in deaths if one["category"] == category]


def _once(deaths: list[Data]) -> list[Data]:
    """Each incident once."""
    return list({one.get("incident") or id(one): one for one in deaths}.values())


def _methods(deaths: list[Data]) -> Numbers:
    return dict(Counter(one.get("method", "unknown").replace("_", " ") for one in deaths))


def _flagged(deaths: list[Data], flag: str) -> tuple[int, int]:
    return sum(flag in (one.get("flags") or ()) for one in deaths), len(deaths)


def _band(age: Any) -> str:
    if not isinstance(age, int):
        return "not known"
    return "90 and over" if age >= 90 else f"{age // 10 * 10} to {age // 10 * 10 + 9}"
