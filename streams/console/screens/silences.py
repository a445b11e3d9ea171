"""Silences: what people chose not to hear of, why, until when, and what that has hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from schemas.area_summaries import AreaSummary, SilenceStanding
from streams.console.desk.view import DeskView
from streams.console.lately_hidden import lately_hidden
from streams.console.screen import Asked, Screen
from streams.console.viewer import HEALTH
from streams.console.words.clocks import Clock, clock
from streams.console.words.codes import spoken
from streams.core.detectors import DETECTORS

KEPT: Final = timedelta(days=90)  # console specification, section 4, Silences


@dataclass(frozen=True, slots=True)
class Silence:
    """One silence, live or ended. ``says``: what its author should know of it."""

    silence_id: str
    area: str
    hides: str
    alert_id: str | None
    by: str
    reason: str
    ends: Clock
    ended: datetime | None
    hidden: int
    last_hid: datetime | None
    hides_red: bool
    says: str


@dataclass(frozen=True, slots=True)
class SilencesPage:
    """Live ones first to end, then those that ended lately; a preview where one was asked for."""

    title: str
    live: tuple[Silence, ...]
    ended: tuple[Silence, ...]
    kinds: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    kind: str
    area: str
    preview: str | None
    may_order: bool


def build(view: DeskView, asked: Asked) -> SilencesPage:
    """Lay out the silences of the viewer's areas."""
    found = [
        _silence(area, one, asked.now, view.configuration.shared.alerting.silence.idle)
        for area in view.summaries()
        for one in area.silences
    ]
    kind, area = asked.one("kind") or "", asked.one("area") or ""
    return SilencesPage(
        title="Silences",
        live=tuple(sorted((x for x in found if x.ended is None), key=lambda x: x.ends.due_at)),
        ended=tuple(_lately(found, asked.now)),
        kinds=tuple((name, one.title) for name, one in DETECTORS.items()),
        areas=tuple((one.area, one.name) for one in view.summaries()),
        kind=kind,
        area=area,
        preview=lately_hidden(view, {"kind": kind, "area": area}, asked.now)
        if kind in DETECTORS and area
        else None,
        may_order=view.viewer.may_order,
    )


def hides(area: AreaSummary, one: SilenceStanding) -> str:
    """Say what a silence hides: Drug deaths, Essex; at one site RX12."""
    if one.alert_id is not None and one.kind is None:
        return f"One alert, {one.alert_id}"
    found = DETECTORS.get(one.kind or "")
    what = found.title if found else spoken(one.kind or "everything")
    where = [area.name]
    where += [f"small area {one.lsoa}"] if one.lsoa else []
    where += [f"site {one.institution}"] if one.institution else []
    return f"{what}, {', '.join(where)}"


def _silence(area: AreaSummary, one: SilenceStanding, now: datetime, idle: timedelta) -> Silence:
    return Silence(
        one.silence_id, area.area, hides(area, one), one.alert_id, one.by, one.reason,
        clock(one.until, now), one.ended, one.hidden, one.last_hid, one.hides_red,
        _says(one, now, idle),
    )  # fmt: skip


def _says(one: SilenceStanding, now: datetime, idle: timedelta) -> str:
    if one.ended is not None:
        return ""
    if now - (one.last_hid or one.start) >= idle:
        return f"It has hidden nothing for {idle.days} days. End it?"
    return ""


def _lately(found: Iterable[Silence], now: datetime) -> list[Silence]:
    ended = [(one.ended, one) for one in found if one.ended is not None and one.ended > now - KEPT]
    return [one for _, one in sorted(ended, key=lambda pair: pair[0], reverse=True)]


SCREEN = Screen("silences", "/health/silences", build, "silences.html", HEALTH)
