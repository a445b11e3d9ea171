"""Every screen in a real browser: usable by all, on every width, whatever reports say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.kafka.console.chromium import DESKTOP, SMALL, sideways, violations
from tests.kafka.console.evening import Evening, eventually
from tests.kafka.console.running import OPERATOR, SUPERVISOR
from tests.kafka.console.story import AREA, HOSTILE
from tests.kafka.console.test_journeys import red

SCREENS = (
    "/", "/alerts/{red}", "/alerts/{red}?rev=1", "/alerts/{red}/print", "/reviews",
    f"/area/{AREA}", "/history", "/history?tier=red", "/why", "/handover", "/health",
    "/health/silences", "/health/data", "/health/detectors", "/health/settings",
    "/accessibility", "/nothing-here",
)  # fmt: skip
NO_INLINE = "[...document.querySelectorAll('*')].some(e => e.hasAttribute('style') || "
NO_INLINE += "[...e.attributes].some(a => a.name.startsWith('on')))"


def watched(page: Page) -> list[str]:
    """Collect what the browser refuses or throws."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: found.append(str(fault)))
    page.on("dialog", lambda dialog: (found.append("a dialog opened"), dialog.dismiss()))
    return found


@pytest.mark.parametrize("size", [DESKTOP, SMALL], ids=["1180", "320"])
def test_every_screen_is_free_of_faults(
    here: Evening, chromium: Browser, size: tuple[int, int]
) -> None:
    page = here.console.sign_in(chromium, SUPERVISOR, size=size).new_page()
    said, faults = watched(page), []
    for path in SCREENS:
        page.goto(path.format(red=red(here)))
        faults += [f"{path}: {one}" for one in violations(page)]
        if sideways(page) > 0:
            faults.append(f"{path}: {sideways(page)} pixels wider than the window")
        if page.evaluate(NO_INLINE):
            faults.append(f"{path}: an inline style or handler")
        if path != "/nothing-here":
            faults += [f"{path}: {one}" for one in said]
        said.clear()
    page.context.close()

    assert not faults, "\n".join(faults)


def test_text_of_reports_and_orders_is_never_more_than_text(
    here: Evening, chromium: Browser
) -> None:
    here.send(*here.story.hostile())
    eventually(lambda: _hostile(here) is not None, 40)
    alert = _hostile(here)
    assert alert is not None
    page = here.console.sign_in(chromium, SUPERVISOR).new_page()
    said = watched(page)
    page.goto(f"/alerts/{alert['alert_id']}")
    page.locator("summary", has_text="Comment").click()
    page.get_by_label(re.compile("What others should know")).fill(HOSTILE)
    page.get_by_role("button", name="Record comment").click()
    eventually(lambda: any(one.get("text") == HOSTILE for one in here.commands("comment")))
    for path in (f"/alerts/{alert['alert_id']}", f"/alerts/{alert['alert_id']}/print", "/",
                 "/history", "/health/data", f"/area/{AREA}", "/handover"):  # fmt: skip
        page.goto(path)
        assert page.locator("img[src='x'], script:not([src])").count() == 0, path
        assert "49" not in page.title()
    page.context.close()

    assert said == []


def _hostile(here: Evening) -> dict[str, object] | None:
    for alert in here.alerts().values():
        if any("onerror" in one["report_id"] for one in alert["evidence"]):
            return alert
    return None


def test_operators_see_how_it_runs_and_no_evidence(here: Evening, chromium: Browser) -> None:
    context = here.console.sign_in(chromium, OPERATOR)
    page = context.new_page()
    seen = {}
    for path in ("/health", "/health/data", "/", f"/alerts/{red(here)}", "/history"):
        answer = page.goto(path)
        assert answer is not None
        seen[path] = answer.status
        assert "found dead" not in page.content()
    context.close()

    assert seen["/health"] == seen["/health/data"] == 200
    assert seen[f"/alerts/{red(here)}"] in (403, 404)
