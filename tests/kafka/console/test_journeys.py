"""What people come for, in a real browser on a real broker: with scripts and without them."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kafka.console.chromium import PHONE
from tests.kafka.console.evening import Evening, eventually
from tests.kafka.console.running import ANALYST, SECOND, SUPERVISOR, Console
from tests.kafka.console.story import AREA

WITH, WITHOUT = True, False
BOTH_WAYS = pytest.mark.parametrize("scripts", [WITH, WITHOUT], ids=["scripts", "no scripts"])


class Clicks:
    """Counts what a person presses, and how long they take; the page's own time is in it."""

    def __init__(self, page: Page) -> None:
        self.page, self.number, self._began = page, 0, time.monotonic()

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.number += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def red(here: Evening) -> str:
    alert = here.alert_of("S-2")
    assert alert is not None
    return str(alert["alert_id"])


def test_the_start_of_a_shift_says_who_is_needed_and_what_cannot_be_seen(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, SUPERVISOR).new_page()
    clicks = Clicks(page)
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("need")
    expect(page.get_by_role("heading", name="Nobody has answered these")).to_be_visible()
    expect(page.locator(".card--red").first).to_contain_text("similar deaths")
    expect(page.get_by_role("heading", name=re.compile("Reviews: next 72 hours"))).to_be_visible()
    expect(page.locator("#state")).to_contain_text("1 of 1 feed report")
    assert clicks.number == 0
    page.context.close()


def test_the_page_of_an_alert_answers_is_it_real_and_who_knows_without_a_press(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, ANALYST).new_page()
    page.goto(f"/alerts/{red(here)}")

    expect(page.locator(".sentence")).to_contain_text("found dead")
    for name in ("Do now", "Before you rely on it", "Who knows", "Is it real? What matched"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator("#knows + ul")).to_contain_text("Told")
    assert "S-2" not in page.title()
    page.context.close()


@BOTH_WAYS
def test_an_alert_is_answered_on_a_phone_in_two_presses_and_handed_back(
    here: Evening, chromium: Browser, scripts: bool
) -> None:
    page = here.console.sign_in(chromium, SUPERVISOR, size=PHONE, scripts=scripts).new_page()
    page.goto(f"/alerts/{red(here)}")
    clicks = Clicks(page)
    clicks.press("I have it")

    expect(page.locator("#sent")).to_contain_text("Done", timeout=15_000)
    expect(page.get_by_text("Hand it back")).to_be_visible()
    assert clicks.number == 1
    clicks.press("Hand it back")
    expect(page.get_by_role("button", name="I have it")).to_be_visible(timeout=15_000)
    page.context.close()


@BOTH_WAYS
def test_a_comment_is_kept_and_stands_in_the_history(
    here: Evening, chromium: Browser, scripts: bool
) -> None:
    page = here.console.sign_in(chromium, ANALYST, scripts=scripts).new_page()
    page.goto(f"/alerts/{red(here)}")
    words = f"The laboratory will call back {scripts}"
    page.locator("summary", has_text="Comment").click()
    page.get_by_label(re.compile("What others should know")).fill(words)
    page.get_by_role("button", name="Record comment").click()

    eventually(lambda: any(one.get("text") == words for one in here.commands("comment")))
    eventually(lambda: words in _history(page), every=1.0)
    page.context.close()


def _history(page: Page) -> str:
    page.goto(page.url.partition("?")[0])
    return page.locator("main").inner_text()


def test_two_people_who_answer_at_once_are_both_told_who_was_first(
    here: Evening, chromium: Browser
) -> None:
    alert = here.alert_of("H-1")
    assert alert is not None
    pages = [here.console.sign_in(chromium, who).new_page() for who in (SUPERVISOR, SECOND)]
    for page in pages:
        page.goto(f"/alerts/{alert['alert_id']}")
    for page in pages:
        page.get_by_role("button", name="I have it").click(no_wait_after=True)
    for page in pages:
        page.wait_for_url(re.compile("sent="))

    said = [page.locator("main").inner_text() for page in pages]
    eventually(lambda: len(_answered(here)) == 2)
    assert sorted(_answered(here)) == ["command_done", "command_refused"]
    assert any("before you" in one for one in said)
    for page in pages:
        page.context.close()


def _answered(here: Evening) -> list[str]:
    alert = here.alert_of("H-1") or {}
    orders = [c for c in here.commands("acknowledge") if c["alert_id"] == alert.get("alert_id")]
    return [answer["decision"] for one in orders for answer in here.answers(one["command_id"])]


def test_with_the_worker_away_an_order_is_not_called_done_and_then_is_done_once(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, ANALYST).new_page()
    page.goto(f"/alerts/{red(here)}")
    page.locator("summary", has_text="Comment").click()
    page.get_by_label(re.compile("What others should know")).fill("while the worker is away")
    with here.worker_away():
        page.get_by_role("button", name="Record comment").dblclick()
        expect(page.locator("#sent")).to_contain_text("not yet confirmed", timeout=8_000)
    sent = [c for c in here.commands("comment") if c.get("text") == "while the worker is away"]

    assert len({one["command_id"] for one in sent}) == 1
    eventually(lambda: len(here.answers(sent[0]["command_id"])) > 0, 30)
    assert len(here.answers(sent[0]["command_id"])) == 1
    page.context.close()


def test_the_page_of_the_past_shows_what_was_told_then_and_lets_nobody_act(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, ANALYST).new_page()
    page.goto(f"/alerts/{red(here)}?rev=1")

    expect(page.get_by_text("You are looking at the past")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 similar deaths")
    expect(page.get_by_role("button", name="I have it")).to_have_count(0)
    page.context.close()


def test_the_gold_group_gets_two_marked_pages(here: Evening, chromium: Browser) -> None:
    page = here.console.sign_in(chromium, ANALYST).new_page()
    page.goto(f"/alerts/{red(here)}")
    page.get_by_role("link", name="Print for a gold group").click()
    page.wait_for_url(re.compile("/print"))
    expect(page.locator("main")).to_contain_text("found dead")
    paper = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= 2
    page.emulate_media(media="print")
    expect(page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    page.context.close()


def test_every_opening_is_recorded_before_the_page_is_shown(
    here: Evening, chromium: Browser
) -> None:
    page = here.console.sign_in(chromium, ("u-9999", "viewers")).new_page()
    page.goto(f"/alerts/{red(here)}")

    eventually(lambda: '"u-9999-' in here.audit())
    record = next(line for line in here.audit().splitlines() if '"u-9999-' in line)
    assert red(here) in record
    assert "S-2" not in record
    expect(page.get_by_role("button", name="I have it")).to_have_count(0)
    page.context.close()


def test_nobody_sees_another_areas_alert(here: Evening) -> None:
    assert status(here.console, f"/alerts/{red(here)}", "elsewhere") == 404
    assert status(here.console, f"/alerts/{red(here)}.json", "elsewhere") == 404
    assert status(here.console, f"/alerts/{red(here)}", "nobody") in (401, 403)
    assert AREA in red(here)


def status(console: Console, path: str, group: str) -> int:
    return console.status(path, {"x-tocsin-user": "u-1", "x-tocsin-groups": group})
