"""Receive: arrivals in, area events and quarantine out. One for each partition of the inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from streams.core.areas import Areas
from streams.core.events import AreaEvent, Calibrated, Canary, Ordered, Scanned, SetAside
from streams.core.filing import Filed, Filing, file
from streams.core.identities import Mention
from streams.core.reading import Arrival, Clock, Order, Reading, Refusal, Unreadable, read
from streams.core.rows import Rows

Outcome = Literal["accepted", "partial", "repeat", "quarantined", "misplaced"]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An arrival set aside byte for byte; ``partial``: it was used, but for ``fields``."""

    arrival: Arrival
    reason: Refusal | Literal["partial"]
    fields: tuple[str, ...]
    report_id: str | None = None

    @property
    def partial(self) -> bool:
        """Say whether the report was used all the same."""
        return self.reason == "partial"


@dataclass(frozen=True, slots=True)
class Received:
    """What one arrival leads to. ``source``: who sent it, if its report could be used.

    ``set_aside``: word of it to the area whose report it was, where that is known.
    """

    outcome: Outcome
    events: tuple[AreaEvent, ...] = ()
    quarantined: Quarantined | None = None
    unknown: int = 0
    report_id: str | None = None
    mentions: tuple[Mention, ...] = ()
    source: str | None = None
    canary: Canary | None = None
    set_aside: SetAside | None = None


@dataclass(slots=True)
class Receive:
    """Reads, checks, versions and files. State: one row a report, and the greatest time read.

    ``is_mine`` says whether a report_id belongs to this partition; another's goes to its owner.
    ``results``: by area and stream, as of when the calibrator last spoke.
    """

    areas: Areas
    clock: Literal["wall", "events"] = "events"
    is_mine: Callable[[str], bool] = lambda _: True
    may_send: Callable[[Arrival], bool] = lambda _: True
    filed: Rows[Filed] = field(default_factory=Rows)
    greatest: Rows[datetime] = field(default_factory=Rows)
    results: Rows[datetime] = field(default_factory=Rows)

    def apply(self, arrival: Arrival) -> Received:
        """Apply one arrival. Applying it again changes nothing."""
        if not self.may_send(arrival):
            return Received(
                "quarantined", quarantined=Quarantined(arrival, "sender_not_allowed", ())
            )
        found = read(arrival, self.areas, Clock(self.clock, self.greatest.get("time")))
        if isinstance(found, Unreadable):
            aside = Quarantined(arrival, found.reason, found.fields)
            told = self._unreadable(found, arrival)
            return Received("quarantined", quarantined=aside, set_aside=told)
        if isinstance(found, Reading | Canary) and not self.is_mine(found.report_id):
            return Received("misplaced", report_id=found.report_id)
        if isinstance(found, Canary):
            return Received("accepted", canary=found)
        self._advance(found.time)
        if isinstance(found, Order):
            event = Ordered(
                area=found.area, time=found.time, command=found.command, origin=arrival.origin
            )
            return Received("accepted", (event,))
        return self._file(found, arrival)

    def calibrated(self, found: Calibrated | Scanned | None, arrival: Arrival) -> Received:
        """File what the calibrator found to its area's log; what is no newer is a repeat.

        None: the arrival is nothing of the kind; it is set aside, as one of an unknown area is.
        """
        if found is None or found.area not in self.areas.by_code:
            reason: Refusal = "unknown_type" if found is None else "unknown_area"
            return Received("quarantined", quarantined=Quarantined(arrival, reason, ()))
        about = found.stream if isinstance(found, Calibrated) else "scan"
        key = f"{found.area}|{about}"
        before = self.results.get(key)
        if before is not None and found.as_of <= before:
            return Received("repeat")
        self.results.put(key, found.as_of)
        return Received("accepted", (replace(found, origin=arrival.origin),))

    def _file(self, reading: Reading, arrival: Arrival) -> Received:
        key = f"{reading.source}\x1f{reading.report_id}"
        filing: Filing = file(reading, self.filed.get(key), arrival.origin, self.areas.borders)
        if filing.clash is not None:
            fields = ("type",) if filing.clash == "id_clash" else ("version",)
            aside = Quarantined(arrival, filing.clash, fields, reading.report_id)
            clash = _set_aside(reading, filing.clash, arrival)
            return Received("quarantined", quarantined=aside, set_aside=clash)
        if filing.filed is None:
            return Received("repeat", source=reading.source)
        self.filed.put(key, filing.filed)
        partly = told = None
        if reading.dropped:
            partly = Quarantined(arrival, "partial", reading.dropped, reading.report_id)
            told = _set_aside(reading, "partial", arrival)
        return Received(
            "partial" if partly else "accepted",
            filing.events,
            partly,
            reading.unknown,
            mentions=filing.mentions,
            source=reading.source,
            set_aside=told,
        )

    def _unreadable(self, found: Unreadable, arrival: Arrival) -> SetAside | None:
        """Tell the area of what it will never see, if it is known whose it was."""
        time = arrival.broker_time or self.greatest.get("time")
        if found.area is None or found.source is None or time is None:
            return None
        return SetAside(
            area=found.area, time=time, source=found.source, reason=found.reason,
            origin=arrival.origin,
        )  # fmt: skip

    def _advance(self, time: datetime) -> None:
        before = self.greatest.get("time")
        if before is None or time > before:
            self.greatest.put("time", time)


def _set_aside(reading: Reading, reason: str, arrival: Arrival) -> SetAside:
    return SetAside(
        area=reading.area, time=reading.time, source=reading.source, reason=reason,
        origin=arrival.origin,
    )  # fmt: skip
