"""Every screen of the console, in the order in which addresses are tried."""

from __future__ import annotations

from typing import Final

from streams.console.screen import Screen
from streams.console.screens import (
    accessibility,
    alert,
    area,
    data_quality,
    detectors,
    handover,
    health,
    look_back,
    now,
    reviews,
    settings_page,
    silences,
    why,
)

SCREENS: Final[tuple[Screen, ...]] = (
    now.SCREEN,
    alert.SCREEN,
    alert.PRINT,
    reviews.SCREEN,
    why.SCREEN,
    accessibility.SCREEN,
    area.INDEX,
    area.SCREEN,
    look_back.SCREEN,
    handover.SCREEN,
    health.SCREEN,
    silences.SCREEN,
    data_quality.SCREEN,
    detectors.SCREEN,
    settings_page.SCREEN,
)
