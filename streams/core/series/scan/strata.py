"""Which earlier reports a scan counts: inside disc and window, agreeing, one for each incident.

Source: detection specification, sections 2 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from streams.core.incidents import REACH_M, TOGETHER
from streams.core.incidents import WARD as WARD_TOGETHER
from streams.core.series.scan.rings import (
    AGE,
    DAY,
    INCIDENT,
    INSTITUTION,
    METHOD,
    PLACE,
    PRECISION,
    SEX,
    SLOT,
    SUBJECT,
    WARD,
    X,
    Y,
)  # fmt: skip
from streams.core.series.shrinkage import Floats

Bools: TypeAlias = NDArray[np.bool_]
TOGETHER_DAYS = TOGETHER.total_seconds() / 86400.0
WARD_DAYS = WARD_TOGETHER.total_seconds() / 86400.0
REACH_KM = REACH_M / 1000.0
SLOTS = 8
COLUMN = {"a": AGE, "s": SEX, "m": METHOD, "p": PLACE, "h": SLOT}


def kilometres(focus: Floats, others: Floats) -> Floats:
    """Distances with half of both precisions; infinite where a place is not known."""
    apart = np.hypot(others[:, X] - focus[X], others[:, Y] - focus[Y])
    km = apart + (others[:, PRECISION] + focus[PRECISION]) / 2.0
    return np.where(np.isnan(km), np.inf, km)


def together(one: Floats, other: Floats) -> Bools:
    """Tell which reports are one incident; broadcasts over rows of columns."""
    apart = np.abs(one[..., DAY] - other[..., DAY])
    metres = np.hypot(one[..., X] - other[..., X], one[..., Y] - other[..., Y])
    near = (metres - one[..., PRECISION] - other[..., PRECISION] < REACH_KM) & (
        apart <= TOGETHER_DAYS
    )
    one_house = one[..., INSTITUTION] == other[..., INSTITUTION]
    one_ward = (one[..., WARD] == other[..., WARD]) & (apart <= WARD_DAYS)
    named = (one[..., INCIDENT] == other[..., INCIDENT]) | (
        one[..., SUBJECT] == other[..., SUBJECT]
    )
    found: Bools = named | np.where(one_house, one_ward, near)
    return found


def leads(columns: Floats) -> Bools:
    """Tell which reports, by arrival, are the first of their incident."""
    first = np.ones(len(columns), dtype=bool)
    for code in (INCIDENT, SUBJECT):
        known = np.flatnonzero(~np.isnan(columns[:, code]))
        again = np.ones(len(known), dtype=bool)
        again[np.unique(columns[known, code], return_index=True)[1]] = False
        first[known[again]] = False
    days = columns[:, DAY]
    order = np.argsort(days, kind="stable")
    for step in range(1, len(columns)):
        one, other = order[:-step], order[step:]
        close = days[other] - days[one] <= TOGETHER_DAYS
        if not close.any():
            break
        one, other = one[close], other[close]
        same = together(columns[one], columns[other])
        first[np.maximum(one, other)[same]] = False
    return first


def agreeing(focus: Floats, others: Floats, strata: Sequence[str], years: float) -> Bools:
    """Tell who agrees with a report in each stratum: (strata, others).

    What is not known of the report itself is not asked: its factor is exactly 1.
    """
    out = np.ones((len(strata), len(others)), dtype=bool)
    letters = {letter for stratum in strata for letter in stratum}
    asked = (letter for letter in sorted(letters) if not np.isnan(focus[COLUMN[letter]]))
    found = {letter: _agree(letter, focus, others, years) for letter in asked}
    for number, stratum in enumerate(strata):
        for letter in stratum:
            if letter in found:
                out[number] &= found[letter]
    return out


def _agree(letter: str, focus: Floats, others: Floats, years: float) -> Bools:
    apart = np.abs(others[:, COLUMN[letter]] - focus[COLUMN[letter]])
    if letter == "a":
        within: Bools = apart <= years
    elif letter == "h":
        within = np.minimum(apart, SLOTS - apart) <= 1
    else:
        within = apart == 0
    return within
