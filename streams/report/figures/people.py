"""Section 7: who died? By sex and age, ethnicity and flags of need."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from streams.report.columns import Death
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, tally
from streams.report.measures.intervals import standardised, wilson
from streams.report.measures.standard import BANDS, WEIGHTS, band_of
from streams.report.words import counted, percent

NEEDS = {
    "care_needs": "Care needs", "learning_disability": "Learning disability", "autism": "Autism",
    "mental_health_contact_6m": "Mental health contact in 6 months", "rough_sleeping":
    "Rough sleeping", "domestic_abuse": "Domestic abuse", "care_leaver": "Care leaver",
    "prison_release_14d": "Left prison in 14 days", "veteran": "Veteran", "asylum": "Asylum",
}  # fmt: skip
TENS = 10
OLDEST = 90
SEXES = {"F": "Women and girls", "M": "Men and boys"}


def figures(ground: Ground) -> Iterator[Figure]:
    """Counts by sex and ten-year band, rates if people by age are known, and shares."""
    yield _ages(ground)
    if ground.bands:
        yield _standardised(ground)
    yield _ethnicity(ground)
    yield _needs(ground)
    yield _groups(ground)


def ten_years(age: int | None) -> str | None:
    """Name the ten-year band of an age."""
    if age is None:
        return None
    start = min(age, OLDEST) // TENS * TENS
    return f"{start} and over" if start >= OLDEST else f"{start} to {start + TENS - 1}"


def _ages(ground: Ground) -> Figure:
    bands = [f"{start} to {start + TENS - 1}" for start in range(0, OLDEST, TENS)]
    bands += [f"{OLDEST} and over", "not known"]
    rows = []
    for sex, name in (*SEXES.items(), (None, "Sex not known")):
        mine = [one for one in ground.in_period if (one.sex if one.sex in SEXES else None) == sex]
        found = tally(mine, lambda one: ten_years(one.age))
        rows += [Row(label=f"{name}, {band}", value=found.get(band, 0)) for band in bands
                 if sex is not None or found.get(band)]  # fmt: skip
    total = len(ground.in_period)
    return Figure(
        key="ages", section=7, title="Unexpected deaths by sex and age", rows=tuple(rows),
        sentence=f"{counted(total, 'unexpected death')} by sex and ten-year band.",
        numbers={"total": total}, label_name="Group",
    )  # fmt: skip


def _standardised(ground: Ground) -> Figure:
    rows = []
    days = ground.period.days / 365.25
    for sex, name in SEXES.items():
        deaths = [0] * len(BANDS)
        for one in ground.in_period:
            if one.sex == sex and one.age is not None:
                deaths[band_of(one.age)] += 1
        people = [ground.bands.get((sex, band), 0.0) * days for band in BANDS]
        if sum(deaths) >= TENS and all(people):
            value, low, high = standardised(deaths, people, WEIGHTS)
            rows.append(Row(label=name, value=round(value, 2), low=round(low, 2),
                            high=round(high, 2), k=sum(deaths)))  # fmt: skip
    return Figure(
        key="standardised", section=7, unit="rate", rows=tuple(rows), partner="drop",
        title="Standardised rates per 100,000 a year", chart="dots" if rows else None,
        method="Direct, European Standard Population 2013, 19 bands; Dobson's interval.",
        sentence="" if rows else "Fewer than 10 deaths with an age, or a band without residents: "
        "no standardised rate can be given.",
        numbers={"fewest": TENS},
    )  # fmt: skip


def _shares(
    ground: Ground, groups: dict[str, Callable[[Death], bool]], of: list[Death]
) -> tuple[Row, ...]:
    rows = []
    for name, holds in groups.items():
        k, n = sum(map(holds, of)), len(of)
        low, high = wilson(k, n)
        rows.append(Row(label=name, value=k / n if n else None, k=k, n=n, low=low, high=high))
    return tuple(rows)


def _ethnicity(ground: Ground) -> Figure:
    named = {"A": "Asian", "B": "Black", "M": "Mixed", "O": "Other", "W": "White"}
    known = [one for one in ground.in_period if (one.ethnicity or "")[:1] in named]
    missing = len(ground.in_period) - len(known)
    groups = {
        name: (lambda one, code=code: (one.ethnicity or "").startswith(code))
        for code, name in named.items()
    }
    total = len(ground.in_period)
    return Figure(
        key="ethnicity", section=7, title="Ethnicity, of those known", unit="share", chart="dots",
        rows=_shares(ground, groups, known),  # type: ignore[arg-type]
        sentence=f"Ethnicity is not known for {percent(missing / total if total else 0)} of "
        f"{counted(total, 'unexpected death')}.",
        numbers={"missing": missing, "total": total, "share": missing / total if total else 0},
    )  # fmt: skip


def _needs(ground: Ground) -> Figure:
    groups = {name: (lambda one, flag=flag: flag in one.flags) for flag, name in NEEDS.items()}
    return Figure(
        key="needs", section=7, title="Flags of need, unexpected deaths", unit="share",
        rows=_shares(ground, groups, ground.in_period), chart="dots",  # type: ignore[arg-type]
        sentence="A flag that is not there was not reported; that does not say that it was not so.",
    )  # fmt: skip


def _groups(ground: Ground) -> Figure:
    """Each group's share among the dead, in alerts and in forensic post-mortems."""
    alerted = {
        (one["source"], one["report_id"])
        for alert in ground.columns.alerts.values()
        if alert["family"] in ("linked_series", "surge")
        for one in alert["evidence"]
    }
    rows: list[Row] = []
    kinds: tuple[tuple[str, Callable[[Death], bool]], ...] = (
        ("in an alert of a series or surge", lambda one: (one.source, one.report_id) in alerted),
        ("with a forensic post-mortem", lambda one: one.post_mortem == "forensic"),
    )
    for sex, name in SEXES.items():
        mine = [one for one in ground.in_period if one.sex == sex]
        for words, holds in kinds:
            rows += _shares(ground, {f"{name} {words}": holds}, mine)
    return Figure(
        key="fairness", section=7, title="Who stands in alerts and forensic post-mortems",
        unit="share", rows=tuple(rows), chart="dots",
        sentence="Shares of unexpected deaths of each sex.",
    )  # fmt: skip
