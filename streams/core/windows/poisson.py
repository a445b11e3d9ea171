"""Tails of the Poisson distribution, and joining two of them."""

from __future__ import annotations

import math

LEAST = 1e-300  # a probability is never quite nothing


def tail(n: int, mu: float) -> float:
    """P(X >= n), X ~ Poisson(mu); mu in cases per window."""
    if n <= 0:
        return 1.0
    if mu <= 0:
        return LEAST
    term, below = math.exp(-mu), 0.0
    for k in range(n):
        below += term
        term *= mu / (k + 1)
    if below < 1.0 - 1e-9:
        return 1.0 - below
    term = math.exp(n * math.log(mu) - mu - math.lgamma(n + 1))  # else the sum rounds to one
    total, k = term, n
    while term > total * 1e-15:
        k += 1
        term *= mu / k
        total += term
    return max(total, LEAST)


def gamma_tail(n: int, events: float, share: float) -> float:
    """P(X >= n) where X is Poisson and its mean is known only from ``events`` counted before.

    ``share``: length of the window over the time in which those were counted. The Poisson tail
    of the same mean, widened by not knowing it: a negative binomial law.
    """
    if n <= 0:
        return 1.0
    odds = share / (1.0 + share)
    term, below = math.exp(-events * math.log1p(share)), 0.0
    for k in range(n):
        below += term
        term *= (events + k) / (k + 1) * odds
    if below < 1.0 - 1e-9:
        return 1.0 - below
    total, k = term, n
    while term > total * 1e-15:
        term *= (events + k) / (k + 1) * odds
        total += term
        k += 1
    return max(total, LEAST)


def fisher(one: float, other: float) -> float:
    """Join two independent p-values. Source: Fisher (1925), chi-squared with four degrees."""
    product = max(one * other, LEAST)
    return min(1.0, product * (1.0 - math.log(product)))


def nats(chance: float) -> float:
    """Score of a probability: -ln p, in nats, rounded to 1e-6 before it meets a line."""
    return round(-math.log(max(chance, LEAST)), 6)
