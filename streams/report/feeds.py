"""Which senders fell silent, and when: what they sent is left out of trends, and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from streams.report.columns import Feed, Period

LONG = 4  # times the gap that 19 of 20 stay under
FEWEST_DAYS = 3
SILENT = 0.1  # of the period
ENOUGH = 20  # lines, to speak of a feed

Name = tuple[str, str]  # sender, kind


def gaps(feed: Feed, span: Period) -> Iterator[Period]:
    """Give the days of a span in which a feed was silent.

    A gap counts if it is at least three days, and four times as long as 19 in 20 of its gaps.
    """
    days = sorted(feed.days)
    if not days or not span.days:
        yield span
        return
    usual = sorted((b - a).days for a, b in pairwise(days)) or [1]
    long = max(FEWEST_DAYS, LONG * usual[int(0.95 * (len(usual) - 1))])
    inside = [day for day in days if span.start <= day < span.end]
    before = [day for day in days if day < span.start]
    edges: list[date] = [before[-1] if before else span.start, *inside, span.end]
    for one, other in pairwise(edges):
        if (other - one).days >= long:
            yield Period(max(one + timedelta(days=1), span.start), other)


def silent_share(feed: Feed, span: Period) -> float:
    """Give the share of a span in which a feed was silent."""
    if not span.days:
        return 1.0
    return min(1.0, sum(one.days for one in gaps(feed, span)) / span.days)


def silent(feeds: Mapping[Name, Feed], span: Period) -> dict[Name, list[Period]]:
    """Name the feeds that were silent over a tenth of a span, each with its silent days."""
    return {
        name: list(gaps(feed, span))
        for name, feed in sorted(feeds.items())
        if feed.lines >= ENOUGH and silent_share(feed, span) > SILENT
    }
