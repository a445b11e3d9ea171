"""Evidence that one hand links a new unit to earlier ones, for every neighbourhood and scale.

A[b,tau,q] = near[b] * soon[tau] * alike[q]: each factor a likelihood ratio against the background
with mean 1; what is not known has a factor of exactly 1.
Source: detection specification, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from streams.core.series.background.usual import RADII_KM, Usual
from streams.core.series.linking.limits import (
    CONSISTENCIES,
    DISCS,
    FEATURES,
    PLACES,
    SCALES,
    TOKENS,
    LinkerLimits,
)
from streams.core.series.linking.unit_columns import UNKNOWN, Columns, Floats, Ints
from streams.core.series.unit import Unit

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

    def kept(self, keep: NDArray[np.bool_] | slice) -> Evidence:
        """Only some of the pairs."""
        return Evidence(
            self.others[keep], self.near[keep], self.soon[keep], self.alike[keep],
            self.ratios[keep], self.km[keep],
        )  # fmt: skip


def weigh(seq: int, others: Ints, columns: Columns, usual: Usual, limits: LinkerLimits) -> Evidence:
    """Weigh a unit against others, all in ``columns``; pairs too weak or too far apart go.

    Source: detection specification, section 4.
    """
    theirs, of = columns.slots(others.tolist()), np.zeros(len(others), dtype=np.int64)
    pairs = Pairs(columns, columns.slots([seq]), of, theirs)
    found = _weighed(others, pairs, usual, limits)
    return found.kept(_matters(found, pairs, limits))


def weigh_each(
    seqs: Sequence[int], columns: Columns, usual: Usual, limits: LinkerLimits
) -> list[Evidence]:
    """Weigh every unit but the first against all that stand before it, as `weigh` does."""
    if len(seqs) < 2:
        return []
    slots = columns.slots(seqs)
    later, earlier = np.tril_indices(len(seqs), -1)
    pairs = Pairs(columns, slots[1:], later - 1, slots[earlier])
    found = _weighed(np.array(seqs, dtype=np.int64)[earlier], pairs, usual, limits)
    matters = _matters(found, pairs, limits)
    ends = np.searchsorted(pairs.of[matters], np.arange(len(seqs)))
    found = found.kept(matters)
    return [found.kept(slice(start, end)) for start, end in pairwise(ends.tolist())]


@dataclass(frozen=True, slots=True)
class Pairs:
    """P pairs of units, by their slots.

    ``own``: of the units that are weighed; ``of`` (P,): which of them a pair is about; ``theirs``
    (P,): of the other.
    """

    columns: Columns
    own: Ints
    of: Ints
    theirs: Ints

    @property
    def mine(self) -> Ints:
        """Slot of the unit that is weighed, shape (P,)."""
        return self.own[self.of]

    @property
    def units(self) -> list[Unit]:
        """The units that are weighed."""
        return [self.columns.of(slot) for slot in self.own.tolist()]


def _weighed(others: Ints, pairs: Pairs, usual: Usual, limits: LinkerLimits) -> Evidence:
    day, taus = pairs.columns.numbers["day"], np.array(limits.taus)
    apart = np.abs(day[pairs.theirs] - day[pairs.mine])
    km, shared = _km(pairs), _shared(pairs, usual)
    ratios = _ratios(pairs, shared, usual, limits)
    factors = 1.0 - limits.theta + limits.theta * ratios[:, :, None]
    return Evidence(
        others=others,
        near=limits.kappa * _near(pairs, km, shared, usual),
        soon=np.exp(-apart[:, None] / taus) / taus,
        alike=factors.prod(axis=1),
        ratios=ratios,
        km=km,
    )


def _matters(found: Evidence, pairs: Pairs, limits: LinkerLimits) -> NDArray[np.bool_]:
    """Which pairs are neither too weak nor too far apart in time."""
    day = pairs.columns.numbers["day"]
    apart = np.abs(day[pairs.theirs] - day[pairs.mine])
    return np.asarray((found.best >= limits.least_term) & (apart <= limits.reach_days))


def _km(pairs: Pairs) -> Floats:
    """Distance and half of both precisions; infinite where it is not known."""
    columns, mine, theirs = pairs.columns, pairs.mine, pairs.theirs
    x, y, precision = (columns.numbers[name] for name in ("x", "y", "precision"))
    km = np.hypot(x[theirs] - x[mine], y[theirs] - y[mine])
    km += (precision[theirs] + precision[mine]) / 2.0
    lsoa = columns.codes["lsoa"]
    unknown = np.isnan(km)
    same = unknown & (lsoa[theirs] == lsoa[mine]) & (lsoa[mine] != UNKNOWN)
    return np.where(unknown, np.where(same, SAME_LSOA_KM, np.inf), km)


def _shared(pairs: Pairs, usual: Usual) -> Floats:
    """Days between events that share a key, by kind of key: 0 where none is shared."""
    columns, keys = pairs.columns, pairs.columns.keys
    shared = np.zeros((len(pairs.theirs), PLACES - DISCS))
    for row, (mine, other) in enumerate(
        zip(pairs.mine.tolist(), pairs.theirs.tolist(), strict=True)
    ):
        if keys[mine].isdisjoint(keys[other]):
            continue
        for key in columns.of(mine).keys:
            if key.kind in COLUMN and columns.code_of(key) in keys[other]:
                kind = COLUMN[key.kind] - DISCS
                shared[row, kind] = max(shared[row, kind], 1.0 / usual.key(STREAM, key))
    return shared


def _near(pairs: Pairs, km: Floats, shared: Floats, usual: Usual) -> Floats:
    """1[shared] / (rate * RR) for each neighbourhood, in days."""
    rates = _discs(pairs, usual)
    rates = np.maximum(rates[pairs.theirs], rates[pairs.mine])
    profile = np.array([usual.profiles(STREAM, unit) for unit in pairs.units])[pairs.of]
    inside = np.where(km[:, None] < np.array(RADII_KM), 1.0 / (rates * profile), 0.0)
    return np.concatenate([inside, shared], axis=1)


def _discs(pairs: Pairs, usual: Usual) -> Floats:
    """Events a day in the discs about the units of some pairs, (slots, discs).

    They are the same until what is usual is learned anew.
    """
    columns, slots = pairs.columns, np.concatenate([pairs.own, pairs.theirs])
    rates = columns.rates(usual.phase)
    slots = slots[np.isnan(rates[slots, 0])]
    x, y = columns.numbers["x"][slots], columns.numbers["y"][slots]
    placed = ~np.isnan(x)
    rates[slots[placed]] = usual.discs(STREAM, x[placed], y[placed])
    for slot in slots[~placed].tolist():  # one without coordinates is asked by itself
        rates[slot] = [usual.disc(STREAM, columns.of(slot), level) for level in range(DISCS)]
    return rates


def _ratios(pairs: Pairs, shared: Floats, usual: Usual, limits: LinkerLimits) -> Floats:
    """k(i,j) / p(i) of each feature; 1 where either is not known."""
    at_one_site = shared[:, : PRACTICE - DISCS].any(axis=1)
    out = np.ones((len(pairs.theirs), len(FEATURES)))
    for number, name in enumerate(FEATURES):
        kernel = _kernel(name, pairs, limits)
        if name == "place_kind":
            kernel[at_one_site] = np.nan
        known = ~np.isnan(kernel)
        if known.any():
            shares = np.array([usual.share(name, unit) for unit in pairs.units])
            out[known, number] = kernel[known] / shares[pairs.of[known]]
    return out


def _kernel(name: str, pairs: Pairs, limits: LinkerLimits) -> Floats:
    """k(i,j): how a further member's feature is spread, given one member's; NaN: not known."""
    columns = pairs.columns
    if name == "age":
        age = columns.numbers["age"]
        return age_kernel(age[pairs.theirs] - age[pairs.mine], limits)
    if name == "substance":
        return _in_common(columns.substances[pairs.mine], columns.substances[pairs.theirs])
    codes = columns.codes[{"class": "klass", "flag:domestic": "domestic"}.get(name, name)]
    mine, theirs = codes[pairs.mine], codes[pairs.theirs]
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
    """Whether any substance is named of both; not known where of either none is."""
    both_named = (mine != UNKNOWN).any(axis=1) & (theirs != UNKNOWN).any(axis=1)
    same = (mine[:, :, None] == theirs[:, None, :]) & (mine != UNKNOWN)[:, :, None]
    return np.where(both_named, same.any(axis=(1, 2)).astype(np.float64), np.nan)
