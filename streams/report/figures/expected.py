"""What districts would have at the force's own rates by age and sex, or at its one rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from streams.report.columns import Death, Period
from streams.report.figures.ground import Ground
from streams.report.measures.standard import BANDS, band_of

Group = tuple[str, str]


def of_districts(ground: Ground, codes: Sequence[str], span: Period, total: int) -> list[float]:
    """Share out ``total`` over districts as the force's rates lead us to expect. Units: deaths.

    Indirect standardisation where the people of every district are known by age and sex; else by
    residents alone.
    """
    weights = _by_rates(ground, codes, span) if by_age(ground, codes) else None
    if weights is None:
        weights = [float(ground.district_people[code]) for code in codes]
    whole = sum(weights)
    return [total * one / whole for one in weights]


def by_age(ground: Ground, codes: Sequence[str]) -> bool:
    """Say whether the people of every district are known by age and sex."""
    return bool(codes) and all(ground.district_bands.get(code) for code in codes)


def _by_rates(ground: Ground, codes: Sequence[str], span: Period) -> list[float] | None:
    deaths = Counter(
        group for one in ground.unexpected if span.holds(one.occurred) and (group := _group(one))
    )
    people: Counter[Group] = Counter()
    for code in codes:
        people.update(dict(ground.district_bands[code]))
    rates = {group: n / people[group] for group, n in deaths.items() if people[group]}
    weights = [_at(rates, ground.district_bands[code]) for code in codes]
    return weights if all(weights) else None


def _at(rates: Mapping[Group, float], people: Mapping[Group, float]) -> float:
    return sum(rate * people.get(group, 0.0) for group, rate in rates.items())


def _group(death: Death) -> Group | None:
    if death.sex is None or death.age is None:
        return None
    return death.sex, BANDS[band_of(death.age)]
