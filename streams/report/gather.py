"""Events to columns, in one pass: the core decides what a report is, as it does for alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from sys import intern
from typing import Any

import orjson

from schemas import envelope
from schemas.alerts import ALERT_TYPE
from schemas.commands import COMMAND_TYPE
from schemas.decisions import DECISION_TYPE
from schemas.envelope import UnreadableEnvelope
from schemas.topics import TYPE_OF_TOPIC
from streams.core.areas import Areas
from streams.core.borders import Borders
from streams.core.case import Case
from streams.core.events import AreaEvent, CaseFiled, CaseRetracted, Counted, Ordered
from streams.core.reading import Arrival
from streams.core.receive import Receive
from streams.report.columns import Columns, Count, Death, Feed, Missing, Violence

SEPARATOR = "\x1f"
FAMILIES = ("linked_series", "surge")
ENDED = ("found_safe", "found_harmed", "found_dead")
NOWHERE_NEAR = Borders({}, 0.0)  # copies for neighbours are of no use here, and dear to find
KIND_OF_TYPE = {kind: kind.split(".")[1] for kind in TYPE_OF_TOPIC.values()}


class Gatherer:
    """Fills the columns of one area from arrivals, up to a moment."""

    def __init__(self, areas: Areas, area: str, until: datetime | None) -> None:
        self._receive = Receive(replace(areas, borders=NOWHERE_NEAR))
        self._until = until
        self._recorded: dict[str, Any] = {}
        self.columns = Columns(area)
        self.alerts_seen = 0

    def is_in_time(self, arrival: Arrival) -> bool:
        """Say whether an arrival existed by the moment that the report is made for."""
        if self._until is None:
            return True
        told = arrival.event
        moment = told.time if told else envelope.time_of(arrival.value, arrival.headers)
        return moment is None or moment <= self._until

    def take(self, arrival: Arrival) -> None:
        """Take one arrival in: a report, a command, an alert's revision or a decision."""
        columns = self.columns
        try:
            event = arrival.event or envelope.read(arrival.value, arrival.headers)
        except UnreadableEnvelope as fault:
            columns.lines += 1
            columns.unreadable[fault.fault] += 1
            return
        columns.lines += 1
        if event.time is not None:
            columns.as_of = max(columns.as_of, event.time)
            columns.first = min(columns.first or event.time, event.time)
        if event.type == ALERT_TYPE:
            self.revision(event.data)
        elif event.type == DECISION_TYPE:
            self.decision(event.data)
        else:
            self._report(arrival, event)

    def revision(self, alert: dict[str, Any]) -> None:
        """Keep an alert's newest revision, and the revision that was told first."""
        self.alerts_seen += 1
        name, columns = alert["alert_id"], self.columns
        if columns.area not in alert["areas"]:
            return
        before = columns.alerts.get(name)
        if before is None or alert["revision"] >= before["revision"]:
            columns.alerts[name] = alert
        self._recorded[f"{name}/{alert['revision']}"] = (
            alert["updated_at"], len(alert["evidence"]),
        )  # fmt: skip
        if alert["family"] in FAMILIES and not alert["shadow"]:
            for one in alert["evidence"]:
                key = (one["source"], one["report_id"])
                since = datetime.fromisoformat(alert["updated_at"])
                columns.stood[key] = min(columns.stood.get(key, since), since)
        for duty in alert["duties"]:
            if duty["state"] in ("done", "excluded", "void"):
                step = (name, duty["duty"], duty["step"])
                columns.duty_changes.setdefault(step, datetime.fromisoformat(alert["updated_at"]))

    def decision(self, decision: dict[str, Any]) -> None:
        """Note when an alert was told first, and count what was withheld."""
        name, columns = decision["alert_id"], self.columns
        if (name or "").rpartition("-")[0] != columns.area and columns.area not in decision[
            "areas"
        ]:
            return
        columns.decisions[(decision["decision"], decision["reason"])] += 1
        if decision["decision"] == "told" and name not in columns.told:
            told = self._recorded.get(f"{name}/{decision['revision']}")
            known = told[1] if told else None
            columns.told[name] = {"at": datetime.fromisoformat(decision["at"]), "known": known}

    def _report(self, arrival: Arrival, event: envelope.Envelope) -> None:
        received = self._receive.apply(arrival)
        kind = KIND_OF_TYPE.get(event.type or TYPE_OF_TOPIC.get(arrival.topic, ""), "other")
        if event.type != COMMAND_TYPE:
            self._count(event, kind, received.outcome)
        for one in received.events:
            self._apply(one)

    def _count(self, event: envelope.Envelope, kind: str, outcome: str) -> None:
        area = self._receive.areas.file_under(str(event.data.get("area", "")))
        if area is not None:
            self.columns.areas_seen[area[0].code] += 1
        if area is None or area[0].code != self.columns.area:
            return
        feed = self.columns.feeds.setdefault((intern(event.source), kind), Feed())
        feed.lines += 1
        feed.repeats += outcome == "repeat"
        feed.partial += outcome == "partial"
        feed.quarantined += outcome == "quarantined"
        feed.reports += outcome in ("accepted", "partial") and event.data.get("version") == 1
        if event.time is not None:
            feed.days[event.time.astimezone(UTC).date()] += 1

    def _apply(self, event: AreaEvent) -> None:
        columns = self.columns
        if isinstance(event, CaseFiled) and event.copied is None:
            if event.area == columns.area:
                self._file(event)
            else:
                self._elsewhere(event)
        elif event.area != columns.area:
            return
        elif isinstance(event, CaseRetracted) and event.copied is None:
            key = f"{event.source}{SEPARATOR}{event.report_id}"
            gone = [
                table.pop(key, None)
                for table in (columns.deaths, columns.violence, columns.missing)
            ]
            columns.withdrawn += any(one is not None for one in gone)
        elif isinstance(event, Counted):
            self._counted(event)
        elif isinstance(event, Ordered) and event.command.action == "add_lesson":
            columns.lessons += [(event.time, tag) for tag in event.command.tags or ()]

    def _elsewhere(self, event: CaseFiled) -> None:
        """Remember a person of another area's death, for the section on borders."""
        token = event.case.subject.token
        if token is not None:
            self.columns.other_tokens[token] = intern(event.area)

    def _counted(self, event: Counted) -> None:
        one = event.counts
        key = f"{one.source}{SEPARATOR}{one.report_id}"
        self.columns.counts[key] = Count(
            intern(one.source), intern(one.measure), one.period_from, one.period_to, one.count,
            one.institution,
        )  # fmt: skip

    def _file(self, event: CaseFiled) -> None:
        case, columns = event.case, self.columns
        key = f"{case.source}{SEPARATOR}{case.report_id}"
        if case.kind == "death":
            columns.deaths[key] = _death(case, event, columns.deaths.get(key))
        elif case.kind == "violence":
            columns.violence[key] = _violence(case, event, columns.violence.get(key))
        else:
            columns.missing[key] = _missing(case, event, columns.missing.get(key))


