"""News arrives under the reader's hands, and what is broken says so."""

from __future__ import annotations

import datetime as dt
import re
import time

from playwright.sync_api import Browser, expect

from tests.kafka.console.evening import Evening
from tests.kafka.console.running import SUPERVISOR

TYPED = "Half a sentence that must not be lost"


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
