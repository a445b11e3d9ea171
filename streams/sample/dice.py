"""Seeded chance: every draw of the sample comes from here, so one seed gives the same bytes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from random import Random

from streams.sample.clock import Calendar


def dice(*parts: object) -> Random:
    """Return the source of chance of one purpose; purposes do not disturb one another."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - invented data, no secret


@cache
def mix(text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Read ``"a 2 b 1"`` as names and weights."""
    words = text.split()
    return tuple(words[::2]), tuple(map(float, words[1::2]))


def pick(rng: Random, text: str) -> str:
    """Draw one name of a weighted list such as ``"a 2 b 1"``."""
    names, weights = mix(text)
    return rng.choices(names, weights)[0]


def raised(rng: Random, text: str) -> list[str]:
    """Draw each name of a list with its own probability."""
    return [name for name, share in zip(*mix(text), strict=True) if rng.random() < share]


def age(rng: Random, parts: tuple[tuple[float, float, float], ...]) -> int:
    """Draw an age in years from (weight, mean, standard deviation) parts."""
    _, mean, deviation = rng.choices(parts, [part[0] for part in parts])[0]
    return int(min(104, max(0, rng.gauss(mean, deviation))))


def moments(
    rng: Random, a_day: float, calendar: Calendar, winter: float, night: float
) -> Iterator[float]:
    """Draw times in days as a Poisson process.

    ``winter``: relative height of the yearly wave, greatest in January; ``night``: share moved to
    the hours from 20 to 4.
    """
    days = calendar.days
    day, top = 0.0, a_day * (1 + abs(winter))
    while top > 0:
        day += rng.expovariate(top)
        if day >= days:
            return
        season = 1 + winter * math.cos(2 * math.pi * (day + calendar.phase) / 365.25)
        if rng.random() * (1 + abs(winter)) < season:
            late = rng.random() < night
            yield min(math.floor(day) + (20 + 8 * rng.random()) / 24, days - 0.01) if late else day
