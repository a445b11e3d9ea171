"""What a method finds at a price: thresholds from the file without series, then what is found.

A signal is found evidence with a score. Signals that share two reports, or half of the smaller
set, are one alert. Found: as the contract, section 7: two members, and a third of the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Signal:
    """What a method says at a moment (days). ``stream`` has a threshold of its own."""

    stream: str
    area: str
    at: float
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A series, when it was first found, and how many of its members had come by then."""

    at: float
    member: int


@dataclass(slots=True)
class _Alert:
    evidence: set[str]
    best: float
    kept: list[Signal] = field(default_factory=list)


def apart(files: Sequence[Sequence[Signal]]) -> list[Signal]:
    """Put the signals of several files one after the other; each file's areas are its own."""
    return [
        replace(one, area=f"{number}:{one.area}")
        for number, signals in enumerate(files)
        for one in signals
    ]


def lines(null: Sequence[Signal], per_year: float, area_years: float) -> dict[str, float]:
    """The score above which each stream of the null file gives its share of ``per_year``.

    Units: alerts per area and year, all streams together, an equal share each.
    """
    streams = sorted({one.stream for one in null})
    share = per_year * area_years / max(1, len(streams))
    return {
        stream: _line([one for one in null if one.stream == stream], share) for stream in streams
    }


def _line(signals: Sequence[Signal], allowed: float) -> float:
    """The least score at which no more than ``allowed`` alerts are raised, by halving."""
    scores = sorted({one.score for one in signals})
    low, high = 0, len(scores)  # at scores[high:] the number is allowed
    while low < high:
        middle = (low + high) // 2
        if len(alerts(signals, dict.fromkeys([signals[0].stream], scores[middle]))) <= allowed:
            high = middle
        else:
            low = middle + 1
    return scores[high] if high < len(scores) else INFINITE


def alerts(signals: Iterable[Signal], at_least: Mapping[str, float]) -> list[_Alert]:
    """Join the signals on or over their line into alerts, in order."""
    out: list[_Alert] = []
    holding: dict[tuple[str, str], list[int]] = {}
    for one in signals:
        if one.score < at_least.get(one.stream, INFINITE):
            continue
        mine = set(one.evidence)
        near = dict.fromkeys(n for r in one.evidence for n in holding.get((one.area, r), ()))
        joined = next((n for n in near if _overlap(out[n].evidence, mine)), None)
        if joined is None:
            joined = len(out)
            out.append(_Alert(set(), one.score))
        alert = out[joined]
        for report in mine - alert.evidence:
            holding.setdefault((one.area, report), []).append(joined)
        alert.evidence |= mine
        alert.kept.append(one)
    return out


def _overlap(one: set[str], other: set[str]) -> bool:
    shared = len(one & other)
    return shared >= 2 or (shared > 0 and 2 * shared >= min(len(one), len(other)))


def found(
    signals: Iterable[Signal],
    at_least: Mapping[str, float],
    series_of: Mapping[str, Sequence[str]],
    arrivals: Mapping[str, Sequence[float]],
) -> dict[str, Found]:
    """Which series are found at these lines. ``series_of``: the series of a report."""
    out: dict[str, Found] = {}
    for one in signals:
        if one.score < at_least.get(one.stream, INFINITE):
            continue
        held: dict[str, int] = {}
        for report in one.evidence:
            for series in series_of.get(report, ()):
                held[series] = held.get(series, 0) + 1
        for series, number in held.items():
            enough = number >= 2 and 3 * number >= len(one.evidence)
            if enough and series not in out:
                come = sum(moment <= one.at + 1e-9 for moment in arrivals[series])
                out[series] = Found(one.at, max(number, come))
    return out


def false_alerts(
    signals: Iterable[Signal],
    at_least: Mapping[str, float],
    series_of: Mapping[str, Sequence[str]],
) -> int:
    """Count alerts of which no signal holds two members of one series."""

    def holds_two(alert: _Alert) -> bool:
        for one in alert.kept:
            held = [series for report in one.evidence for series in series_of.get(report, ())]
            if any(held.count(series) >= 2 for series in set(held)):
                return True
        return False

    return sum(not holds_two(alert) for alert in alerts(signals, at_least))
