"""What detectors said here, what silences hid, and which lines hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from schemas.alerts import Tier
from schemas.area_summaries import AlertBudget, DetectorTally, OwnLines, SilenceStanding
from streams.core.alerts.changes import Revised, Told, Withheld
from streams.core.alerts.row import AlertRow
from streams.core.alerts.telling import MONTH, WEEK, told_lately
from streams.core.series.background.usual import NOW
from streams.core.series.thresholds import lines
from streams.core.state import AreaState

MONTHS = 12  # of thirty days
WITHHELD, TOLD_LATER = "withheld", "told_later"
DIGITS = 4
TIERS: tuple[Tier, ...] = ("red", "amber", "info")


def note(state: AreaState, change: Told) -> None:
    """Count a finding that nobody was told of, and one that was told after all."""
    if isinstance(change, Withheld):
        _add(state, f"{change.signal.kind}|{WITHHELD}")
    elif isinstance(change, Revised) and _is_told_late(state, change.row):
        _add(state, f"{change.row.kind}|{TOLD_LATER}")


def _is_told_late(state: AreaState, alert: AlertRow) -> bool:
    return alert.revision == 1 and not alert.shadow and alert.alert_id in state.withheld


def _add(state: AreaState, key: str) -> None:
    state.tallies.put(key, (state.tallies.get(key) or 0) + 1)


def detectors(state: AreaState) -> Iterator[DetectorTally]:
    """Tally every detector, in the order of their file."""
    by_kind: dict[str, list[AlertRow]] = {}
    for alert in state.alerts.values():
        by_kind.setdefault(alert.kind, []).append(alert)
    verdicts: dict[str, dict[str, int]] = {}
    for key in sorted(state.verdicts):
        detector, verdict = key.split("|")
        verdicts.setdefault(detector, {})[verdict] = state.verdicts[key]
    for detector, config in state.context.detectors.items():
        alerts = by_kind.get(detector, [])
        months, tiers = _told(state, alerts)
        yield DetectorTally(
            detector=detector,
            status=config.status,
            by_month=months,
            by_tier=tiers,
            verdicts={name: n for name, n in verdicts.get(detector, {}).items() if n},
            withheld=state.tallies.get(f"{detector}|{WITHHELD}") or 0,
            told_later=state.tallies.get(f"{detector}|{TOLD_LATER}") or 0,
            shadow=sum(alert.shadow for alert in alerts),
        )


def _told(state: AreaState, alerts: Sequence[AlertRow]) -> tuple[tuple[int, ...], dict[Tier, int]]:
    months = [0] * MONTHS
    tiers = dict.fromkeys(TIERS, 0)
    for alert in alerts:
        back = (state.now.clock - alert.raised_at) // timedelta(days=30)
        if alert.told_tier is not None and not alert.shadow and back < MONTHS:
            months[MONTHS - 1 - back] += 1
            tiers[alert.told_tier] += 1
    return tuple(months), tiers


def silences(state: AreaState) -> Iterator[SilenceStanding]:
    """Every silence that is kept, in the order in which they were made."""
    for one in sorted(state.silences.values(), key=lambda one: (one.start, one.silence_id)):
        yield SilenceStanding(
            silence_id=one.silence_id,
            alert_id=one.target.alert_id,
            kind=one.target.kind,
            lsoa=one.target.lsoa,
            institution=one.target.institution,
            by=one.by,
            reason=one.reason,
            start=one.start,
            until=one.until,
            ended=one.ended,
            hides_red=one.hides_red,
            hidden=one.hidden,
            last_hid=one.last_hid,
            idle=one.idle,
        )


def lines_in_force(state: AreaState) -> Iterator[OwnLines]:
    """The lines of every statistical stream; none before anything came."""
    if NOW not in state.phase:
        return
    for stream in sorted(state.context.series.lines):
        line = lines(state, stream)
        yield OwnLines(stream, round(line.amber, DIGITS), round(line.red, DIGITS), line.as_of)


def budget(state: AreaState) -> AlertBudget:
    """What may be told here, and what was."""
    file = state.context.alerting.budget
    return AlertBudget(
        amber_a_week=file.amber(state.context.area.people),
        amber_this_week=told_lately(state, "amber", WEEK),
        red_a_month=file.red_a_month,
        red_this_month=told_lately(state, "red", MONTH),
    )
