"""Tails of the laws of counts, and joining two of them. ``scipy.special`` does the sums."""

from __future__ import annotations

import math

from scipy.special import betainc, gammainc

LEAST = 1e-300  # a probability is never quite nothing


def tail(n: int, mu: float) -> float:
    """P(X >= n), X ~ Poisson(mu); mu in cases per window."""
    if n <= 0:
        return 1.0
    return max(float(gammainc(n, mu)), LEAST) if mu > 0 else LEAST


def gamma_tail(n: int, events: float, share: float) -> float:
    """P(X >= n) where X is Poisson and its mean is known only from ``events`` counted before.

    ``share``: length of the window over the time in which those were counted. The Poisson tail
    of the same mean, widened by not knowing it: a negative binomial law.
    """
    return 1.0 if n <= 0 else max(float(betainc(n, events, share / (1.0 + share))), LEAST)


def spread_tail(n: int, mu: float, dispersion: float) -> float:
    """P(X >= n) where X has mean ``mu`` and ``dispersion`` times its variance if it were Poisson.

    The negative binomial law, for a dispersion above 1; the Poisson law at 1.
    """
    if dispersion <= 1.0:
        return tail(n, mu)
    return gamma_tail(n, mu / (dispersion - 1.0), dispersion - 1.0)


def excess(n: int, mu: float) -> float:
    """Log likelihood ratio of ``n`` cases against ``mu`` expected, in nats; 0 where not too many.

    Source: Kulldorff (1997), Commun. Stat. 26, 1481-1496, in its form for a small part of a whole.
    """
    return n * math.log(n / mu) - (n - mu) if n > mu > 0 else 0.0


def fisher(one: float, other: float) -> float:
    """Join two independent p-values. Source: Fisher (1925), chi-squared with four degrees."""
    product = max(one * other, LEAST)
    return min(1.0, product * (1.0 - math.log(product)))


def nats(chance: float) -> float:
    """Score of a probability: -ln p, in nats, rounded to 1e-6 before it meets a line."""
    return round(-math.log(max(chance, LEAST)), 6)
