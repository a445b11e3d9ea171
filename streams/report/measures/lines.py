"""What is usual: lines around an expected number, and what they could not have seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, floor, inf, log, log2

from scipy.special import bdtr, bdtrc, betainc, gammainc, gammaincc

INNER, OUTER = 0.025, 0.001  # chance on each side
POWER = 0.8
HALVINGS = 80
NO_LINE = -1.0
LEAST = 1e-300  # a probability is never quite nothing

Tail = Callable[[int], float]


def _upper(expected: float, variance: float) -> Tail:
    """P(X >= k): negative binomial, or Poisson where the variance is the mean."""
    if variance <= expected * (1 + 1e-12):
        return lambda k: 1.0 if k <= 0 else float(gammainc(k, expected))
    share = 1 - expected / variance
    size = expected * expected / (variance - expected)
    return lambda k: 1.0 if k <= 0 else float(betainc(k, size, share))


def _lower(expected: float, variance: float) -> Tail:
    """P(X <= k)."""
    if variance <= expected * (1 + 1e-12):
        return lambda k: 0.0 if k < 0 else float(gammaincc(k + 1, expected))
    share = expected / variance
    size = expected * expected / (variance - expected)
    return lambda k: 0.0 if k < 0 else float(betainc(size, k + 1, share))


def upper_line(expected: float, tail: float, variance: float | None = None) -> float:
    """Draw the line on or over which k lies exactly when P(X >= k) <= tail.

    Between two integers it is log-linear in the probability. Units: cases.
    """
    chance = _upper(expected, expected if variance is None else variance)
    low, high = 0, max(4, int(expected) + 4)
    while chance(high) > tail:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) <= tail else (middle, high)
    return _between(high - 1, chance(high - 1), chance(high), tail)


def lower_line(expected: float, tail: float, variance: float | None = None) -> float:
    """Draw the line on or under which k lies exactly when P(X <= k) <= tail; -1: there is none."""
    chance = _lower(expected, expected if variance is None else variance)
    if chance(0) > tail:
        return NO_LINE
    low, high = 0, int(expected) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance(middle) <= tail else (low, middle)
    return _between(low, chance(low), chance(low + 1), tail)


def _between(k: int, here: float, next_one: float, tail: float) -> float:
    first, last = log(max(here, LEAST)), log(max(next_one, LEAST))
    return k + (first - log(tail)) / (first - last)


def lines(expected: float, variance: float | None = None) -> tuple[float, float, float, float]:
    """Give the outer and inner lower lines, the inner and the outer upper line. Units: cases."""
    return _lines(expected, expected if variance is None else variance)


@lru_cache(maxsize=4096)
def _lines(expected: float, variance: float) -> tuple[float, float, float, float]:
    return (
        lower_line(expected, OUTER, variance),
        lower_line(expected, INNER, variance),
        upper_line(expected, INNER, variance),
        upper_line(expected, OUTER, variance),
    )


def variance_of_places(expected: float, omega: float) -> float:
    """Variance of a place's number, where places differ by ``omega``: E + omega E squared."""
    return expected + omega * expected * expected


def usual(expected: float, variance: float | None = None) -> tuple[int, int]:
    """Give the integers inside the inner lines. Units: cases."""
    _, low, high, _ = lines(expected, variance)
    return floor(low) + 1, ceil(high) - 1


def unseen(expected: float, tail: float = OUTER, power: float = POWER, omega: float = 0.0) -> float:
    """Smallest multiple of ``expected`` that the outer line would call 4 times in 5."""
    if expected <= 0:
        return inf
    outer = -(-upper_line(expected, tail, variance_of_places(expected, omega)) // 1)
    low, high = 1.0, 1.0

    def seen(times: float) -> float:
        mean = expected * times
        return _upper(mean, variance_of_places(mean, omega))(int(outer))

    while seen(high) < power:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) >= power else (middle, high)
    return high


def share_lines(n: int, share: float) -> tuple[float, float, float, float]:
    """Give the four lines of a number out of ``n`` whose usual share is known: binomial tails."""
    if n == 0 or share <= 0 or share >= 1:
        return NO_LINE, NO_LINE, n + 1.0, n + 1.0

    def up(tail: float) -> float:
        for k in range(1, n + 1):
            here = float(bdtrc(k - 1, n, share))
            if here <= tail:
                before = float(bdtrc(k - 2, n, share)) if k > 1 else 1.0
                return _between(k - 1, before, here, tail)
        return n + 1.0

    def down(tail: float) -> float:
        if float(bdtr(0, n, share)) > tail:
            return NO_LINE
        k = max(j for j in range(n + 1) if float(bdtr(j, n, share)) <= tail)
        return _between(k, float(bdtr(k, n, share)), float(bdtr(k + 1, n, share)), tail)

    return down(OUTER), down(INNER), up(INNER), up(OUTER)


def shift_run(n: int) -> int:
    """Length from which a run on one side is a signal in ``n`` points: 9 of 24, 7 of 8.

    Source: Anhøj and Olesen (2014), PLoS One 9, e113825: longer than round(log2(n) + 3).
    """
    return round(log2(n) + 3) + 1


@lru_cache(maxsize=64)
def chance_of_run(n: int) -> float:
    """Chance that ``n`` points, each on either side with chance 1/2, hold a run that is a signal.

    Exact: two sides times the ways to cut ``n`` into runs that are all shorter, of 2 to the n.
    """
    longest = shift_run(n) - 1
    ways = [1]
    for length in range(1, n + 1):
        ways.append(sum(ways[max(0, length - longest) :]))
    return float(1 - 2 * ways[n] / 2**n)


def runs(deviations: list[float], run: int) -> tuple[int, ...]:
    """Name the points of each run of at least ``run`` on one side of the expected line."""
    found: list[int] = []
    start = 0
    for i in range(1, len(deviations) + 1):
        if i == len(deviations) or (deviations[i] > 0) != (deviations[start] > 0):
            found += range(start, i) if i - start >= run and deviations[start] else ()
            start = i
    return tuple(found)


def by_chance(a_year: float, days: float) -> tuple[int, int]:
    """Give the usual number of alerts by chance in so many days, if ``a_year`` come in a year."""
    return usual(a_year * days / 365.25)
