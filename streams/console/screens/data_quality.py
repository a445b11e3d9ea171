"""Data quality: which senders are heard, how late and how whole, and what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.area_summaries import AreaSummary, FeedStanding, SetAside
from streams.console.desk.view import DeskView
from streams.console.frame import seen
from streams.console.screen import Asked, Screen
from streams.console.screens.sight import Sight, feeds_words
from streams.console.viewer import HEALTH
from streams.console.words.clocks import counted


@dataclass(frozen=True, slots=True)
class AreaFeeds:
    """The senders and what was set aside in one area."""

    area: str
    name: str
    feeds: tuple[FeedStanding, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class DataQualityPage:
    """Areas that were heard of; ``partial``: open alerts that rest on reports with gaps.

    ``unheard``: areas of which no sender is heard yet.
    """

    title: str
    sentence: str
    areas: tuple[AreaFeeds, ...]
    unheard: tuple[str, ...]
    partial: tuple[tuple[str, str, int], ...]
    unreadable: int


def build(view: DeskView, asked: Asked) -> DataQualityPage:
    """Lay out what the summaries say; values of reports never stand here."""
    sees = seen(view, asked.now)
    areas = tuple(
        AreaFeeds(one.area, one.name, _sorted(one), one.set_aside)
        for one in view.summaries()
        if one.feeds or one.set_aside
    )
    return DataQualityPage(
        title="Data quality",
        sentence=sentence(sees, areas),
        areas=areas,
        unheard=sees.unseen,
        partial=_partial(view),
        unreadable=view.desk.unreadable.total(),
    )


def sentence(sees: Sight, areas: tuple[AreaFeeds, ...]) -> str:
    """Say how much can be seen: 7 of 8 feeds report. 12 messages were set aside in 30 days."""
    if not areas:
        return f"{feeds_words(sees)}, nor what was set aside."
    aside = sum(one.count for area in areas for one in area.set_aside)
    set_aside = f"{counted(aside, 'message')} {'was' if aside == 1 else 'were'} set aside"
    return f"{feeds_words(sees)}. {set_aside if aside else 'Nothing was set aside'} in 30 days."


def _sorted(summary: AreaSummary) -> tuple[FeedStanding, ...]:
    """Silent ones first, then by name."""
    return tuple(sorted(summary.feeds, key=lambda one: (not one.is_silent, one.source)))


def _partial(view: DeskView) -> tuple[tuple[str, str, int], ...]:
    """Open alerts with gaps, most gaps first."""
    found = []
    for one in (*view.unanswered(), *view.in_hand()):
        alert = view.alert(one.alert_id)
        if alert is not None and alert.data_gaps:
            found.append((one.alert_id, one.title, len(alert.data_gaps)))
    return tuple(sorted(found, key=lambda one: (-one[2], one[0])))


SCREEN = Screen("data_quality", "/health/data", build, "data_quality.html", HEALTH)
