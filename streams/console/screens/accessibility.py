"""The accessibility statement, and how to use the console with a keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from streams.console.desk.view import DeskView
from streams.console.screen import Asked, Screen
from streams.console.viewer import EVERYONE


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """A page of words alone."""

    title: str


def build(view: DeskView, asked: Asked) -> AccessibilityPage:
    """Lay out the page; it is the same for everybody."""
    return AccessibilityPage("Accessibility and keyboard")


SCREEN = Screen("accessibility", "/accessibility", build, "accessibility.html", roles=EVERYONE)