def _arrived(event: CaseFiled, before: Death | Violence | Missing | None) -> datetime:
    if before is not None:
        return before.arrived
    return event.earlier.arrived if event.earlier else event.time


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(intern(one) for one in words)


def _death(case: Case, event: CaseFiled, before: Death | None) -> Death:
    changes = before.changes if before else ()
    category = intern(case.category or "")
    if not changes or changes[-1][1] != category:
        changes = (*changes, (event.time, category))
    done = before.toxicology_done if before else None
    if done is None and case.toxicology == "done":
        done = event.time
    place, who = case.place, case.subject
    return Death(
        case.report_id, intern(case.source), case.district, case.occurred_from, case.recorded_at,
        _arrived(event, before), place.lat, place.lon, place.lsoa, place.uprn, intern(place.kind),
        place.institution, case.incident, intern(case.method), _words(case.substances),
        _words(case.flags), who.token, who.sex, who.age, who.ethnicity, changes,
        case.post_mortem, done, _words(case.gaps),
    )  # fmt: skip


def _violence(case: Case, event: CaseFiled, before: Violence | None) -> Violence:
    return Violence(
        case.report_id, intern(case.source), case.occurred_from, _arrived(event, before),
        intern(case.offence or "unclassified"), intern(case.injury or "unknown"),
        intern(case.weapon or "unknown"), intern(case.method), _words(case.flags),
        max(1, len(case.subjects)), case.incident, case.place.lat, _words(case.gaps),
    )  # fmt: skip


def _missing(case: Case, event: CaseFiled, before: Missing | None) -> Missing:
    ended = before.ended if before else None
    if ended is None and case.status in ENDED:
        ended = event.time
    return Missing(
        case.report_id, intern(case.source), case.last_seen_at or case.occurred_from,
        _arrived(event, before), case.status or "missing", ended, case.subject.age,
        case.risk or "unknown", _words(case.gaps),
    )  # fmt: skip


def as_data(published: Any) -> dict[str, Any]:
    """Give an alert or a decision that the core made as it would be read from a file."""
    data: dict[str, Any] = orjson.loads(envelope.to_json(published))
    return data
