"""Webhooks and mail against real servers: what arrives, what is refused, where nothing goes."""

from __future__ import annotations

import base64
import hmac
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest

from streams.notify.channels.channel import Channel, Kind, Mail, Says, Tls, Webhook
from streams.notify.channels.egress_guard import Guard
from streams.notify.channels.mail import MailSender
from streams.notify.channels.sending import Result
from streams.notify.channels.webhook import WebhookSender, result_of
from tests.kafka.receivers import http_receiver, mail_receiver
from tests.notify.tellings import message

KEY = b"k" * 32
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
HERE = Guard(frozenset({"127.0.0.1", "localhost"}), LOOPBACK)
SHORT = timedelta(seconds=1)


@asynccontextmanager
async def webhook(url: str, guard: Guard = HERE, **more) -> AsyncIterator[WebhookSender]:
    to = Webhook(url=url, **more)
    channel = Channel(name="one", kind=Kind.WEBHOOK, says=Says.SENTENCE, to=to)
    sender = WebhookSender(channel, to, guard, SHORT, "")
    yield sender
    await sender.close()


async def test_a_webhook_arrives_signed_with_a_key_that_marks_repeats():
    with http_receiver() as http:
        url = f"http://127.0.0.1:{http.port}/x"
        async with webhook(url, signing=(KEY,), bearer="token") as one:
            assert await one.send(message()) == Result()
            assert await one.send(message()) == Result()

    first, second = http.requests
    headers = first.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + first.body
    wanted = "v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256")).decode()
    assert headers["webhook-signature"] == wanted
    assert headers["Authorization"] == "Bearer token"
    assert first.key == second.key == headers["webhook-id"]


async def test_a_redirect_is_refused_and_not_followed():
    with http_receiver() as http, http_receiver() as inner:
        http.status = 307
        http.answer_headers = {"Location": f"http://127.0.0.1:{inner.port}/"}
        async with webhook(f"http://127.0.0.1:{http.port}/") as one:
            result = await one.send(message())

    assert result == Result("refused", may_try_again=False)
    assert inner.requests == []


@pytest.mark.parametrize(
    ("url", "guard", "because"),
    [
        ("http://127.0.0.1:{}/", Guard(), "the host is not listed"),
        ("http://127.0.0.1:{}/", Guard(frozenset({"127.0.0.1"})), "loopback is not listed"),
        ("http://localhost:{}/", Guard(frozenset({"localhost"})), "the name leads to loopback"),
        ("http://[::ffff:127.0.0.1]:{}/", Guard(frozenset({"::ffff:127.0.0.1"}), LOOPBACK),
         "it is IPv4 in the clothes of IPv6"),
        ("http://0.0.0.0:{}/", Guard(frozenset({"0.0.0.0"}), (ip_network("0.0.0.0/0"),)),
         "it is no address of anybody"),
        ("http://2130706433:{}/", Guard(frozenset({"2130706433"})), "a number is loopback too"),
    ],
)  # fmt: skip
async def test_nothing_is_sent_where_the_guard_does_not_allow_it(url, guard, because):
    with http_receiver() as http:
        async with webhook(url.format(http.port), guard) as one:
            result = await one.send(message())

    assert result.fault == "address_not_allowed", because
    assert http.requests == [], because


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True), ("10.1.2.3", False), ("10.20.0.1", True), ("127.0.0.1", False),
        ("169.254.169.254", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("0.0.0.0", False), ("::1", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:93.184.216.34", False),
        ("64:ff9b::a01:203", False), ("2002:a01:203::1", False), ("2606:2800:220:1::1", True),
        ("no address", False),
    ],
)  # fmt: skip
def test_which_addresses_a_webhook_may_go_to(address, allowed):
    guard = Guard(frozenset({"x"}), (ip_network("10.20.0.0/16"), ip_network("169.254.0.0/16")))

    assert guard.allows(address) is allowed


async def test_a_server_that_is_not_trusted_gets_nothing(tmp_path):
    certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with http_receiver(context) as http:
        url = f"https://127.0.0.1:{http.port}/"
        async with (
            webhook(url) as stranger,
            webhook(url, ca_file=str(tmp_path / "cert.pem")) as known,
        ):
            assert (await stranger.send(message())).fault == "not_trusted"
            assert http.requests == []
            assert await known.send(message()) == Result()


async def test_a_receiver_that_does_not_answer_in_time_counts_as_away():
    with http_receiver() as http:
        http.before_answer = 3
        async with webhook(f"http://127.0.0.1:{http.port}/") as one:
            assert (await one.send(message())).fault == "no_answer"


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (200, Result()),
        (204, Result()),
        (302, Result("refused", may_try_again=False)),
        (401, Result("refused", may_try_again=False)),
        (404, Result("refused", may_try_again=False)),
        (408, Result("busy")),
        (429, Result("busy")),
        (500, Result("fault_there")),
        (503, Result("fault_there")),
    ],
)
def test_what_an_answer_means(status, wanted):
    assert result_of(status, {}) == wanted


def test_a_receiver_may_ask_for_time_but_not_for_days():
    assert result_of(429, {"Retry-After": "7"}).wait == timedelta(seconds=7)
    assert result_of(429, {"Retry-After": "999999"}).wait == timedelta(minutes=5)
    assert result_of(429, {"Retry-After": "tomorrow"}).wait is None


def mail(port: int, **more) -> MailSender:
    to = Mail(host="127.0.0.1", port=port, sender="t@example.org", recipients=("d@example.org",),
              **({"tls": Tls.NONE} | more))  # fmt: skip
    channel = Channel(name="mail", kind=Kind.EMAIL, says=Says.SENTENCE, to=to)
    return MailSender(channel, to, SHORT)


async def test_a_mail_arrives():
    with mail_receiver() as server:
        assert await mail(server.port).send(message()) == Result()

    (letter,) = server.mails
    assert letter["Subject"] == "AMBER 2 similar deaths within 360 m"
    assert "for DA" in letter.get_content()


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("451 later", Result("busy")),
        ("554 never", Result("refused", may_try_again=False)),
    ],
)
async def test_what_a_mail_server_says_is_understood(answer, wanted):
    with mail_receiver() as server:
        server.answer = answer
        assert await mail(server.port).send(message()) == wanted


async def test_a_mail_server_that_is_away_counts_as_away():
    assert (await mail(1).send(message())).fault == "no_answer"


async def test_mail_goes_by_tls_to_a_server_that_is_known_and_to_no_other(tmp_path):
    certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with mail_receiver(tls_context=context, require_starttls=True) as server:
        known = mail(server.port, tls=Tls.STARTTLS, ca_file=str(tmp_path / "cert.pem"))
        stranger = mail(server.port, tls=Tls.STARTTLS)
        assert await known.send(message()) == Result()
        assert (await stranger.send(message())).fault == "not_trusted"

    assert len(server.mails) == 1


def certificate(folder) -> None:
    """Make a certificate of this machine with the openssl that is installed."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
