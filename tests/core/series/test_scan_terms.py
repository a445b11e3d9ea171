"""The scan's terms: each has mean 1 by chance, so that the score needs no permutation."""

from __future__ import annotations

import numpy as np
import pytest

from streams.core.series.scan.class_scan import Cells, log_terms, scanned

STRENGTHS = np.array([2.0, 5.0, 15.0, 50.0])
DRAWS = 100_000


def one_cell(count: float, usual: float, behind: float = np.inf) -> Cells:
    return Cells(np.full((1, 1, 1), count), np.full((1, 1, 1), usual), np.array([behind]))


def draws(counts: np.ndarray, usual: float, strength: float, behind: float = np.inf) -> np.ndarray:
    """e^score of many scans of one cell."""
    cells = Cells(counts[:, None, None], np.full((len(counts), 1, 1), usual), np.array([behind]))
    return np.exp(log_terms(cells, np.array([strength])))


def test_nothing_seen_where_nothing_is_usual_scores_nothing() -> None:
    assert scanned(one_cell(0, 0.0), STRENGTHS).score == 0.0


def test_strength_two_where_half_a_one_is_usual_has_mean_one() -> None:
    counts = np.random.default_rng(20261124).poisson(0.5, DRAWS).astype(float)

    assert draws(counts, 0.5, 2.0).mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("usual", [0.01, 0.7, 6.0])
def test_every_term_of_a_disc_has_mean_one(usual: float, strength: float) -> None:
    n = np.arange(1500)  # every count that can matter, by its chance
    log = n * np.log(usual) - usual - np.cumsum(np.log(np.maximum(n, 1)))
    terms = log_terms(Cells(n[:, None, None].astype(float), np.full((1500, 1, 1), usual),
                            np.array([np.inf])), np.array([strength]))  # fmt: skip

    assert np.exp(log + terms[:, 0, 0, 0]).sum() == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("strength", [2.0, 5.0])
@pytest.mark.parametrize("behind", [0.5, 3.0, 40.0])
def test_every_term_of_a_keyed_place_has_mean_one_though_its_rate_is_not_known(
    behind: float, strength: float
) -> None:
    usual = 0.8
    n = np.arange(6000)
    odds = usual / (behind + usual)
    steps = np.log(behind + n[:-1]) - np.log(n[1:]) + np.log(odds)
    log = behind * np.log(1 - odds) + np.concatenate([[0.0], np.cumsum(steps)])
    terms = log_terms(Cells(n[:, None, None].astype(float), np.full((6000, 1, 1), usual),
                            np.array([behind])), np.array([strength]))  # fmt: skip

    assert np.exp(log + terms[:, 0, 0, 0]).sum() == pytest.approx(1.0, abs=1e-6)


def test_a_place_known_from_little_speaks_more_softly() -> None:
    known, hardly = one_cell(4, 0.5), one_cell(4, 0.5, behind=0.5)

    assert scanned(hardly, STRENGTHS).score < scanned(known, STRENGTHS).score


def test_the_best_cell_is_the_one_that_holds_the_excess() -> None:
    counts, usual = np.zeros((2, 3, 4)), np.full((2, 3, 4), 0.5)
    counts[1, 2, 3] = 6

    best = scanned(Cells(counts, usual, np.full(3, np.inf)), STRENGTHS)

    assert (best.stratum, best.place, best.window) == (1, 2, 3)


def test_hundreds_of_reports_do_not_overflow() -> None:
    assert np.isfinite(scanned(one_cell(512, 0.001), STRENGTHS).score)
