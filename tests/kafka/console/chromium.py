"""A real Chromium, headless: found on this machine, started once, with a page for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable")
DESKTOP, TABLET, PHONE, SMALL = (1180, 900), (768, 900), (390, 844), (320, 640)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
REMEDY = "install chromium (Debian: apt-get install chromium), or name it in TOCSIN_CHROMIUM"


def program() -> str | None:
    """Where a Chromium is; None if this machine has none."""
    named = os.environ.get("TOCSIN_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def started() -> Iterator[Browser]:
    """One browser for a block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and the first elements that break it."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules})).violations", list(RULES)
    )
    return [
        f"{one['id']}: {' | '.join(node['html'][:160] for node in one['nodes'][:3])}"
        for one in found
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window; 0 is right."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))
