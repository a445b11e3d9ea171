"""News arrives under the reader's hands, and what is broken says so."""

from __future__ import annotations

import datetime as dt
import re
import time

from playwright.sync_api import Browser, Page, expect

from tests.kafka.console.evening import Evening, eventually
from tests.kafka.console.running import ANALYST, SUPERVISOR
from tests.kafka.console.test_journeys import red

TYPED = "Half a sentence that must not be lost"


def count_announcements(page: Page) -> None:
    """Count every text that the polite region is given."""
    page.evaluate(
        """() => { window.said = []; const box = document.getElementById('announced');
        new MutationObserver(() => window.said.push(box.textContent))
        .observe(box, {childList: true, characterData: true, subtree: true}); }"""
    )


def test_an_alert_that_arrives_while_somebody_writes_leaves_their_form_as_it_is(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, ANALYST).new_page()
    page.goto(f"/alerts/{red(here)}")
    page.wait_for_timeout(1500)
    page.locator("summary", has_text="Comment").click()
    box = page.get_by_label(re.compile("What others should know"))
    box.fill(TYPED)
    page.evaluate("document.activeElement.setSelectionRange(4, 4)")
    scroll = page.evaluate("window.scrollY")
    count_announcements(page)
    before = page.title()

    here.send(*(here.story.death(f"N-{n}", 0.9 - n / 10, north=30_000 + 40 * n, age=30 + n)
                for n in range(3)))  # fmt: skip
    eventually(lambda: page.title().startswith("(") and page.evaluate("window.said.length") > 0)

    assert page.title() != before or before.startswith("(")
    assert page.evaluate("document.activeElement.id") == box.get_attribute("id")
    assert page.evaluate("document.activeElement.selectionStart") == 4
    assert box.input_value() == TYPED
    assert page.evaluate("window.scrollY") == scroll
    assert len(page.evaluate("window.said")) == 1
    assert re.search(r"1 new \w+ alert", page.evaluate("window.said[0]"))
    page.context.close()


def test_a_console_that_dies_says_so_in_the_browser_and_goes_on_when_it_is_back(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, SUPERVISOR).new_page()
    page.goto("/")
    page.wait_for_timeout(1500)
    here.console.kill()
    try:
        began = time.monotonic()
        expect(page.locator("#cut-off")).to_be_visible(timeout=60_000)
        assert time.monotonic() - began <= 60
        expect(page.locator("#cut-off")).to_contain_text("What you see may be old")
    finally:
        here.console.start()
    expect(page.locator("#cut-off")).to_be_hidden(timeout=40_000)
    page.context.close()


def test_a_browser_whose_clock_is_an_hour_wrong_shows_the_services_remainders(
    here: Evening, chromium: Browser
) -> None:
    right = here.console.sign_in(chromium, SUPERVISOR).new_page()
    wrong = here.console.sign_in(chromium, SUPERVISOR).new_page()
    wrong.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    remainders = []
    for page in (right, wrong):
        page.goto("/")
        page.wait_for_timeout(500)
        if page is wrong:
            page.clock.run_for(11_000)
        remainders.append(page.locator("[data-remainder]").all_inner_texts())

    assert remainders[0]
    assert [_hours(one) for one in remainders[0]] == [_hours(one) for one in remainders[1]]
    for page in (right, wrong):
        page.context.close()


def _hours(words: str) -> str:
    return re.sub(r"\d+ min(utes?)?", "", words)
