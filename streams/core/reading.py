"""From bytes to a report that can be used, wholly or in part, or the reason why not.

Source: contract, sections 1 (time, envelope) and 2 (partial acceptance).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

import orjson

from schemas import envelope
from schemas.acceptance import CoreFieldsWrong, accept, accept_whole, unknown_fields
from schemas.alerts import Origin
from schemas.areas import CANARY_AREA
from schemas.commands import COMMAND_TYPE, Command
from schemas.envelope import Envelope, UnreadableEnvelope
from schemas.reports import REPORTS, CountsReport, Event, Report
from schemas.topics import TYPE_OF_TOPIC
from streams.core.areas import Areas
from streams.core.case import Case
from streams.core.case_of import case_of
from streams.core.events import Canary, Counts

Kind = Literal["death", "violence", "missing", "counts"]
Refusal = Literal[
    "empty", "not_json", "not_an_object", "no_data", "unknown_type", "wrong_topic",
    "core_field", "unknown_area", "id_clash", "content_clash",
    "sender_not_allowed",
]  # fmt: skip

AHEAD_OF_BROKER = timedelta(minutes=10)  # contract, section 1: live, a clock this wrong is refused
AHEAD_OF_EVENTS = timedelta(days=400)  # contract, section 1: loading history


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record or line as it arrived. ``broker_time`` is None where a file is read.

    ``event``: what was read of it already, to find its topic.
    """

    topic: str
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    broker_time: datetime | None = None
    origin: Origin = Origin()
    event: Envelope | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report that can be used. ``dropped`` names fields left out; empty means whole."""

    kind: Kind
    source: str
    report_id: str
    version: int
    withdrawn: bool
    area: str
    time: datetime
    digest: str
    dropped: tuple[str, ...]
    unknown: int
    case: Case | None = None
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A command that can be carried to its area."""

    area: str
    time: datetime
    command: Command


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why an arrival cannot be used; ``fields`` are names of fields, never values.

    ``area`` and ``source``: whose it is and who sent it, where that can be read all the same.
    """

    reason: Refusal
    fields: tuple[str, ...] = ()
    area: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Which times are believed: ``wall`` when live, ``events`` when loading history."""

    kind: Literal["wall", "events"] = "events"
    greatest: datetime | None = None

    def believe(
        self, time: datetime | None, broker: datetime | None, recorded: datetime
    ) -> tuple[datetime, bool]:
        """Return the time to go by, and whether it is the sender's own.

        Source: contract, section 1, *Time*.
        """
        if self.kind == "wall" and broker is not None:
            trusted = time is not None and time <= broker + AHEAD_OF_BROKER
            return (time, True) if trusted and time is not None else (broker, False)
        horizon = None if self.greatest is None else self.greatest + AHEAD_OF_EVENTS
        if time is not None and (horizon is None or time <= horizon):
            return time, True
        late = horizon is not None and recorded > horizon
        return (self.greatest if late and self.greatest is not None else recorded), False


def read(arrival: Arrival, areas: Areas, clock: Clock) -> Reading | Order | Canary | Unreadable:
    """Read one arrival; whatever it holds, this returns and quotes nothing."""
    try:
        event = arrival.event or envelope.read(arrival.value, arrival.headers)
    except UnreadableEnvelope as fault:
        return Unreadable(fault.fault)
    wanted = TYPE_OF_TOPIC.get(arrival.topic)
    kind = event.type or wanted
    if kind != COMMAND_TYPE and kind not in REPORTS:
        return Unreadable("unknown_type", ("type",))
    if wanted is not None and kind != wanted:
        return Unreadable("wrong_topic", ("type",))
    if kind == COMMAND_TYPE:
        return _order(event, arrival, areas, clock)
    return _report(REPORTS[kind], event, arrival, areas, clock)


