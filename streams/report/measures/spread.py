"""How far places differ by more than chance, and estimates drawn towards the whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np

from streams.report.measures.lines import INNER, upper_line

Numbers = Sequence[float]

FEW_UNITS = 10
FEW_EXPECTED = 5.0
WINSORISED = 0.1
ALIKE = 0.05


def overdispersion(
    observed: Numbers, expected: Numbers, winsorised: float = WINSORISED
) -> tuple[float, float]:
    """Give phi and tau squared of standardised ratios, winsorised.

    Source: Spiegelhalter (2005), Qual. Saf. Health Care 14, 347-351; square-root scale.
    """
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    z = np.sort(2 * np.sqrt(e) * (np.sqrt(o / e) - 1))
    n = len(z)
    cut = int(n * winsorised)
    if cut:
        z[:cut], z[n - cut :] = z[cut], z[n - cut - 1]
    phi = float((z * z).mean())
    w = 4 * e
    tau2 = (n * phi - n + 1) / float(w.sum() - (w * w).sum() / w.sum())
    return phi, max(0.0, tau2)


def omega(observed: Numbers, expected: Numbers) -> float:
    """Give the variance between places relative to the square of what each expects, 0 to 1.

    Spiegelhalter's 4 tau squared where all expect 5 or more and there are ten or more; else by
    moments. Learn it on the year before, so that nobody hides himself.
    """
    if len(expected) >= FEW_UNITS and min(expected) >= FEW_EXPECTED:
        return min(1.0, 4 * overdispersion(observed, expected)[1])
    return spread(observed, expected)


def spread(observed: Numbers, expected: Numbers) -> float:
    """Give omega by moments, each number capped at its first integer over the inner line."""
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    if not len(e) or float(e.sum()) <= 0:
        return 0.0
    caps = np.array([-(-upper_line(one, INNER) // 1) if one > 0 else 0.0 for one in e])
    held = np.minimum(o, caps)
    moments = (float(((held - e) ** 2).sum()) - float(e.sum())) / float((e * e).sum())
    return min(1.0, max(0.0, moments))


def shrunk(observed: Numbers, expected: Numbers) -> list[float]:
    """Draw each ratio towards the whole, the more the less it expects.

    Source: Marshall (1991), Appl. Stat. 40, 283-294. For ordering lists; never stands alone.
    """
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    m = float(o.sum() / e.sum())
    v = float((e * (o / e - m) ** 2).sum() / e.sum() - m / e.mean())
    if v <= 0 or m <= 0:
        return [m] * len(o)
    return [float(one) for one in (o + m * m / v) / (e + m / v)]


def chance_of_differing(observed: Numbers, expected: Numbers) -> float:
    """Chance that places which are alike differ so much: Poisson dispersion test.

    Source: Wilson and Hilferty (1931), PNAS 17, for the chi-squared law.
    """
    o, e = np.asarray(observed, float), np.asarray(expected, float)
    e = e * (o.sum() / e.sum()) if e.sum() > 0 else e
    degrees = len(o) - 1
    if degrees < 1 or o.sum() == 0:
        return 1.0
    x = float(((o - e) ** 2 / e).sum())
    side = 2 / (9 * degrees)
    return 0.5 * erfc((((x / degrees) ** (1 / 3) - (1 - side)) / sqrt(side)) / sqrt(2))
