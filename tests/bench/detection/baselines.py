"""What is used elsewhere, on the same file: each method gives signals with a score.

Every method sees first versions in order of arrival, one stream of one area at a time; beside
them all reports of the stream, for what compares areas.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from tests.bench.detection.judging import Signal
from tests.bench.detection.reports import Seen

RADII_KM = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
WINDOWS_DAYS = (7.0, 21.0, 45.0, 90.0, 180.0, 365.0)
MOST_EVIDENCE = 40
LEARNING = 365.0  # days at the start in which nothing is said

Method = Callable[[str, Sequence[Seen], Sequence[Seen]], Iterator[Signal]]


def signals(method: Method, reports: Sequence[Seen]) -> list[Signal]:
    """Run a method over every stream and area, and put its signals in order of time."""
    streams: dict[str, list[Seen]] = defaultdict(list)
    for one in reports:
        for stream in one.streams:
            streams[stream].append(one)
    found = []
    for stream, everywhere in sorted(streams.items()):
        for area in sorted({one.area for one in everywhere}):
            here = [one for one in everywhere if one.area == area]
            found += method(stream, here, everywhere)
    return sorted(found, key=lambda one: (one.at, one.area, one.stream))


def near_repeat(stream: str, here: Sequence[Seen], _: Sequence[Seen]) -> Iterator[Signal]:
    """A fixed rule: how many of the same sex within 10 years of age, 1 km and 180 days.

    Source: near-repeat analysis (Townsley et al., 2003), with the marks of rule L1.
    """
    placed = [one for one in here if one.x is not None]
    x, y, t = _columns(placed)
    for i, one in enumerate(placed):
        if one.at < LEARNING:
            continue
        close = (np.hypot(x[:i] - x[i], y[:i] - y[i]) <= 1.0) & (np.abs(t[:i] - t[i]) <= 180.0)
        like = [placed[j] for j in np.flatnonzero(close) if _alike(placed[j], one)]
        if like:
            yield _signal(stream, one, float(len(like)), [*like, one])


def permutation_scan(stream: str, here: Sequence[Seen], _: Sequence[Seen]) -> Iterator[Signal]:
    """The space-time permutation scan, cylinders about each new report, looking back.

    Expected = reports of the place x reports of the time / all, over the past year; score = the
    largest Poisson log likelihood ratio. Source: Kulldorff et al. (2005), PLoS Medicine 2(3).
    """
    placed = [one for one in here if one.x is not None]
    x, y, t = _columns(placed)
    for i, one in enumerate(placed):
        if one.at < LEARNING:
            continue
        past = np.flatnonzero((t[: i + 1] > one.t - 365.0) & (t[: i + 1] <= one.t))
        away, ago = np.hypot(x[past] - x[i], y[past] - y[i]), one.t - t[past]
        near = away[:, None] <= np.array(RADII_KM)
        recent = ago[:, None] < np.array(WINDOWS_DAYS)
        seen = near.T.astype(float) @ recent
        usual = np.outer(near.sum(0), recent.sum(0)) / len(past)
        ratio = _log_ratio(seen, usual, float(len(past)))
        best = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
        if ratio[best] > 0.0:
            inside = past[near[:, best[0]] & recent[:, best[1]]]
            evidence = [placed[j] for j in inside[-MOST_EVIDENCE:]]
            yield _signal(stream, one, float(ratio[best]), evidence)


def same_profile(stream: str, here: Sequence[Seen], everywhere: Sequence[Seen]) -> Iterator[Signal]:
    """Area x sex x age band x method in a year, against the same profile in all areas.

    Source: the key of the Murder Accountability Project (Hargrove), with a Poisson likelihood
    ratio in place of its share of solved cases.
    """
    profiles: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for one in everywhere:
        profiles[_profile(one)].append(one)
    area_share = len(here) / len(everywhere)
    for one in here:
        if one.at < LEARNING or one.age is None or one.sex is None:
            continue
        year = [e for e in profiles[_profile(one)] if one.t - 365.0 < e.t <= one.t]
        year = [each for each in year if each.at <= one.at]
        own = [each for each in year if each.area == one.area]
        if len(own) >= 2:
            usual = (len(year) - len(own) + 1.0) * area_share / (1.0 - area_share)
            yield _signal(stream, one, _excess(len(own), usual), own[-MOST_EVIDENCE:])


def _profile(one: Seen) -> tuple[object, ...]:
    return one.sex, None if one.age is None else one.age // 15, one.method


def _columns(placed: Sequence[Seen]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x = np.array([one.x for one in placed], float)
    y = np.array([one.y for one in placed], float)
    return x, y, np.array([one.t for one in placed], float)


def _alike(one: Seen, other: Seen) -> bool:
    ages = one.age is None or other.age is None or abs(one.age - other.age) <= 10
    same = one.incident is not None and one.incident == other.incident
    return one.sex == other.sex and ages and not same


def _log_ratio(seen: np.ndarray, usual: np.ndarray, total: float) -> np.ndarray:
    """Poisson log likelihood ratio of more than usual; nought where there is less."""
    rest, usual_rest = total - seen, total - usual
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = seen * np.log(seen / usual)
        outside = np.where(rest > 0, rest * np.log(rest / usual_rest), 0.0)
    return np.where(seen > usual, np.nan_to_num(inside + outside), 0.0)


def _excess(count: int, usual: float) -> float:
    return count * math.log(count / usual) - (count - usual) if count > usual else 0.0


def _signal(stream: str, one: Seen, score: float, evidence: Sequence[Seen]) -> Signal:
    return Signal(stream, one.area, one.at, score, tuple(each.report_id for each in evidence))


METHODS: Mapping[str, Method] = {
    "near-repeat rule": near_repeat,
    "space-time permutation scan": permutation_scan,
    "same profile (Hargrove)": same_profile,
}
