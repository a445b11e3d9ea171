"""Section 9: suspected suicide, the last months against the same months of earlier years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from streams.report.columns import Period
from streams.report.figure import Figure, Row
from streams.report.figures.categories import FROM_AGE
from streams.report.figures.ground import Ground, judged, outlook, still_to_come, tally, together
from streams.report.figures.ground import by_month as monthly
from streams.report.figures.standardised import rates_of
from streams.report.measures.intervals import rate_ratio
from streams.report.shares import share
from streams.report.words import counted, number

CATEGORY = "suspected_suicide"
MOST_YEARS = 5
MONTHS = 3
SHORTEST = 28  # days: every month has as many


def figures(ground: Ground) -> Iterator[Figure]:
    """Counts of the same months, places, and contact with mental health services."""
    mine = [one for one in ground.trended if one.category == CATEGORY]
    last = _last(ground)
    here = [one for one in mine if last.holds(one.occurred)]
    counts = monthly([one.occurred for one in mine], ground.months)
    coming, _ = still_to_come([(one.occurred, one.known_in((CATEGORY,))) for one in mine], ground)
    joined = together(coming, ground)
    now = sum(ground.period.holds(one.occurred) for one in mine)
    rows = [judged("This period", now, outlook(counts, ground), joined)]
    if last != ground.period:
        rows.append(Row(label=f"Last months, {last.words()}", value=len(here)))
    years = _earlier(ground, last)
    before = [sum(span.holds(one.occurred) for one in mine) for span in years]
    rows += [
        Row(label=span.words(), value=n) for span, n in zip(years, before, strict=True)
    ]  # fmt: skip
    said, numbers = "", {}
    if years and (sum(before) or here):
        ratio, low, high = rate_ratio(
            len(here), last.days, sum(before), sum(one.days for one in years)
        )
        ends = [round(one, 2) for one in (ratio, low, high) if one != float("inf")]
        if len(ends) == 3:
            numbers = dict(zip(("ratio", "low", "high"), ends, strict=True))
            said = (
                f"{number(ends[0])} times the rate of the same months before "
                f"({number(ends[1])} to {number(ends[2])})."
            )
    yield Figure(
        key="suicide", section=9, title="Suspected suicide, same months of each year",
        rows=tuple(rows), sentence=said, numbers=numbers,
        notes=("Suspected: the coroner decides. Samaritans: 116 123, at any hour. Papyrus "
               "HOPELINE247: 0800 068 4141.",),
        method="Ratio: Wilson's interval of the share of both spans, turned into a ratio.",
    )  # fmt: skip
    if ground.bands:
        yield from rates_of(
            [one for one in ground.in_period if one.category == CATEGORY], ground,
            key="suicide_standardised", section=9,
            title="Suspected suicide, standardised rate per 100,000 a year, aged 10 and over",
            youngest=FROM_AGE,
        )  # fmt: skip
    here = [one for one in ground.in_period if one.category == CATEGORY]
    places = tally(here, lambda one: one.place)
    yield Figure(
        key="suicide_places", section=9, title="Suspected suicide by kind of place",
        rows=tuple(Row(label=name.replace("_", " "), value=n) for name, n in places.items()),
        sentence=f"{counted(len(here), 'suspected suicide')} by kind of place.",
        numbers={"suicides": len(here)}, label_name="Place",
    )  # fmt: skip
    k, n = sum("mental_health_contact_6m" in one.flags for one in here), len(here)
    yield Figure(
        key="suicide_contact", section=9, title="Mental health contact in six months", unit="share",
        rows=(share("Contact in 6 months", k, n),),
        sentence="Contact that was not reported is not counted.",
    )  # fmt: skip
    methods = tally(here, lambda one: one.method)
    yield Figure(
        key="suicide_methods", section=9, title="Suspected suicide by method", partner="drop",
        rows=tuple(Row(label=name.replace("_", " "), value=n) for name, n in methods.items()),
        sentence="For prevention inside the service; not for publication.", label_name="Method",
    )  # fmt: skip


def _last(ground: Ground) -> Period:
    """The last three months of the period, or all of it if it is shorter."""
    end = ground.period.end
    month = end.year * 12 + end.month - 1 - MONTHS
    start = date(month // 12, month % 12 + 1, min(end.day, SHORTEST))
    return Period(max(start, ground.period.start), end)


def _earlier(ground: Ground, last: Period) -> list[Period]:
    spans = []
    for back in range(1, MOST_YEARS + 1):
        start, end = (_back(day, back) for day in (last.start, last.end))
        if start >= ground.first_month:
            spans.append(Period(start, end))
    return spans


def _back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return (day - timedelta(days=1)).replace(year=day.year - years)
