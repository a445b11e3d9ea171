"""Numbers as pictures write them, and round steps for their axes."""

from __future__ import annotations

from math import ceil, log10

MOST_STEPS = 4


def number(value: float) -> str:
    """Write a count or an expected number: 3, 0.4, 0.03, 1,250."""
    if value == int(value):
        return f"{int(value):,}"
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 1 else f"{value:.2g}"


def steps_to(top: float) -> tuple[int, ...]:
    """Give whole steps from 0 to at least ``top``, at most four of them, 1, 2 or 5 apart."""
    if top <= 1:
        return (0, 1)
    size = int(10 ** int(log10(top)) / 10) or 1
    each = next(
        step * size * scale
        for scale in (1, 10, 100)
        for step in (1, 2, 5)
        if top / (step * size * scale) <= MOST_STEPS
    )
    return tuple(range(0, each * ceil(top / each) + 1, each))


def metres(length: float) -> str:
    """Write a distance rounded to 10 m, from 1 km on to 100 m, from 10 km on to 1 km."""
    if length < 995:
        return f"{round(length / 10) * 10} m"
    return f"{length / 1000:.1f} km" if length < 9950 else f"{length / 1000:,.0f} km"
