"""Background alone: what comes in where nothing was planted, to measure how often rules alert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from streams.sample.clock import Calendar
from streams.sample.counts import ed_assaults, overdoses
from streams.sample.deaths import deaths
from streams.sample.ground import Ground, ground
from streams.sample.life import Data, Life, Sent
from streams.sample.missing import missing
from streams.sample.violence import violence

START = date(2025, 6, 1)
laid_out = cache(ground)


def lives(
    places: Iterable[Ground],
    calendar: Calendar,
    seed: int,
    *,
    sample: bool,
    overdoses_extra: Mapping[str, Mapping[date, float]] | None = None,
) -> Iterator[Life]:
    """Draw the life of every report of the territories.

    ``sample``: thinned as the shipped sample is; otherwise at the full rates of ``rates.py``.
    """
    extra = overdoses_extra or {}
    for place in places:
        yield from deaths(place, calendar, seed, sample)
        yield from violence(place, calendar, seed, sample)
        yield from missing(place, calendar, seed, sample)
        yield from overdoses(place, calendar, seed, extra.get(place.territory.area, {}))
        yield from ed_assaults(place, calendar, seed)


def in_order(sent: Iterable[Sent], end: datetime) -> list[Sent]:
    """Sort messages by time, drop what comes after the end, and let time rise strictly.

    Equal times are moved on by a microsecond, in the order of the reports' numbers.
    """
    kept = sorted((one for one in sent if one.at < end), key=_order)
    out: list[Sent] = []
    for one in kept:
        after = out[-1].at + timedelta(microseconds=1) if out else one.at
        at = max(one.at.replace(microsecond=0) if one.raw is None else one.at, after)
        out.append(Sent(at, one.kind, one.source, one.data, one.raw))
    return out


def _order(one: Sent) -> tuple[datetime, str, str, int]:
    version = one.data.get("version", 0)
    number = version if isinstance(version, int) else 0
    return one.at.replace(microsecond=0), one.source, str(one.data.get("report_id")), number


def background(
    seed: int,
    areas: Iterable[str] = ("east", "essex"),
    days: int = 365,
    *,
    start: date = START,
    sample: bool = False,
) -> Iterator[Data]:
    """Yield the CloudEvents of a period in order of arrival, with nothing planted in it.

    ``areas``: ``east`` (dense, 0.80 M), ``essex`` (mixed, 1.88 M), ``cumbria`` (sparse, 0.50 M).
    """
    calendar = Calendar(start, days)
    everyone = lives([laid_out(name) for name in areas], calendar, seed, sample=sample)
    sent = (one for life in everyone for one in life.sent)
    for one in in_order(sent, calendar.end):
        yield one.event()
