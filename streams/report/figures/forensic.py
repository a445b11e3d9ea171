"""Section 16: who gets a forensic post-mortem, by district and by first category?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil, floor

from streams.report.columns import GRAVE, Death, Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, verdict
from streams.report.figures.reclassified import NAMES
from streams.report.measures import lines
from streams.report.shares import share
from streams.report.words import counted, number

A_YEAR = 365
KNOWN = ("none", "standard", "forensic", "ct")  # post-mortems that are decided


def figures(ground: Ground) -> Iterator[Figure]:
    """Shares over twelve months against the force's own; suspicious deaths without one."""
    year = Period(ground.period.end, ground.period.end).before(A_YEAR)
    deaths = [one for one in ground.unexpected if year.holds(one.occurred)]

    def district(one: Death) -> str:
        found, _ = ground.district_of(one)
        return found.name if found else "not known"

    yield _shares(deaths, district, "forensic_districts", "Forensic, by district", year)
    yield _shares(
        deaths, lambda one: NAMES.get(one.first, one.first), "forensic_first",
        "Forensic, by first category", year, is_compared=False,
    )  # fmt: skip
    without = [one for one in deaths if one.category in GRAVE and one.post_mortem != "forensic"]
    yield Figure(
        key="forensic_without", section=16, title="Suspicious or homicide without a forensic one",
        unit="text", partner="drop", label_name="Report", basis=f"by date of death, {year.words()}",
        rows=tuple(
            Row(label=one.report_id, facts={
                "happened": f"{one.occurred:%Y-%m-%d}", "category": NAMES[one.category],
                "post-mortem": one.post_mortem or "not reported",
            })
            for one in without
        ),
        sentence=f"{counted(len(without), 'death')} suspicious or homicide stand "
        "without a forensic post-mortem on record.",
        numbers={"without": len(without)},
    )  # fmt: skip


def _shares(
    deaths: list[Death], key: Callable[[Death], str], name: str, title: str, year: Period,
    *, is_compared: bool = True,
) -> Figure:  # fmt: skip
    groups: dict[str, list[Death]] = {}
    for one in deaths:
        groups.setdefault(key(one), []).append(one)
    known = sum(one.post_mortem in KNOWN for one in deaths)
    whole = sum(one.post_mortem == "forensic" for one in deaths)
    usual = whole / known if known else 0.0
    rows = [_row(label, mine, usual, is_compared=is_compared)
            for label, mine in sorted(groups.items())]  # fmt: skip
    return Figure(
        key=name, section=16, title=title, unit="share", rows=tuple(rows), chart="dots",
        partner="drop", basis=f"by date of death, {year.words()}", label_name="Group",
        sentence=f"{number(whole)} of {counted(known, 'unexpected death')} had one; for "
        f"{number(len(deaths) - known)} more the post-mortem is pending or not reported.",
        numbers={"forensic": whole, "known": known, "missing": len(deaths) - known},
        method="Lines: binomial tails of the force's own share.",
    )  # fmt: skip


def _row(label: str, mine: list[Death], usual: float, *, is_compared: bool) -> Row:
    k = sum(one.post_mortem == "forensic" for one in mine)
    n = sum(one.post_mortem in KNOWN for one in mine)
    row = share(label, k, n, len(mine) - n)
    if not n:
        return row
    four = lines.share_lines(n, usual)
    return replace(
        row, verdict=verdict(k, *four) if is_compared else None,
        usual=(floor(four[1]) + 1, ceil(four[2]) - 1) if is_compared else None,
    )  # fmt: skip
