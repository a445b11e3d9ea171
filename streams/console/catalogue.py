"""Every screen of the console, in the order in which addresses are tried."""

from __future__ import annotations

from typing import Final

from streams.console.screen import Screen

SCREENS: Final[tuple[Screen, ...]] = ()
