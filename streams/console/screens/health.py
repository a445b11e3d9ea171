"""Health: how well the service can see, and the pages that say more."""

from __future__ import annotations

from dataclasses import dataclass

from streams.console.desk.view import DeskView
from streams.console.frame import seen
from streams.console.screen import Asked, Screen
from streams.console.screens.sight import feeds_words, last_words
from streams.console.viewer import HEALTH
from streams.console.words.clocks import counted


@dataclass(frozen=True, slots=True)
class HealthPage:
    """One sentence, and a link with a sentence for each page below."""

    title: str
    sentence: str
    is_whole: bool
    links: tuple[tuple[str, str, str], ...]


def build(view: DeskView, asked: Asked) -> HealthPage:
    """Say how much the service sees and where to look."""
    sees, found = seen(view, asked.now), view.summaries()
    aside = sum(one.count for area in found for one in area.set_aside)
    live = sum(one.ended is None for area in found for one in area.silences)
    return HealthPage(
        title="Health",
        sentence=f"{feeds_words(sees)}. {last_words(sees, asked.now)}.",
        is_whole=sees.is_whole,
        links=(
            ("/health/silences", "Silences", f"{counted(live, 'silence')} live"),
            ("/health/data", "Data quality", f"{counted(aside, 'message')} set aside in 30 days"),
            ("/health/detectors", "Detectors", "what is watched for, and whether it was worth it"),
            ("/health/settings", "Settings", "areas, reviews, lines, escalation: read only"),
        ),
    )


SCREEN = Screen("health", "/health", build, "health.html", HEALTH)
