"""How much the service can see: which feeds report and which are silent. Silence is not safety."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.area_summaries import AreaSummary
from streams.console.words.clocks import ago, counted, short, span

NAMED = 2  # areas that the line names; it counts more of them


@dataclass(frozen=True, slots=True)
class SilentFeed:
    """A sender of which nothing comes, since when, and in words."""

    source: str
    last_seen: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What the area summaries say of the feeds. ``unseen``: of ``areas``, those without a feed."""

    areas: int
    unseen: tuple[str, ...]
    feeds: int
    silent: tuple[SilentFeed, ...]
    last_report: datetime | None

    @property
    def is_whole(self) -> bool:
        """Say whether every area is seen and every feed reports, as far as is known."""
        return self.areas > 0 and not self.unseen and not self.silent


def sight(summaries: Mapping[str, AreaSummary | None], now: datetime) -> Sight:
    """Put together what the summaries of a viewer's areas say, by name; None: none has come yet."""
    known = [one for one in summaries.values() if one is not None]
    feeds = {feed.source: feed for one in known for feed in one.feeds}
    for one in known:  # a sender may write of two areas: silent only where it is silent in all
        for feed in one.feeds:
            if feed.last_seen > feeds[feed.source].last_seen:
                feeds[feed.source] = feed
    silent = tuple(
        SilentFeed(
            feed.source,
            feed.last_seen,
            f"{sender(feed.source)}, {span(now - feed.last_seen)}",
        )
        for feed in sorted(feeds.values(), key=lambda feed: (feed.last_seen, feed.source))
        if feed.is_silent
    )
    reports = [one.last_report for one in known if one.last_report is not None]
    unseen = tuple(name for name, one in summaries.items() if one is None or not one.feeds)
    return Sight(len(summaries), unseen, len(feeds), silent, max(reports, default=None))


def feeds_words(seen: Sight) -> str:
    """Say how many feeds report: 8 of 8 feeds report; 1 of 8 feeds silent: hospital, 31 hours."""
    if not seen.feeds:
        return "We cannot say yet which feeds report"
    if seen.silent:
        listed = "; ".join(feed.words for feed in seen.silent)
        said = f"{len(seen.silent)} of {counted(seen.feeds, 'feed')} silent: {listed}"
    else:
        said = f"{seen.feeds} of {counted(seen.feeds, 'feed')} report"
    return f"{said}{_unseen_words(seen)}"


def _unseen_words(seen: Sight) -> str:
    if not seen.unseen:
        return ""
    if len(seen.unseen) <= NAMED:
        return f". No sender is heard yet in {' or '.join(seen.unseen)}"
    return f". No sender is heard yet in {len(seen.unseen)} of {seen.areas} areas"


def nothing_words(seen: Sight, now: datetime, doubt: str | None = None) -> str:
    """Say that no alert waits, and what that is worth; never safe words while a feed is silent.

    ``doubt``: why the console itself may not know of every alert.
    """
    if doubt is not None:
        return f"No alerts, but we cannot see everything: {lower(doubt)}."
    if not seen.is_whole:
        return f"No alerts, but we cannot see everything: {lower(feeds_words(seen))}."
    last = f"; last {short(seen.last_report, now)}" if seen.last_report else ""
    return f"Nothing needs anyone. {feeds_words(seen)}{last}."


def last_words(seen: Sight, now: datetime) -> str:
    """Say when the last report came."""
    if seen.last_report is None:
        return "No report has come yet"
    return f"Last report {short(seen.last_report, now)}, {ago(seen.last_report, now)}"


def sender(source: str) -> str:
    """Name a sender: its URI without the slashes that begin it."""
    return source.removeprefix("//")


def lower(words: str) -> str:
    """Go on within a sentence."""
    return words[:1].lower() + words[1:]
