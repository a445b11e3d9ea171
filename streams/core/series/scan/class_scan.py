"""The class scan of one report: how many more of its kind than usual.

All places, windows, strata and strengths are looked at at once.

score = ln mean term; each term has mean 1 where the count is Poisson about what is usual, so that
chance reaches a score of x for one report in e^x at most.

Source: detection specification, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from streams.core.series.scan.strata import Bools
from streams.core.series.shrinkage import Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """Everything one scan looks at.

    Shapes: ``counts`` and ``usual`` (strata, places, windows); ``behind`` (places,): events behind
    the rate of a keyed place, infinite for a disc, whose rate is taken as known.
    """

    counts: Floats
    usual: Floats
    behind: Floats


@dataclass(frozen=True, slots=True)
class Best:
    """The cell that speaks loudest: its place in the arrays, and the score of the whole scan."""

    stratum: int
    place: int
    window: int
    score: float


def counted(agree: Bools, inside: Bools, when: Bools) -> Floats:
    """Count earlier reports in every cell: (strata, places, windows).

    ``agree`` (strata, reports), ``inside`` (places, reports), ``when`` (windows, reports).
    """
    both = inside[:, None, :] & when[None, :, :]
    flat = agree.astype(np.float64) @ both.reshape(-1, agree.shape[1]).T.astype(np.float64)
    counts: Floats = flat.reshape(len(agree), len(inside), len(when))
    return counts


def log_terms(cells: Cells, strengths: Floats) -> Floats:
    """Logarithm of every term: (strata, places, windows, strengths).

    Disc: q^C e^{-(q-1) mu}. Keyed place: q^C ((A + mu) / (A + q mu))^(A + C).
    """
    terms: Floats = cells.counts[..., None] * np.log(strengths)
    uncertain = np.isfinite(cells.behind)
    if not uncertain.all():
        terms[:, ~uncertain] -= (strengths - 1.0) * cells.usual[:, ~uncertain, :, None]
    if uncertain.any():
        usual, count = cells.usual[:, uncertain, :, None], cells.counts[:, uncertain, :, None]
        behind = cells.behind[uncertain][None, :, None, None]
        thinner = np.log1p(usual / behind) - np.log1p(strengths * usual / behind)
        terms[:, uncertain] += (behind + count) * thinner
    return terms


def scanned(cells: Cells, strengths: Floats) -> Best:
    """Score a scan and find its best cell, the first of equals."""
    terms = log_terms(cells, strengths)
    at = int(np.argmax(terms))
    stratum, place, window, _ = np.unravel_index(at, terms.shape)
    greatest = terms.flat[at]
    score = float(greatest + np.log(np.mean(np.exp(terms - greatest))))
    return Best(int(stratum), int(place), int(window), score)
