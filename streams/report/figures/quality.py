"""Section 18: how good are the data?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from streams.report.columns import Feed
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground
from streams.report.measures.intervals import wilson
from streams.report.words import counted, listed, number, percent

LONG = 4  # times the gap that 19 of 20 stay under
FEWEST_DAYS = 3
SILENT = 0.1  # of the period
ENOUGH = 20  # lines, to speak of a feed


def figures(ground: Ground) -> Iterator[Figure]:
    """Feeds, delays, and how often each field was filled in."""
    yield _feeds(ground)
    yield _delays(ground)
    yield _fields(ground)


def silent_share(feed: Feed, ground: Ground) -> float:
    """Give the share of the period in which a feed was silent.

    A gap counts if it is at least three days, and four times as long as 19 in 20 of its gaps.
    """
    start, end = ground.period.start, ground.period.end
    days = sorted(feed.days)
    if not days or start >= end:
        return 1.0
    usual = sorted((b - a).days for a, b in pairwise(days)) or [1]
    long = max(FEWEST_DAYS, LONG * usual[int(0.95 * (len(usual) - 1))])
    inside = [day for day in days if start <= day < end]
    before = [day for day in days if day < start]
    edges: list[date] = [before[-1] if before else start, *inside, end]
    silent = 0
    for one, other in pairwise(edges):
        if (other - one).days >= long:
            silent += (other - max(one + timedelta(days=1), start)).days
    return min(1.0, max(0, silent) / (end - start).days)


def silent_feeds(ground: Ground) -> list[str]:
    """Name the feeds that were silent over a tenth of the period."""
    return [
        f"{source.removeprefix('//')} ({kind})"
        for (source, kind), feed in sorted(ground.columns.feeds.items())
        if feed.lines >= ENOUGH and silent_share(feed, ground) > SILENT
    ]


def _feeds(ground: Ground) -> Figure:
    rows = []
    for (source, kind), feed in sorted(ground.columns.feeds.items()):
        silent = silent_share(feed, ground)
        rows.append(
            Row(label=f"{source.removeprefix('//')}, {kind}", value=feed.lines, facts={
                "reports": feed.reports, "repeats": feed.repeats, "used in part": feed.partial,
                "set aside": feed.quarantined, "silent in the period": percent(silent),
                "last": f"{max(feed.days):%Y-%m-%d}" if feed.days else "never",
            })
        )  # fmt: skip
    quiet = silent_feeds(ground)
    unread = sum(ground.columns.unreadable.values())
    said = f"{counted(len(rows), 'feed')}; silent over a tenth of the period: "
    return Figure(
        key="feeds", section=18, title="What came from whom", rows=tuple(rows),
        basis="by arrival, all that was read", partner="drop", label_name="Feed",
        sentence=said + (listed(quiet) if quiet else "none") + f". {counted(unread, 'line')} could "
        "not be read at all.",
        numbers={"feeds": len(rows), "unread": unread},
    )  # fmt: skip


def _delays(ground: Ground) -> Figure:
    rows = []
    for source in sorted({one.source for one in ground.in_period}):
        hours = sorted(
            (one.arrived - one.occurred).total_seconds() / 86400
            for one in ground.in_period if one.source == source and not ground.is_loaded(one)
        )  # fmt: skip
        if hours:
            rows.append(
                Row(label=source.removeprefix("//"), value=round(_quantile(hours, 0.5), 2),
                    low=round(_quantile(hours, 0.25), 2), high=round(_quantile(hours, 0.9), 2),
                    n=len(hours))
            )  # fmt: skip
    return Figure(
        key="delays", section=18, title="Days from death to report", unit="days", rows=tuple(rows),
        partner="drop", label_name="Sender", chart="dots" if rows else None,
        sentence="The dot is the median; the line runs from the first quarter to nine in ten."
        if rows else "",
    )  # fmt: skip


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _fields(ground: Ground) -> Figure:
    deaths = ground.in_period
    filled = {
        "time of death": sum("occurred_from" not in one.gaps for one in deaths),
        "coordinates": sum(one.lat is not None for one in deaths),
        "small area": sum(one.lsoa is not None for one in deaths),
        "age": sum(one.age is not None for one in deaths),
        "sex": sum(one.sex in ("F", "M", "X") for one in deaths),
        "ethnicity": sum(one.ethnicity is not None for one in deaths),
        "method": sum(one.method != "unknown" for one in deaths),
        "person's code": sum(one.token is not None for one in deaths),
    }
    n = len(deaths)
    rows = []
    for name, k in filled.items():
        low, high = wilson(k, n)
        rows.append(Row(label=name, value=k / n if n else None, k=k, n=n, low=low, high=high,
                        missing=n - k))  # fmt: skip
    tokens = [one.token for one in deaths if one.token]
    twice = len(tokens) - len(set(tokens))
    return Figure(
        key="fields", section=18, title="Fields filled in, unexpected deaths", unit="share",
        rows=tuple(rows), chart="dots", label_name="Field",
        sentence=f"Of {counted(n, 'unexpected death')}, {number(n - filled['coordinates'])} have "
        f"no coordinates. One person's code on two deaths: {number(twice)}.",
        numbers={"deaths": n, "without": n - filled["coordinates"], "twice": twice},
    )  # fmt: skip
