"""Evidence that one hand links a new unit to earlier ones, for every neighbourhood and scale.

A[b,tau,q] = near[b] * soon[tau] * alike[q]: each factor a likelihood ratio against the background
with mean 1; what is not known has a factor of exactly 1.
Source: detection specification, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.core.series.columns import UNKNOWN, Columns, Floats, Ints
from streams.core.series.linker_limits import (
    CONSISTENCIES,
    DISCS,
    FEATURES,
    PLACES,
    SCALES,
    TOKENS,
    LinkerLimits,
)
from streams.core.series.usual import RADII_KM, Usual

STREAM = "linker"
SAME_LSOA_KM = 1.0  # how far apart two units without coordinates in one LSOA count
SITE, HOSPITAL, ADDRESS, PRACTICE = range(DISCS, DISCS + 4)
COLUMN = {
    "ward": SITE, "home": SITE, "hospital": HOSPITAL, "uprn": ADDRESS, "practice": PRACTICE,
} | {kind: PRACTICE + 1 + number for number, kind in enumerate(TOKENS)}  # fmt: skip
SLOTS_A_DAY = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """One unit against C others, in the order of ``others`` (their numbers, ascending).

    ``near`` (C, places) in days, ``soon`` (C, scales) a day, ``alike`` (C, 2), ``ratios``
    (C, features) before theta, ``km`` (C,) between both with half their precisions.
    """

    others: Ints
    near: Floats
    soon: Floats
    alike: Floats
    ratios: Floats
    km: Floats

    @property
    def terms(self) -> Floats:
        """A, shape (C, places, scales, 2)."""
        when = self.soon[:, None, :, None] * self.alike[:, None, None, :]
        return np.asarray(self.near[:, :, None, None] * when)

    @property
    def best(self) -> Floats:
        """Largest term of each pair, shape (C,)."""
        when = self.soon.max(axis=1) * self.alike.max(axis=1)
        return np.asarray(self.near.max(axis=1) * when)

    @property
    def mean(self) -> Floats:
        """Mean term of each pair, shape (C,): what one makes of the other by itself."""
        total = self.near.sum(axis=1) * self.soon.sum(axis=1) * self.alike.sum(axis=1)
        return np.asarray(total / (PLACES * SCALES * CONSISTENCIES))

    def kept(self, keep: NDArray[np.bool_]) -> Evidence:
        """Only some of the pairs."""
        return Evidence(
            self.others[keep], self.near[keep], self.soon[keep], self.alike[keep],
            self.ratios[keep], self.km[keep],
        )  # fmt: skip


def weigh(seq: int, others: Ints, columns: Columns, usual: Usual, limits: LinkerLimits) -> Evidence:
    """Weigh a unit against others, all in ``columns``; pairs too weak or too far apart go.

    Source: detection specification, section 4.
    """
    me, slots = columns.slot_of[seq], columns.slots(others.tolist())
    apart = np.abs(columns.numbers["day"][slots] - columns.numbers["day"][me])
    km = _km(columns, me, slots)
    shared = _shared(columns, me, slots, usual)
    ratios = _ratios(columns, me, slots, shared, usual, limits)
    taus = np.array(limits.taus)
    factors = 1.0 - limits.theta + limits.theta * ratios[:, :, None]
    found = Evidence(
        others=others,
        near=limits.kappa * _near(columns, me, slots, km, shared, usual),
        soon=np.exp(-apart[:, None] / taus) / taus,
        alike=factors.prod(axis=1),
        ratios=ratios,
        km=km,
    )
    return found.kept((found.best >= limits.least_term) & (apart <= limits.reach_days))


def _km(columns: Columns, me: int, slots: Ints) -> Floats:
    """Distance and half of both precisions; infinite where it is not known."""
    x, y, precision = (columns.numbers[name] for name in ("x", "y", "precision"))
    km = np.hypot(x[slots] - x[me], y[slots] - y[me]) + (precision[slots] + precision[me]) / 2.0
    lsoa = columns.codes["lsoa"]
    unknown = np.isnan(km)
    same = unknown & (lsoa[slots] == lsoa[me]) & (lsoa[me] != UNKNOWN)
    return np.where(unknown, np.where(same, SAME_LSOA_KM, np.inf), km)


def _shared(columns: Columns, me: int, slots: Ints, usual: Usual) -> Floats:
    """Days between events that share a key, by kind of key: 0 where none is shared."""
    shared = np.zeros((len(slots), PLACES - DISCS))
    for key in columns.of(me).keys:
        if key.kind not in COLUMN:
            continue
        code, kind = columns.code_of(key), COLUMN[key.kind] - DISCS
        rows = [row for row, slot in enumerate(slots.tolist()) if code in columns.keys[slot]]
        if rows:
            shared[rows, kind] = np.maximum(shared[rows, kind], 1.0 / usual.key(STREAM, key))
    return shared


def _near(
    columns: Columns, me: int, slots: Ints, km: Floats, shared: Floats, usual: Usual
) -> Floats:
    """1[shared] / (rate * RR) for each neighbourhood, in days."""
    unit = columns.of(me)
    rates = _discs(columns, np.append(slots, me), usual)
    rates = np.maximum(rates[:-1], rates[-1])
    profile = np.array([usual.profile(STREAM, unit, level) for level in range(DISCS)])
    inside = np.where(km[:, None] < np.array(RADII_KM), 1.0 / (rates * profile), 0.0)
    return np.concatenate([inside, shared], axis=1)


def _discs(columns: Columns, slots: Ints, usual: Usual) -> Floats:
    """Events a day in the discs about units; one without coordinates is asked by itself."""
    x, y = columns.numbers["x"][slots], columns.numbers["y"][slots]
    placed = ~np.isnan(x)
    rates = np.empty((len(slots), DISCS))
    rates[placed] = usual.discs(STREAM, x[placed], y[placed])
    for row in np.flatnonzero(~placed).tolist():
        unit = columns.of(int(slots[row]))
        rates[row] = [usual.disc(STREAM, unit, level) for level in range(DISCS)]
    return rates


def _ratios(
    columns: Columns, me: int, slots: Ints, shared: Floats, usual: Usual, limits: LinkerLimits
) -> Floats:
    """k(i,j) / p(i) of each feature; 1 where either is not known."""
    unit = columns.of(me)
    found = [_kernel(name, columns, me, slots, limits) for name in FEATURES]
    at_one_site = shared[:, : PRACTICE - DISCS].any(axis=1)
    kind = FEATURES.index("place_kind")
    found[kind] = np.where(at_one_site, np.nan, found[kind])
    out = np.ones((len(slots), len(FEATURES)))
    for number, (name, kernel) in enumerate(zip(FEATURES, found, strict=True)):
        known = ~np.isnan(kernel)
        if known.any():
            out[known, number] = kernel[known] / usual.share(name, unit)
    return out


def _kernel(name: str, columns: Columns, me: int, slots: Ints, limits: LinkerLimits) -> Floats:
    """k(i,j): how a further member's feature is spread, given one member's; NaN: not known."""
    if name == "age":
        return age_kernel(columns.numbers["age"][slots] - columns.numbers["age"][me], limits)
    if name == "substance":
        return _in_common(columns.substances[me], columns.substances[slots])
    codes = columns.codes[{"class": "klass", "flag:domestic": "domestic"}.get(name, name)]
    mine, theirs = codes[me], codes[slots]
    unknown = (theirs == UNKNOWN) | (mine == UNKNOWN)
    if name == "class":
        found = limits.becomes[theirs, mine]
    elif name == "slot":
        found = hour_kernel(theirs - mine, limits)
    else:
        found = (theirs == mine).astype(np.float64)
    return np.where(unknown, np.nan, found)


def age_kernel(years: Floats, limits: LinkerLimits) -> Floats:
    """Density a year of the difference in age."""
    apart = np.abs(years)
    found = np.zeros_like(apart)
    for weight, scale in limits.ages:
        found += weight * np.exp(-apart / scale) / (2.0 * scale)
    return found


def hour_kernel(apart: Ints, limits: LinkerLimits) -> Floats:
    """Share of each three-hour slot, by how many slots two are apart."""
    same, neighbour = limits.hours
    turned = apart % SLOTS_A_DAY
    near = (turned == 1) | (turned == SLOTS_A_DAY - 1)
    return np.where(turned == 0, same, np.where(near, neighbour, 0.0))


def _in_common(mine: Ints, theirs: Ints) -> Floats:
    known = mine[mine != UNKNOWN]
    any_named = (theirs != UNKNOWN).any(axis=1)
    found = np.isin(theirs, known).any(axis=1).astype(np.float64)
    return np.where(any_named & (len(known) > 0), found, np.nan)
