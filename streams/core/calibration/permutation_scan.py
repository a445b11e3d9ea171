"""L7, the space-time permutation scan: circles in which the newest days hold more than their share.

It needs no background: under chance the days of an area's deaths could be exchanged among them.
Source: detection specification, sections 7 and 8; Kulldorff and others (2005), PLoS Medicine 2:e59.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from streams.core.calibration.draws import Indices, shuffles
from streams.core.calibration.settings import CalibrationSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CELL_KM = 1.0
CIRCLES_AT_ONCE, ORDERS_AT_ONCE = 512, 64  # counted in one product
ROUNDING = 1e-9  # nats: scores nearer than this are equal


@dataclass(frozen=True, slots=True)
class Points:
    """Where (kilometres) and how many days before the scan each incident was."""

    x: Floats
    y: Floats
    ago: Floats


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A circle over the newest days. ``inside``: which points it holds, by number."""

    inside: tuple[int, ...]
    expected: float
    radius_km: float
    days: float
    llr: float
    p: float


@dataclass(frozen=True, slots=True)
class _Circles:
    """``inside`` (circles, points) and each circle's radius."""

    inside: Bools
    radii: Floats


def log_likelihood_ratio(count: Floats, expected: Floats, total: float) -> Floats:
    """Kulldorff's c ln(c/E) + (C-c) ln((C-c)/(C-E)), in nats, where c exceeds E, else 0.

    Source: Kulldorff (1997), Commun. Stat. 26:1481; detection specification, section 7.
    """
    rest, others = total - count, np.maximum(total - expected, ROUNDING)
    ratio = xlogy(count, count / expected) + xlogy(rest, rest / others)
    return np.where(count > expected, ratio, 0.0)


def scan(points: Points, settings: CalibrationSettings, *seed: object) -> list[Cylinder]:
    """Cylinders with more than chance brings, the strongest first; none shares a point.

    ``p``: share of permuted files, this one among them, whose strongest cylinder is as strong.
    """
    numbers = settings.scan
    found = _circles(points, settings)
    if not len(found.radii):
        return []
    scores = _scores(found, _recent(points.ago, settings), numbers["fewest"])
    orders = islice(shuffles(len(points.ago), *seed), int(numbers["permutations"]))
    chance = _strongest(found, points, settings, list(orders))
    return list(_clusters(found, points, settings, scores, chance))


def _recent(ago: Floats, settings: CalibrationSettings) -> Bools:
    """Which points lie in the newest days: (points, windows)."""
    recent: Bools = ago[:, None] < np.array(settings.windows)
    return recent


def _circles(points: Points, settings: CalibrationSettings) -> _Circles:
    """Circles about the cells with most points, of every radius; what holds too few is left out."""
    cells = np.floor(np.stack([points.x, points.y], axis=1) / CELL_KM)
    _, cell, many = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    cell = cell.reshape(-1)
    most = np.argsort(-many, kind="stable")[: int(settings.scan["centres"])]
    x = (np.bincount(cell, points.x) / many)[most]
    y = (np.bincount(cell, points.y) / many)[most]
    km = np.hypot(points.x - x[:, None], points.y - y[:, None])
    inside = np.concatenate([km < radius for radius in settings.radii])
    radii = np.repeat(np.array(settings.radii), len(most))
    enough = inside.sum(axis=1) >= settings.scan["fewest"]
    return _Circles(inside[enough], radii[enough])


def _scores(found: _Circles, recent: Bools, fewest: float) -> Floats:
    """Log likelihood ratios, (circles, windows); 0 where there are too few."""
    expected = _expected(found, recent)
    counts = found.inside.astype(np.float32) @ recent.astype(np.float32)
    scores = log_likelihood_ratio(counts.astype(np.float64), expected, float(len(recent)))
    return np.where(counts >= fewest, scores, 0.0)


def _expected(found: _Circles, recent: Bools) -> Floats:
    """The share of the newest days times all points of the circle: (circles, windows)."""
    share = recent.sum(axis=0) / len(recent)
    expected: Floats = found.inside.sum(axis=1)[:, None] * np.maximum(share, ROUNDING)
    return expected


def _strongest(
    found: _Circles, points: Points, settings: CalibrationSettings, orders: list[Indices]
) -> Floats:
    """The strongest cylinder of each permuted file."""
    recent = _recent(points.ago, settings)
    expected, fewest = _expected(found, recent), settings.scan["fewest"]
    out = np.zeros(len(orders))
    for first in range(0, len(orders), ORDERS_AT_ONCE):
        some = np.stack([recent[order] for order in orders[first : first + ORDERS_AT_ONCE]], axis=1)
        flat = some.reshape(len(recent), -1).astype(np.float32)
        for start in range(0, len(found.radii), CIRCLES_AT_ONCE):
            part = slice(start, start + CIRCLES_AT_ONCE)
            counts = (found.inside[part].astype(np.float32) @ flat).astype(np.float64)
            by_window = counts.reshape(len(counts), some.shape[1], -1)
            usual = np.broadcast_to(expected[part, None, :], by_window.shape)
            scores = np.zeros(by_window.shape)
            many = (by_window >= fewest) & (by_window > usual)
            scores[many] = log_likelihood_ratio(by_window[many], usual[many], float(len(recent)))
            best = scores.max(axis=(0, 2))
            here = slice(first, first + len(best))
            out[here] = np.maximum(out[here], best)
    return out


def _clusters(
    found: _Circles, points: Points, settings: CalibrationSettings, scores: Floats, chance: Floats
) -> Iterator[Cylinder]:
    recent = _recent(points.ago, settings)
    expected = _expected(found, recent)
    taken = np.zeros(len(points.ago), dtype=bool)
    for at in np.argsort(-scores, axis=None, kind="stable").tolist():
        circle, window = divmod(at, scores.shape[1])
        llr = float(scores[circle, window])
        p = (1 + int((chance >= llr - ROUNDING).sum())) / (len(chance) + 1)
        if p >= settings.scan["p"]:
            return
        inside = found.inside[circle] & recent[:, window]
        if (inside & taken).any():
            continue
        taken |= inside
        yield Cylinder(
            tuple(np.flatnonzero(inside).tolist()),
            float(expected[circle, window]),
            float(found.radii[circle]),
            settings.windows[window],
            llr,
            p,
        )
