"""Section 18: how good are the data?"""

from __future__ import annotations

from collections.abc import Iterator

from streams.report.columns import Feed
from streams.report.feeds import silent_share
from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, midnight
from streams.report.shares import share
from streams.report.words import counted, listed, number, percent

A_YEAR = 365


def figures(ground: Ground) -> Iterator[Figure]:
    """Feeds, delays, and how often each field was filled in."""
    yield _feeds(ground)
    yield _delays(ground)
    yield _fields(ground)


def silent_feeds(ground: Ground) -> list[str]:
    """Name the feeds that were silent over a tenth of the period, and since when."""
    return [
        f"{source.removeprefix('//')} ({kind}, from {found[0].start.day} {found[0].start:%B %Y})"
        for (source, kind), found in ground.silent.items()
    ]


def _usual(feed: Feed, ground: Ground) -> float | None:
    """Lines that the rate of the days before leads us to expect in the period."""
    before = sum(n for day, n in feed.days.items() if day < ground.period.start)
    first = min(feed.days, default=ground.period.start)
    days = (ground.period.start - first).days
    return round(before * ground.period.days / days, 1) if days >= A_YEAR else None


def _feeds(ground: Ground) -> Figure:
    rows = []
    for (source, kind), feed in sorted(ground.columns.feeds.items()):
        silent = silent_share(feed, ground.period)
        here = sum(n for day, n in feed.days.items() if ground.period.holds(midnight(day)))
        loads = sum(sender == source for sender, _, _ in ground.loads)
        rows.append(
            Row(label=f"{source.removeprefix('//')}, {kind}", value=feed.lines, facts={
                "in the period": here, "usual in as many days": _usual(feed, ground),
                "loads of old reports": loads,
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
    rows = [share(name, k, n) for name, k in filled.items()]
    twice = len(ground.columns.deaths) - len(ground.deaths)
    return Figure(
        key="fields", section=18, title="Fields filled in, unexpected deaths", unit="share",
        rows=tuple(rows), chart="dots", label_name="Field",
        sentence=f"Of {counted(n, 'unexpected death')}, {number(n - filled['coordinates'])} have "
        f"no coordinates. Reports left out because the person's "
        f"code stands on an earlier one: {number(twice)}.",
        numbers={"deaths": n, "without": n - filled["coordinates"], "twice": twice},
    )  # fmt: skip
