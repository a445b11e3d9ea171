"""The console by HTTP, on the sample: what it shows, to whom, and what it refuses."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import orjson
import pytest

from schemas.topics import ALERT_REVISIONS
from streams.console.app import build
from streams.console.catalogue import SCREENS
from streams.console.desk.facts import Record
from streams.console.desk.view import DeskView
from streams.console.identity.limits import AT_ONCE
from streams.console.screen import Asked, NotFound, Screen
from streams.console.settings import ConsoleSettings, read_console
from streams.console.viewer import Role, Viewer
from streams.core.errors import ConfigurationError
from tests.console.consoles import Console, token_of
from tests.console.sample_desk import SUPERVISOR, few_desk

ESSEX, MET = "E23000028", "E23000001"
PROXY = "10.0.0.9"
GROUPS = """
[group.essex]
role = "analyst"
areas = ["E23000028"]
[group.met]
role = "supervisor"
areas = ["E23000001"]
[group.ops]
role = "operator"
areas = "all"
"""


@dataclass(frozen=True, slots=True)
class OneAlert:
    """A page of one alert, for tests of what every page passes."""

    title: str
    alert_id: str
    revision: int
    why: str


def one_alert(view: DeskView, asked: Asked) -> OneAlert:
    """Show one alert."""
    found = view.headline(asked.params["alert_id"])
    if found is None:
        raise NotFound
    return OneAlert("Alert", found.alert_id, found.revision, found.why)


ONE = Screen("one", "/one/{alert_id}", one_alert, "fault.html")


@pytest.fixture
def console() -> Console:
    return with_screen(Console())


@pytest.fixture
def guarded(tmp_path) -> Console:
    """A console behind a named proxy."""
    (tmp_path / "groups.toml").write_text(GROUPS)
    (tmp_path / "key").write_bytes(secrets.token_bytes(32))
    return with_screen(
        Console(
            read_console(
                identity="proxy", proxies=(PROXY,), url="https://tocsin.example",
                groups=tmp_path / "groups.toml", key_file=tmp_path / "key",
            )
        )
    )  # fmt: skip


def with_screen(console: Console) -> Console:
    console.app = build(console.service, b"k" * 32, screens=[ONE, *SCREENS])
    return console


def an_alert(area: str = ESSEX) -> str:
    view = DeskView(few_desk(), Viewer("u", "u", Role.VIEWER, frozenset({area})))
    return view.unanswered()[0].alert_id


def an_order(alert_id: str, action: str = "acknowledge", **fields) -> dict:
    return {"command_id": secrets.token_hex(16), "alert_id": alert_id, "action": action, **fields}


async def test_without_sign_in_every_answer_carries_the_headers_that_keep_it_safe(console):
    async with console.browser() as browser:
        answer = await browser.get(f"/one/{an_alert()}.json")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src")
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_every_read_of_an_alert_is_recorded_with_its_revision_and_not_its_content(console):
    alert_id = an_alert()
    async with console.browser() as browser:
        page = (await browser.get(f"/one/{alert_id}.json")).json()

    (record,) = console.topics.audit
    assert (record["action"], record["alert_id"], record["revision"]) == (
        "view", alert_id, page["revision"],
    )  # fmt: skip
    assert page["why"] not in str(record)
    assert console.service.view(SUPERVISOR).openings(alert_id)[-1].user == "local"


async def test_what_cannot_be_recorded_is_not_shown_but_an_alert_can_be_answered(console):
    console.topics.is_away = True
    alert_id = an_alert()
    async with console.browser() as browser:
        page = await browser.get(f"/one/{alert_id}", headers={"accept": "text/html"})
        token = await token_of(browser)
        close = an_order(alert_id, "close", verdict="explained", reason="x", revision=1)
        closing = await browser.post("/orders", data={"token": token, **close})
        answering = await browser.post("/orders", data={"token": token, **an_order(alert_id)})

    assert page.status_code == 503
    assert "cannot be recorded" in page.text
    assert closing.status_code == 503
    assert answering.status_code == 303
    assert [one["action"] for one in console.topics.commands] == ["acknowledge"]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-tocsin-user": "eve", "x-tocsin-groups": "met"},
        {"x-forwarded-for": PROXY, "x-tocsin-user": "eve", "x-tocsin-groups": "met"},
        {"forwarded": f"for={PROXY}", "x-tocsin-user": "eve", "x-tocsin-groups": "met"},
    ],
)
async def test_headers_of_identity_are_believed_from_no_address_but_the_proxys(guarded, headers):
    async with guarded.browser(address="10.0.0.66", **headers) as browser:
        assert (await browser.get("/session")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        [("x-tocsin-groups", "met")],
        [("x-tocsin-user", "u1"), ("x-tocsin-user", "u2"), ("x-tocsin-groups", "met")],
        [("x-tocsin-user", "u1"), ("x-tocsin-groups", "essex"), ("x-tocsin-groups", "met")],
        [("x-tocsin-user", "u1"), ("x-tocsin-groups", "strangers")],
        [("x-tocsin-user", "u1\tx"), ("x-tocsin-groups", "met")],
    ],
)
async def test_a_header_of_the_proxy_that_is_missing_doubled_or_odd_lets_nobody_in(
    guarded, headers
):
    async with guarded.browser(address=PROXY) as browser:
        assert (await browser.get("/session", headers=headers)).status_code == 401


async def test_an_alert_of_another_area_is_as_if_it_were_not_there(guarded):
    theirs, ours = an_alert(MET), an_alert(ESSEX)
    mine = {"x-tocsin-user": "u1", "x-tocsin-groups": "essex"}
    async with guarded.browser(address=PROXY, **mine) as browser:
        seen = await browser.get(f"/one/{ours}.json")
        other = await browser.get(f"/one/{theirs}.json")
        none = await browser.get(f"/one/{MET}-AAAAAAAAAAAA.json")
        token = await token_of(browser)
        order = await browser.post(
            "/commands", json=an_order(theirs), headers={"x-csrf-token": token}
        )
        listed = (await browser.get("/api/v2/alerts")).json()

    assert seen.status_code == 200
    assert (other.status_code, other.content) == (404, none.content)
    assert order.status_code == 404
    assert guarded.topics.commands == []
    assert listed
    assert {one["labels"]["area"] for one in listed} == {ESSEX}


async def test_operations_see_no_alert_and_the_refusal_is_recorded(guarded):
    ops = {"x-tocsin-user": "u9", "x-tocsin-groups": "ops", "accept": "text/html"}
    async with guarded.browser(address=PROXY, **ops) as browser:
        page = await browser.get(f"/one/{an_alert()}")
        alerts = await browser.get("/api/v2/alerts")

    assert (page.status_code, alerts.status_code) == (403, 403)
    assert [one["action"] for one in guarded.topics.audit] == ["refused", "refused"]


@pytest.mark.parametrize(
    "attack",
    [
        {"token": ""},
        {"token": "0" * 64},
        {"headers": {"sec-fetch-site": "cross-site"}},
        {"headers": {"sec-fetch-site": "same-site"}},
        {"headers": {"origin": "https://evil.example"}},
        {"headers": {"origin": "null", "sec-fetch-site": "cross-site"}},
        {"headers": {"host": "evil.example"}},
    ],
)
async def test_a_form_that_did_not_come_from_our_pages_does_nothing(console, attack):
    async with console.browser() as browser:
        token = attack.get("token", await token_of(browser))
        form = {"token": token, **an_order(an_alert())}
        answer = await browser.post("/orders", data=form, headers=attack.get("headers", {}))

    assert answer.status_code in (400, 403)
    assert console.topics.commands == []


async def test_a_form_token_is_good_for_its_own_user_alone(guarded):
    essex = {"x-tocsin-user": "u1", "x-tocsin-groups": "essex"}
    other = {"x-tocsin-user": "u2", "x-tocsin-groups": "essex"}
    async with guarded.browser(address=PROXY) as browser:
        stolen = (await browser.get("/session", headers=other)).json()["token"]
        form = {"token": stolen, **an_order(an_alert())}
        answer = await browser.post("/orders", data=form, headers=essex)

    assert answer.status_code == 403
    assert guarded.topics.commands == []


async def test_who_orders_is_the_one_signed_in_whatever_the_form_says(guarded):
    mine = {"x-tocsin-user": "u1", "x-tocsin-groups": "essex"}
    async with guarded.browser(address=PROXY, **mine) as browser:
        order = an_order(an_alert(), by="chief", role="supervisor", at="1999-01-01T00:00:00Z")
        token = await token_of(browser)
        answer = await browser.post("/commands", json=order, headers={"x-csrf-token": token})

    assert answer.json()["state"] == "done"
    (sent,) = guarded.topics.commands
    assert (sent["by"], sent["role"]) == ("u1", "analyst")
    assert not sent["at"].startswith("1999")


async def test_pressing_twice_sends_one_order(console):
    async with console.browser() as browser:
        form = {"token": await token_of(browser), **an_order(an_alert())}
        for _ in range(2):
            assert (await browser.post("/orders", data=form)).status_code == 303

    assert len(console.topics.commands) == 1


@pytest.mark.parametrize(
    ("back", "goes_to"),
    [
        ("/alerts/x?rev=3&sent=old", "/alerts/x?rev=3&sent="),
        ("//evil.example/", "/?sent="),
        ("https://evil.example/", "/?sent="),
        ("/\\evil.example", "/?sent="),
        ("/x\r\nset-cookie: a=b", "/?sent="),
    ],
)
async def test_after_an_order_the_reader_is_sent_to_a_page_of_ours(console, back, goes_to):
    async with console.browser() as browser:
        form = {"token": await token_of(browser), "back": back, **an_order(an_alert())}
        answer = await browser.post("/orders", data=form)

    assert answer.headers["location"].startswith(goes_to)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../service.py",
        "/static/%2e%2e/service.py",
        "/static/..%2f..%2fcli.py",
        "/one/..%2f..%2fetc%2fpasswd",
        "/one/%00",
        "/one/<script>alert(1)</script>",
        "/one/x%0d%0aset-cookie:%20a=b",
    ],
)
async def test_no_path_leads_out_or_comes_back_in_the_answer(console, path):
    async with console.browser(accept="text/html") as browser:
        answer = await browser.get(path)

    assert answer.status_code == 404
    assert "alert(1)" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"token=x&reason=" + b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"f%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded", 400),
        (b"token=%ff", "application/x-www-form-urlencoded", 403),
        (b"x", "multipart/form-data; boundary=x", 415),
        (b"[" * 50_000, "application/json", 403),
    ],
)
async def test_a_form_that_is_too_large_or_none_is_refused(console, content, kind, status):
    async with console.browser() as browser:
        answer = await browser.post("/orders", content=content, headers={"content-type": kind})

    assert answer.status_code == status


async def test_a_body_without_a_length_is_cut_off_at_the_limit(console):
    async def flood():
        for _ in range(100):
            yield b"a" * 4096

    async with console.browser() as browser:
        answer = await browser.post(
            "/orders",
            content=flood(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )

    assert answer.status_code == 413


async def test_nobody_asks_more_than_sixty_times_at_once(console):
    async with console.browser() as browser:
        codes = [(await browser.get("/session")).status_code for _ in range(int(AT_ONCE) + 1)]

    assert codes[:-1] == [200] * int(AT_ONCE)
    assert codes[-1] == 429


async def test_closing_asks_first_if_a_case_joined_while_the_reader_read(console):
    alert_id = an_alert()
    view = console.service.view(SUPERVISOR)
    before = view.alert(alert_id)
    row = orjson.loads(orjson.dumps(before))
    joined = {**row["evidence"][0], "report_id": "NEW-1"}
    row |= {"revision": before.revision + 1, "evidence": [*row["evidence"], joined]}
    console.desk.apply(Record(ALERT_REVISIONS, alert_id, orjson.dumps(row), console.now))
    close = an_order(
        alert_id, "close", verdict="explained", reason="one <b>house</b>", revision=before.revision
    )
    async with console.browser() as browser:
        token = await token_of(browser)
        asked = await browser.post("/orders", data={"token": token, **close})
        by_program = await browser.post(
            "/commands", json=close, headers={"x-csrf-token": token, "accept": "application/json"}
        )
        again = {"token": token, **close, "revision": before.revision + 1}
        done = await browser.post("/orders", data=again)

    assert asked.status_code == 409
    assert "case joined while you were reading." in asked.text
    assert "one &lt;b&gt;house&lt;/b&gt;" in asked.text
    assert by_program.status_code == 409
    assert by_program.headers["content-type"] == "application/problem+json"
    assert done.status_code == 303
    assert len(console.topics.commands) == 1


async def test_data_that_has_not_changed_is_not_sent_again(console):
    path = f"/one/{an_alert()}"
    async with console.browser(accept="application/json") as browser:
        first = await browser.get(path)
        again = await browser.get(path, headers={"if-none-match": first.headers["etag"]})

    assert first.json()["alert_id"] in path
    assert (again.status_code, again.content) == (304, b"")


async def test_the_description_of_the_data_is_made_from_the_screens(console):
    async with console.browser() as browser:
        described = (await browser.get("/openapi.json")).json()

    page = described["paths"]["/one/{alert_id}.json"]["get"]["responses"]["200"]
    assert "revision" in page["content"]["application/json"]["schema"]["properties"]
    assert "command_id" in described["components"]["schemas"]["Command"]["properties"]


def test_without_sign_in_the_console_listens_on_this_machine_alone():
    with pytest.raises(ConfigurationError, match="listens on 127"):
        read_console(host="0.0.0.0")
    with pytest.raises(ConfigurationError, match="needed for sign-in by oidc"):
        read_console(identity="oidc")
    assert ConsoleSettings().identity == "none"


async def test_while_the_broker_is_away_every_page_says_since_when(console):
    console.desk.silent_since = console.now
    alert_id = an_alert()
    async with console.browser(accept="text/html") as browser:
        page = await browser.get(f"/alerts/{alert_id}")
        console.desk.silent_since = None
        after = await browser.get(f"/alerts/{alert_id}")

    assert "Not live since Wed 30 Sep 2026" in page.text
    assert "What you see may be old. Trying again." in page.text
    assert "Not live since Wed" not in after.text
    assert "Nobody signs in here" in after.text
