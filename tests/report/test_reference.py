"""Every known answer of the statistics.

``reference.json``: worked for the specification of the report with code of its own; those within
reach of SciPy and statsmodels agree with them to six digits.
"""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import pytest

from streams.report.measures import intervals, lines, season, spread, still_to_come, waiting
from tests.report import xmr

KNOWN = json.loads((Path(__file__).parent / "reference.json").read_text())


def _variance(expected, omega):
    return lines.variance_of_places(expected, omega)


def _seasonal(y, days, baseline, order):
    found = season.seasonal(y, days, 33)
    return [found.intercept, *found.slopes, found.phi, *found.mean[33:], *found.variance[33:],
            found.variance_of_sum]  # fmt: skip


def _signals(z, run, outer):
    over = [i for i, one in enumerate(z) if abs(one) >= outer]
    return [over, list(lines.runs(z, run))]


def _lines(expected, omega, tails, note):
    outer, inner, _, _ = tails
    variance = _variance(expected, omega)
    return [
        lines.lower_line(expected, outer, variance), lines.lower_line(expected, inner, variance),
        lines.upper_line(expected, inner, variance), lines.upper_line(expected, outer, variance),
    ]  # fmt: skip


ASK = {
    "count_interval": intervals.count_interval,
    "byar": intervals.byar,
    "wilson": intervals.wilson,
    "rate_ratio": intervals.rate_ratio,
    "lines": _lines,
    "usual": lambda expected, omega: lines.usual(expected, _variance(expected, omega)),
    "unseen": lines.unseen,
    "overdispersion_phi_tau2": spread.overdispersion,
    "spread_omega": spread.spread,
    "shrink": spread.shrunk,
    "dispersion_test_p_wilson_hilferty": spread.chance_of_differing,
    "dsr": intervals.standardised,
    "seasonal": _seasonal,
    "signals_outside_shift": _signals,
    "longest_run": lambda n: [lines.shift_run(one) for one in n],
    "chain_ladder_totals": still_to_come.totals,
    "chain_ladder_share_known": still_to_come.shares_known,
    "kaplan_meier_quartiles": lambda days, ended, note: waiting.quartiles(days, ended),
    "alerts_by_chance_usual": lines.by_chance,
    "xmr_mean_low_high": xmr.mean_low_high,  # to compare with: the report draws no such chart
}
GIVEN_TRIANGLE = {"chain_ladder_totals", "chain_ladder_share_known"}


def _ask(case):
    given = case["input"]
    if case["name"] in GIVEN_TRIANGLE:
        return ASK[case["name"]](given["new_reports_by_delay"])
    return ASK[case["name"]](**given)


def test_every_kind_of_known_answer_is_asked_for():
    assert len(KNOWN) == 65
    assert {case["name"] for case in KNOWN} == ASK.keys()


@pytest.mark.parametrize("case", KNOWN, ids=lambda one: f"{one['name']}-{str(one['input'])[:60]}")
def test_the_answer_is_the_known_one(case):
    assert _same(_ask(case), case["answer"])


def _same(found, known):
    if isinstance(known, list):
        found = list(found)
        return len(found) == len(known) and all(map(_same, found, known))
    if known is None or found is None:
        return known is found
    return found == inf if known == "inf" else found == pytest.approx(known, abs=2e-6, rel=1e-6)
