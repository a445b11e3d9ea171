"""What feeds do to good reports: late, sent twice, in a batch, after a silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from streams.sample.clock import Calendar
from streams.sample.counts import AMBULANCE
from streams.sample.dice import dice
from streams.sample.life import Life, Sent

RESENT = 0.01  # share of messages sent twice
LATE, LATE_DAYS = 14, (12.0, 45.0)  # deaths held back at the sender, for how many days
BATCH, BATCH_DAY, BATCH_GAP = 90, date(2026, 2, 3), timedelta(seconds=5)
BATCH_FROM, BATCH_TO = (
    date(2025, 11, 10),
    date(2026, 1, 20),
)  # when its deaths were due
QUIET = ("unexpected_not_suspicious", "unexpected_under_investigation", "expected_natural")


@dataclass(frozen=True, slots=True)
class Silence:
    """A feed that sends nothing for a while and all of it afterwards."""

    source: str
    since: date
    hour: float
    hours: float


SILENCES = (
    Silence("//essex.police.uk/athena", date(2025, 10, 11), 2.0, 30),
    Silence(AMBULANCE, date(2025, 12, 17), 0.0, 72),
)


@dataclass(frozen=True, slots=True)
class Held:
    """Which reports of the background were held back, by number."""

    late: tuple[str, ...]
    batch: tuple[str, ...]


def hold_back(lives: list[Life], calendar: Calendar, seed: int) -> Held:
    """Hold some deaths back for weeks, and let one force load ninety old ones in eight minutes."""
    rng = dice(seed, "disorder", "held")
    deaths = [one for one in lives if one.kind == "death" and one.data["category"] in QUIET]
    late = _some(rng, deaths, LATE)
    for life in late:
        life.delay(life.sent[0].at + timedelta(days=rng.uniform(*LATE_DAYS)))
    opens, closes = calendar.on(BATCH_FROM, 0), calendar.on(BATCH_TO, 0)
    due = [
        one
        for one in deaths
        if one not in late and one.source == SILENCES[0].source
        and opens <= one.sent[0].at < closes
    ]  # fmt: skip
    batch = _some(rng, due, BATCH)
    for number, life in enumerate(batch):
        life.delay(calendar.on(BATCH_DAY, 10) + number * BATCH_GAP)
    return Held(tuple(one.report_id for one in late), tuple(one.report_id for one in batch))


def _some(rng: Random, lives: list[Life], number: int) -> list[Life]:
    return rng.sample(lives, min(number, len(lives)))


def silenced(sent: Iterable[Sent], calendar: Calendar) -> list[Sent]:
    """Let what a silent feed owed come in order within the hour after its silence."""
    spans = [(one.source, *_span(one, calendar)) for one in SILENCES]
    out = []
    for message in sent:
        for source, since, until in spans:
            if message.source == source and since <= message.at < until:
                part = (message.at - since) / (until - since)
                message = replace(message, at=until + part * timedelta(hours=1))
        out.append(message)
    return out


def _span(silence: Silence, calendar: Calendar) -> tuple[datetime, datetime]:
    since = calendar.on(silence.since, silence.hour)
    return since, since + timedelta(hours=silence.hours)


def sent_twice(sent: list[Sent], seed: int) -> list[Sent]:
    """Send one message in a hundred again, hours to weeks later."""
    rng = dice(seed, "disorder", "twice")
    again = [one for one in sent if rng.random() < RESENT]
    return [
        replace(one, at=one.at + timedelta(minutes=1, days=rng.gammavariate(0.5, 3)))
        for one in again
    ]
