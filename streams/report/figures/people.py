"""Section 7: who died? By sex and age, ethnicity and flags of need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from streams.report.columns import Death
from streams.report.figure import Figure, Panel, Row
from streams.report.figures.forensic import KNOWN
from streams.report.figures.ground import Ground, tally
from streams.report.figures.standardised import SEXES, rates_of
from streams.report.shares import share, shares
from streams.report.words import counted, number, percent

NEEDS = {
    "care_needs": "Care needs", "learning_disability": "Learning disability", "autism": "Autism",
    "mental_health_contact_6m": "Mental health contact in 6 months", "rough_sleeping":
    "Rough sleeping", "domestic_abuse": "Domestic abuse", "care_leaver": "Care leaver",
    "prison_release_14d": "Left prison in 14 days", "veteran": "Veteran", "asylum": "Asylum",
}  # fmt: skip
TENS = 10
OLDEST = 90
FIFTHS = {1: "Most deprived fifth", 2: "Second", 3: "Third", 4: "Fourth",
          5: "Least deprived fifth"}  # fmt: skip
ETHNICITIES = {"A": "Asian", "B": "Black", "M": "Mixed", "O": "Other", "W": "White"}
AGES = (("Under 18", 0, 18), ("18 to 44", 18, 45), ("45 to 64", 45, 65), ("65 and over", 65, 999))


def figures(ground: Ground) -> Iterator[Figure]:
    """Counts by sex and ten-year band, rates if people by age are known, and shares."""
    yield _ages(ground)
    if ground.bands:
        yield from rates_of(
            ground.in_period, ground, key="standardised", section=7,
            title="Unexpected deaths, standardised rates per 100,000 a year",
        )  # fmt: skip
    yield _ethnicity(ground)
    if ground.deprived:
        yield _deprivation(ground)
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
    drawn = tuple(
        Panel(name, tuple(replace(row, label=row.label.removeprefix(f"{name}, ")) for row in rows
                          if row.label.startswith(f"{name}, ") and row.label[-9:] != "not known"))
        for name in SEXES.values()
    )  # fmt: skip
    return Figure(
        key="ages", section=7, title="Unexpected deaths by sex and age", rows=tuple(rows),
        panels=drawn, chart="lines",
        sentence=f"{counted(total, 'unexpected death')} by sex and ten-year band.",
        numbers={"total": total}, label_name="Group",
    )  # fmt: skip


def _ethnicity(ground: Ground) -> Figure:
    known = [one for one in ground.in_period if (one.ethnicity or "")[:1] in ETHNICITIES]
    missing = len(ground.in_period) - len(known)
    groups = {
        name: (lambda one, code=code: (one.ethnicity or "").startswith(code))
        for code, name in ETHNICITIES.items()
    }
    total = len(ground.in_period)
    return Figure(
        key="ethnicity", section=7, title="Ethnicity, of those known", unit="share", chart="dots",
        rows=shares(groups, known, missing),
        sentence=f"Ethnicity is not known for {percent(missing / total if total else 0)} of "
        f"{counted(total, 'unexpected death')}.",
        numbers={"missing": missing, "total": total, "share": missing / total if total else 0},
    )  # fmt: skip


def _needs(ground: Ground) -> Figure:
    groups = {name: (lambda one, flag=flag: flag in one.flags) for flag, name in NEEDS.items()}
    return Figure(
        key="needs", section=7, title="Flags of need, unexpected deaths", unit="share",
        rows=shares(groups, ground.in_period), chart="dots",
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
    rows = []
    for name, holds in _all_groups().items():
        mine = [one for one in ground.in_period if holds(one)]
        tested = [one for one in mine if one.post_mortem in KNOWN]
        k = sum((one.source, one.report_id) in alerted for one in mine)
        rows.append(share(f"{name}: in an alert", k, len(mine)))
        forensic = sum(one.post_mortem == "forensic" for one in tested)
        rows.append(share(f"{name}: forensic post-mortem", forensic, len(tested),
                          len(mine) - len(tested)))  # fmt: skip
    return Figure(
        key="fairness", section=7, title="Who stands in alerts and forensic post-mortems",
        unit="share", rows=tuple(rows), chart="dots",
        sentence="Shares of each group's unexpected deaths in alerts of a series or surge, and "
        "among those whose post-mortem is known.",
        label_name="Group", partner="drop",
    )  # fmt: skip


def _all_groups() -> dict[str, Callable[[Death], bool]]:
    found: dict[str, Callable[[Death], bool]] = {}
    for sex, name in SEXES.items():
        found[name] = lambda one, sex=sex: one.sex == sex  # type: ignore[misc]
    for name, start, end in AGES:
        found[name] = lambda one, start=start, end=end: (  # type: ignore[misc]
            one.age is not None and start <= one.age < end
        )
    for code, name in ETHNICITIES.items():
        found[name] = lambda one, code=code: (one.ethnicity or "").startswith(code)  # type: ignore[misc]
    return found


def _deprivation(ground: Ground) -> Figure:
    known = [one for one in ground.in_period if one.lsoa in ground.deprived]
    groups = {
        name: (lambda one, fifth=fifth: ground.deprived.get(one.lsoa) == fifth)
        for fifth, name in FIFTHS.items()
    }
    missing = len(ground.in_period) - len(known)
    return Figure(
        key="deprivation", section=7, title="Deprivation of the place of death", unit="share",
        rows=shares(groups, known, missing), chart="dots", label_name="Fifth",
        sentence=f"The small area's fifth is not known for {number(missing)} of "
        f"{counted(len(ground.in_period), 'unexpected death')}. A fifth holds about one in five "
        "residents.",
        numbers={"missing": missing, "deaths": len(ground.in_period)},
        notes=("By place of death, which need not be where somebody lived.",),
    )  # fmt: skip
