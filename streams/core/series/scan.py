"""The class scan of one report: how many more of its kind than usual.

All places, windows, strata and strengths are looked at at once.

score = ln mean term; each term has mean 1 where the count is Poisson about what is usual, so that
chance reaches a score of x for one report in e^x at most.

Source: detection specification, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from streams.core.series.shrinkage import Floats
from streams.core.series.strata import Bools


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
    """Ln of every term: (strata, places, windows, strengths).

    Disc: q^C e^{-(q-1) mu}. Keyed place: q^C ((A + mu) / (A + q mu))^(A + C).
    """
    count, usual = cells.counts[..., None], cells.usual[..., None]
    lead = count * np.log(strengths)
    behind = cells.behind[None, :, None, None]
    with np.errstate(invalid="ignore"):
        known = -(strengths - 1.0) * usual
        uncertain = (behind + count) * (
            np.log1p(usual / behind) - np.log1p(strengths * usual / behind)
        )
    terms: Floats = lead + np.where(np.isinf(behind), known, uncertain)
    return terms


def scanned(cells: Cells, strengths: Floats) -> Best:
    """Score a scan and find its best cell, the first of equals."""
    terms = log_terms(cells, strengths)
    score = float(logsumexp(terms) - np.log(terms.size))
    stratum, place, window, _ = np.unravel_index(int(np.argmax(terms)), terms.shape)
    return Best(int(stratum), int(place), int(window), score)