def _report(
    model: type[Report], event: Envelope, arrival: Arrival, areas: Areas, clock: Clock
) -> Reading | Canary | Unreadable:
    try:
        accepted = accept(model, event.data)
    except CoreFieldsWrong as wrong:
        whose = _area_of(event, areas) if "area" not in wrong.fields else None
        return Unreadable("core_field", wrong.fields, whose, event.source)
    report = accepted.report
    if report.area == CANARY_AREA:
        return _canary(report, event, arrival, clock)
    found = areas.file_under(report.area)
    if found is None:
        return Unreadable("unknown_area", ("area",))
    area, district = found
    time, own = clock.believe(event.time, arrival.broker_time, report.recorded_at)
    gaps = [*event.faults, *_disagreements(event, report, area.code), *([] if own else ["time"])]
    case, counts, faults = None, None, list(accepted.dropped)
    if isinstance(report, Event):
        case, contradictory = case_of(report, event.source, area.code, district, (*faults, *gaps))
        faults += contradictory
    elif isinstance(report, CountsReport):
        counts = _counts(report, event.source)
    dropped = tuple(dict.fromkeys((*faults, *(g for g in gaps if g != "time"))))
    return Reading(
        kind=_KINDS[model.TYPE],
        source=event.source,
        report_id=report.report_id,
        version=report.version,
        withdrawn=report.withdrawn,
        area=area.code,
        time=time,
        digest=_digest(report, event.data if accepted.dropped else None, arrival.value or b""),
        dropped=dropped,
        unknown=unknown_fields(report, event.data),
        case=case,
        counts=counts,
    )


def _canary(report: Report, event: Envelope, arrival: Arrival, clock: Clock) -> Canary:
    time, _ = clock.believe(event.time, arrival.broker_time, report.recorded_at)
    return Canary(
        report_id=report.report_id, version=report.version, time=time, origin=arrival.origin
    )


def _order(event: Envelope, arrival: Arrival, areas: Areas, clock: Clock) -> Order | Unreadable:
    try:
        command = accept_whole(Command, event.data)
    except CoreFieldsWrong as wrong:
        return Unreadable("core_field", wrong.fields)
    code = command.area or (command.alert_id or "").rpartition("-")[0]
    found = areas.file_under(code)
    if found is None:
        return Unreadable("unknown_area", ("area",))
    time, _ = clock.believe(event.time, arrival.broker_time, command.at)
    return Order(found[0].code, time, command)


def _area_of(event: Envelope, areas: Areas) -> str | None:
    """Say to which area a report would be filed whose other core fields are wrong."""
    found = areas.file_under(str(event.data.get("area")))
    return None if found is None else found[0].code


def _disagreements(event: Envelope, report: Report, area: str) -> list[str]:
    """Name envelope attributes that contradict the data; the data is believed.

    ``area``: the force that the report is filed to, which may be the subject of a district's.
    """
    wrong = []
    if event.id is not None and event.id != f"{report.report_id}/{report.version}":
        wrong.append("id")
    if event.subject is not None and event.subject not in (report.area, area):
        wrong.append("subject")
    return wrong


def _counts(report: CountsReport, source: str) -> Counts:
    return Counts(
        source=source,
        report_id=report.report_id,
        version=report.version,
        measure=report.measure,
        period_from=report.period_from,
        period_to=report.period_to,
        count=report.count,
        lsoa=report.place.lsoa,
        institution=report.place.institution,
    )


def _digest(report: Report, sent: dict[str, Any] | None, value: bytes) -> str:
    """Name the content. Of a report used in part, what was left out belongs to the content.

    ``sent``: the data as it came, where a field was left out; ``value``: the whole message, for
    data that cannot be written again (lone surrogates, deep nesting).
    """
    content = blake2b(report.model_dump_json(exclude_defaults=True).encode(), digest_size=16)
    if sent is not None:
        try:
            content.update(orjson.dumps(sent, option=orjson.OPT_SORT_KEYS))
        except TypeError:
            content.update(value)
    return content.hexdigest()


_KINDS: dict[str, Kind] = {
    "tocsin.death.reported.v1": "death",
    "tocsin.violence.reported.v1": "violence",
    "tocsin.missing.reported.v1": "missing",
    "tocsin.counts.reported.v1": "counts",
}
