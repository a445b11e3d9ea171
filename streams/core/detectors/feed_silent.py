"""Q1, feed silent: a sender that used to report has stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from streams.core.signals import Detector
from streams.core.state import Feed

DETECTOR = Detector(
    id="feed_silent",
    number="Q1",
    family="data_quality",
    title="A sender has fallen silent",
    looks_for="a sender with a usual rhythm that is silent twice as long as its longest usual "
    "gap, and at least 12 hours",
    blind_to="senders of fewer than 30 reports; a feed that goes on but leaves things out",
    source="Domain brief, section 7, Q1",
    limits=("least_hours", "times_usual", "fade", "established"),
    explanations=(
        "A planned outage at the sender",
        "A quiet spell at a sender that reports rarely",
    ),
    next_steps=(
        "Call the sender's system owner; ask for the reports of the gap to be sent again",
        "Until it is back, read no alerts as nothing known, not as nothing happened",
    ),
)
HOUR = timedelta(hours=1)


def heard(feed: Feed | None, source: str, at: datetime, limits: Mapping[str, float]) -> Feed:
    """Note a report of a sender; the longest gap fades, and a silence counts up to its limit.

    Units: hours. Source: domain brief, section 7, Q1; the fading is our own.
    """
    if feed is None:
        return Feed(source, at, 0.0, 1)
    gap = max(0.0, (at - feed.last) / HOUR)
    usual = max(min(gap, limit_hours(feed, limits)), feed.usual_hours * limits["fade"])
    return replace(
        feed, last=max(at, feed.last), usual_hours=round(usual, 6), reports=feed.reports + 1
    )


def silent_at(feed: Feed, limits: Mapping[str, float]) -> datetime | None:
    """When a feed will have been silent too long; None while it has no usual rhythm."""
    if feed.reports < limits["established"]:
        return None
    return feed.last + timedelta(hours=limit_hours(feed, limits))


def limit_hours(feed: Feed, limits: Mapping[str, float]) -> float:
    """Hours of silence that are too many for this feed."""
    return max(limits["least_hours"], limits["times_usual"] * feed.usual_hours)
