"""Section 6: which institutions, against their beds, or against their own two years before?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.report.columns import Period
from streams.report.figure import Figure, Row
from streams.report.figures.ground import FEW, Ground, verdict
from streams.report.measures import lines
from streams.report.measures.spread import omega
from streams.report.words import counted, number

A_YEAR = 365
KINDS = ("care_home", "hospital", "prison", "custody")


def figures(ground: Ground) -> Iterator[Figure]:
    """Every site with a death or beds, over twelve months."""
    year = Period(ground.period.end, ground.period.end).before(A_YEAR)
    now, before = _counts(ground, year), _counts(ground, year.before(2 * A_YEAR))
    beds = {
        one.institution: one.count
        for one in ground.columns.counts.values()
        if one.measure == "beds" and one.institution
    }
    sites = sorted({*now, *before, *beds})
    covered = (year.start - max(ground.first_month, year.before(2 * A_YEAR).start)).days
    expected, how = _expected(now, before, beds, covered)
    usable = [site for site in sites if expected.get(site)]
    spread = _spread(usable, before, beds)
    rows = [
        _row(site, now[site], expected.get(site, 0.0), spread)
        for site in sites
        if now[site] or expected.get(site)
    ]
    rows.sort(key=lambda row: (-(row.value or 0) + (row.expected or 0), row.label))
    beyond = sum(row.verdict == "beyond" for row in rows)
    yield Figure(
        key="institutions", section=6, title="Deaths in institutions", rows=tuple(rows),
        chart="institutions" if usable else None, partner="drop",
        basis=f"by date of death, {year.words()}",
        sentence=_sentence(rows, beyond, len(usable)),
        numbers={"beyond": beyond, "sites": len(rows),
                 "by_chance": round(len(usable) * lines.OUTER, 1)},
        method=how, label_name="Site",
    )  # fmt: skip


def _sentence(rows: list[Row], beyond: int, usable: int) -> str:
    if not rows:
        return "No unexpected death in an institution was reported."
    if not usable:
        return f"{counted(len(rows), 'site')} with unexpected deaths; what is usual is not known."
    return (
        f"{number(beyond)} of {counted(len(rows), 'site')} lie beyond the outer line; chance alone "
        f"would put {number(round(usable * lines.OUTER, 1))} above it. A question, not a finding: "
        "coding, case mix and single events come first."
    )


def _counts(ground: Ground, span: Period) -> Counter[str]:
    return Counter(
        one.institution
        for one in ground.unexpected
        if one.institution and one.place in KINDS and span.holds(one.occurred)
    )


def _expected(
    now: Counter[str], before: Counter[str], beds: dict[str, int], covered: int
) -> tuple[dict[str, float], str]:
    if beds:
        each = sum(now[site] for site in beds) / max(1, sum(beds.values()))
        return {site: n * each for site, n in beds.items()}, "Expected: by number of beds."
    if covered < A_YEAR:
        return (
            {},
            "No beds were sent, and less than a year before this one is known: nothing can "
            "be said of what is usual at a site.",
        )
    return (
        {site: n * A_YEAR / covered for site, n in before.items()},
        "No beds were sent. Expected: the site's own two years before; a site that was always "
        "high stays hidden.",
    )


def _spread(usable: list[str], before: Counter[str], beds: dict[str, int]) -> float:
    """Learn the spread on the time before, against beds; against itself a site has none."""
    if not beds or not sum(before[site] for site in usable):
        return 0.0
    each = sum(before[site] for site in usable) / sum(beds[site] for site in usable)
    return omega([before[site] for site in usable], [beds[site] * each for site in usable])


def _row(site: str, n: int, expected: float, spread: float) -> Row:
    if expected <= 0:
        return Row(label=site, value=n)
    variance = lines.variance_of_places(expected, spread)
    said = verdict(n, *lines.lines(expected, variance))
    return Row(
        label=site, value=n, expected=round(expected, 3), usual=lines.usual(expected, variance),
        verdict=said if expected >= FEW or said == "beyond" else "few",
        unseen=round(lines.unseen(expected, omega=spread), 1),
    )  # fmt: skip
