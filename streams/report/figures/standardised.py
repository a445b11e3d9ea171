"""Rates as they would be if the area's people had the ages of Europe's standard population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.report.columns import Death
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground
from streams.report.measures.intervals import DAYS_A_YEAR, standardised
from streams.report.measures.standard import BANDS, WEIGHTS, band_of

FEWEST = 10  # deaths
SEXES = {"F": "Women and girls", "M": "Men and boys"}


def rates_of(
    deaths: Sequence[Death], ground: Ground, *, key: str, section: int, title: str,
    youngest: int = 0,
) -> Iterator[Figure]:  # fmt: skip
    """Directly standardised rates by sex, and of all; ``youngest``: age from which people count."""
    first = band_of(youngest)
    rows = []
    for name, sexes in (("All", tuple(SEXES)), *((name, (sex,)) for sex, name in SEXES.items())):
        mine = [one for one in deaths if one.sex in sexes and one.age is not None]
        row = _row(name, mine, sexes, ground, first)
        if row is not None:
            rows.append(row)
    without = sum(one.age is None or one.sex not in SEXES for one in deaths)
    yield Figure(
        key=key, section=section, unit="rate", rows=tuple(rows), partner="drop", title=title,
        chart="dots" if rows else None,
        method=f"Direct, European Standard Population 2013, {len(BANDS) - first} bands; Dobson's "
        "interval.",
        sentence="Held against the same ages everywhere." if rows else f"Fewer than {FEWEST} "
        "deaths with an age, or a band without residents: no standardised rate can be given.",
        notes=(f"Left out, sex or age not known: {without}.",),
        numbers={"fewest": FEWEST, "left_out": without}, label_name="Group",
    )  # fmt: skip


def _row(
    name: str, mine: list[Death], sexes: Sequence[str], ground: Ground, first: int
) -> Row | None:
    years = ground.period.days / DAYS_A_YEAR
    counts = [0] * len(BANDS)
    for one in mine:
        counts[band_of(one.age or 0)] += 1
    counts = counts[first:]
    people = [
        years * sum(ground.bands.get((sex, band), 0.0) for sex in sexes) for band in BANDS[first:]
    ]
    if sum(counts) < FEWEST or not all(people):
        return None
    value, low, high = standardised(counts, people, WEIGHTS[first:])
    return Row(label=name, value=round(value, 2), low=round(low, 2), high=round(high, 2),
               k=sum(counts))  # fmt: skip
