"""Sign-in at a provider by OpenID Connect, and the sessions that it leaves."""

from __future__ import annotations

import secrets

import httpx
import pytest

from streams.console.settings import read_console
from tests.console.consoles import Console, token_of
from tests.console.provider import ISSUER, Provider

GROUPS = '[group.essex]\nrole = "analyst"\nareas = ["E23000028"]\nposts = ["DA"]\n'
PHONE = {"user-agent": "Mozilla/5.0 (iPhone) Mobile/15E148 Safari"}


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def wall(monkeypatch) -> list[float]:
    """The wall's clock of sessions."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("streams.console.start.time.time", lambda: now[0])
    return now


@pytest.fixture
def console(tmp_path, provider, monkeypatch, wall) -> Console:
    for name, text in (("groups.toml", GROUPS), ("secret", "s\n")):
        (tmp_path / name).write_text(text)
    (tmp_path / "key").write_bytes(secrets.token_bytes(32))
    real = httpx.AsyncClient.__init__

    def with_provider(self, **more):
        real(self, **{"transport": provider.transport(), **more})

    monkeypatch.setattr("httpx.AsyncClient.__init__", with_provider)
    return Console(
        read_console(
            identity="oidc", url="https://tocsin.example", groups=tmp_path / "groups.toml",
            key_file=tmp_path / "key", oidc_metadata=f"{ISSUER}/.well-known/openid-configuration",
            oidc_client="tocsin", oidc_secret_file=tmp_path / "secret", oidc_acr="mfa",
        )
    )  # fmt: skip


async def sign_in(browser: httpx.AsyncClient, provider: Provider) -> httpx.Response:
    begun = await browser.get("/sign-in")
    return await browser.get(provider.authorize(begun.headers["location"]))


async def test_signing_in_leads_back_to_the_page_that_was_wanted(console, provider):
    async with console.browser(accept="text/html") as browser:
        first = await browser.get("/history?tier=red")
        back = await sign_in(browser, provider)
        who = (await browser.get("/session")).json()

    assert (first.status_code, first.headers["location"]) == (303, "/sign-in")
    assert provider.asked["code_challenge_method"] == ["S256"]
    assert provider.asked["acr_values"] == ["mfa"]
    assert back.headers["location"] == "/history?tier=red"
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= {
        part.strip() for part in back.headers["set-cookie"].replace(",", ";").split(";")
    }
    assert (who["user"], who["role"], who["areas"]) == ("u-77", "analyst", ["E23000028"])
    assert console.topics.audit[-1]["action"] == "sign_in"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "forged"},
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"nonce": "old"},
        {"exp": 1_000_000_000},
        {"acr": "password"},
        {"groups": ["strangers"]},
        {"sub": "a\nb"},
    ],
)
async def test_an_answer_that_is_wrong_in_one_thing_lets_nobody_in(console, provider, wrong):
    provider.wrong = wrong
    async with console.browser() as browser:
        answer = await sign_in(browser, provider)
        assert answer.status_code == 403
        assert (await browser.get("/session")).status_code == 401


@pytest.mark.parametrize("way", ["forger", "unsigned"])
async def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(console, provider, way):
    setattr(provider, way, True)
    async with console.browser() as browser:
        assert (await sign_in(browser, provider)).status_code == 403
        assert (await browser.get("/session")).status_code == 401


@pytest.mark.parametrize(("agent", "minutes"), [({}, 60), (PHONE, 15)])
async def test_a_session_ends_when_nobody_did_anything(console, provider, wall, agent, minutes):
    async with console.browser(**agent) as browser:
        await sign_in(browser, provider)
        wall[0] += minutes * 60 - 1
        assert (await browser.get("/session")).json()["idle_seconds"] == minutes * 60
        stay = await browser.post("/stay", data={"token": await token_of(browser)})
        wall[0] += minutes * 60 - 1
        assert (await browser.get("/session")).status_code == 200
        wall[0] += 2
        assert (await browser.get("/session")).status_code == 401

    assert stay.status_code == 204


async def test_the_service_says_how_long_a_session_has_left(console, provider, wall):
    async with console.browser() as browser:
        await sign_in(browser, provider)
        wall[0] += 50 * 60
        nearly = (await browser.get("/session")).json()["left_seconds"]
        await browser.post("/stay", data={"token": await token_of(browser)})
        after = (await browser.get("/session")).json()["left_seconds"]

    assert (nearly, after) == (600, 3600)


async def test_a_forged_cookie_lets_nobody_in_and_a_copy_ends_with_the_sign_out(console, provider):
    async with console.browser() as browser:
        await sign_in(browser, provider)
        copy = browser.cookies["tocsin"]
        await browser.post("/sign-out", data={"token": await token_of(browser)})
    async with console.browser() as thief:
        for cookie in (copy, copy[:-2] + "AA", "x" * 5000):
            answer = await thief.get("/session", headers={"cookie": f"tocsin={cookie}"})
            assert answer.status_code == 401
