"""Counts of a stream in an area as baselines: Farrington-Noufaily and EARS C2, week by week.

A week is the seven days that end with a report, so nothing waits for a Sunday. The file is three
years long: Farrington looks back as many years as there are; the published method wants three.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from streams.core.windows import ears, farrington
from tests.bench.detection.baselines import LEARNING, MOST_EVIDENCE
from tests.bench.detection.judging import Signal
from tests.bench.detection.reports import Seen

WEEK = 7.0
LEAST_CHANCE = 1e-12


def farrington_noufaily(stream: str, here: Sequence[Seen], _: Sequence[Seen]) -> Iterator[Signal]:
    """This week's count against the same season of past years; score = -ln chance."""
    for one, weeks, evidence in _weekly(here):
        back = farrington.weeks_back(max(1, int(one.t / 365.25)))
        past = [weeks(step) for step in back if step * WEEK <= one.t]
        chance = farrington.usual(past).chance(weeks(0))
        yield _signal(stream, one, chance, evidence)


def ears_c2(stream: str, here: Sequence[Seen], _: Sequence[Seen]) -> Iterator[Signal]:
    """This week's count against the seven weeks before the last two; score = -ln chance."""
    for one, weeks, evidence in _weekly(here):
        chance = ears.baseline([weeks(step) for step in ears.C2]).chance(weeks(0))
        yield _signal(stream, one, chance, evidence)


def _weekly(here: Sequence[Seen]) -> Iterator[tuple[Seen, object, list[Seen]]]:
    """Each report with the counts of its week and of weeks before, and its week's reports."""
    order = sorted(here, key=lambda one: one.t)
    t = np.array([one.t for one in order])
    for at, one in enumerate(order):
        if one.t < LEARNING:
            continue

        def weeks(step: int, end: float = one.t) -> int:
            low, high = end - (step + 1) * WEEK, end - step * WEEK
            return int(np.searchsorted(t, high, "right") - np.searchsorted(t, low, "right"))

        start = int(np.searchsorted(t, one.t - WEEK, "right"))
        yield one, weeks, order[start : at + 1]


def _signal(stream: str, one: Seen, chance: float, evidence: Sequence[Seen]) -> Signal:
    score = -math.log(max(chance, LEAST_CHANCE))
    newest = tuple(each.report_id for each in evidence[-MOST_EVIDENCE:])
    return Signal(stream, one.area, one.at, score, newest)
