"""What scripts add, in a real Chromium whose clock the tests turn: news, pause, sign-out, keys."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Page, expect
from starlette.responses import Response

from streams.clients.worker_process import free_port
from streams.console.settings import read_console
from tests.console.consoles import Console
from tests.console.sample_desk import SUPERVISOR
from tests.kafka.console.chromium import REMEDY, program, started

pytestmark = pytest.mark.skipif(program() is None, reason=f"no browser: {REMEDY}")
GROUPS = '[group.all]\nrole = "supervisor"\nareas = "all"\n'
HOUR, MINUTE = 3600, 60  # seconds


@contextmanager
def served(console: Console, port: int) -> Iterator[str]:
    """Serve a console on this machine for a block."""
    server = uvicorn.Server(uvicorn.Config(console.app, port=port, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        console.service.hub.end()
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser():
    with started() as one:
        yield one


@pytest.fixture
def page(browser) -> Iterator[Page]:
    console = Console()
    with served(console, free_port()) as address:
        context = browser.new_context(base_url=address, viewport={"width": 1180, "height": 900})
        yield context.new_page()
        context.close()


def test_without_a_stream_the_page_asks_every_half_minute_and_a_pause_holds_it(page):
    page.route("**/events", lambda route: route.abort())
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "part=news" in one.url else None)
    page.clock.install()
    page.goto("/")
    page.clock.run_for(15_000)
    assert asked == []
    page.clock.run_for(31_000)
    page.wait_for_timeout(300)
    assert len(asked) == 1

    page.get_by_role("button", name="Pause updates").click()
    page.clock.run_for(65_000)
    page.wait_for_timeout(300)
    assert len(asked) == 1
    page.get_by_role("button", name="Updates paused. Go on").click()
    page.wait_for_timeout(300)
    assert len(asked) == 2


def test_without_a_stream_a_console_that_has_gone_is_noticed(page):
    for address in ("**/events", "**/livez", "**/parts/**", "**/?part=*"):
        page.route(address, lambda route: route.abort())
    page.clock.install()
    page.goto("/")
    page.clock.run_for(60_000)

    expect(page.locator("#cut-off")).to_be_visible()
    expect(page.locator("#cut-off")).to_contain_text("Not live since")


def test_a_pause_does_not_hold_the_notice_that_the_page_is_cut_off(page):
    page.clock.install()
    page.goto("/")
    page.clock.run_for(2_000)
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Pause updates").click()
    page.clock.fast_forward(50_000)

    expect(page.locator("#cut-off")).to_be_visible()


def test_every_control_of_the_first_page_is_reached_by_tab_and_seen_where_it_is(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, "
        '[tabindex="0"]\')].filter(e => e.checkVisibility()).length'
    )
    reached = 1
    for _ in range(wanted):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        reached += 1
        assert page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect();"
            "return b.width > 0 && b.bottom > 0 && b.top < innerHeight; })()"
        ), page.evaluate("document.activeElement.outerHTML")
    assert reached == wanted


@pytest.fixture
def signed_in(browser, tmp_path) -> Iterator[Page]:
    """A page whose session began now and ends after an hour without use."""
    for name, text in (("groups.toml", GROUPS), ("secret", "s\n")):
        (tmp_path / name).write_text(text)
    (tmp_path / "key").write_bytes(secrets.token_bytes(32))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    console = Console(
        read_console(
            identity="oidc", url=address, groups=tmp_path / "groups.toml",
            key_file=tmp_path / "key", oidc_metadata=f"{address}/none",
            oidc_client="tocsin", oidc_secret_file=tmp_path / "secret",
        )
    )  # fmt: skip
    now = [time.time()]
    console.service.sessions._wall = lambda: now[0]
    letter = Response()
    console.service.sessions.begin(SUPERVISOR, letter)
    name, _, value = letter.headers["set-cookie"].partition(";")[0].partition("=")
    with served(console, port):
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": name, "value": value, "url": address}])
        one = context.new_page()
        one.clock.install()
        one.goto("/")
        one.wait_for_timeout(500)

        def later(seconds: float) -> None:
            now[0] += seconds
            one.clock.fast_forward(int(seconds * 1000))
            one.wait_for_timeout(500)

        one.later = later
        yield one
        context.close()


def test_whoever_does_nothing_is_warned_before_the_sign_out_and_one_press_lets_them_stay(signed_in):
    notice = signed_in.locator("#idle")
    expect(notice).to_be_hidden()
    signed_in.later(HOUR - 100)
    expect(notice).to_contain_text("You will be signed out in less than 2 minutes")

    signed_in.get_by_role("button", name="Stay signed in").click()
    expect(notice).to_be_hidden()
    signed_in.later(HOUR - 10 * MINUTE)
    expect(notice).to_be_hidden()


def test_whoever_was_signed_out_reads_it_and_finds_the_way_back(signed_in):
    signed_in.later(HOUR - 100)
    signed_in.later(2 * MINUTE)

    expect(signed_in.locator("#idle")).to_contain_text("You were signed out")
    expect(signed_in.get_by_role("link", name="Sign in again")).to_be_visible()
