"""The console as a process on a real broker, with a real worker."""

from __future__ import annotations

import re
import secrets
from itertools import islice

import httpx
import orjson
import pytest

from schemas.topics import AUDIT, COMMANDS
from streams.broker.topics import create
from streams.clients.kafka import headers_of, plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import console_beside, free_port, worker_beside
from streams.configuration import DATA
from streams.replay.lines import read_lines
from streams.settings import Settings
from tests.kafka.service import settings_for
from tests.kafka.telling import eventually

LINES = 60  # of the sample: the first alerts


@pytest.fixture
def settings(kafka, prefix) -> Settings:
    one = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(one.broker, plan_of(one))
    return one


def test_an_alert_appears_is_answered_and_both_are_still_there_after_a_restart(settings):
    port = free_port()
    lines = list(islice(read_lines([DATA / "sample.jsonl.gz"]), LINES))
    with worker_beside(settings) as worker:
        with (
            console_beside(settings, port) as console,
            httpx.Client(base_url=console.address, timeout=15) as browser,
        ):
            Sender(settings, hold_back=False).send(lines)
            worker.settle()
            eventually(lambda: bool(browser.get("/api/v2/alerts").json()))
            alert_id = browser.get("/api/v2/alerts").json()[0]["fingerprint"]
            order = {"command_id": secrets.token_hex(16), "alert_id": alert_id,
                     "action": "acknowledge"}  # fmt: skip
            token = browser.get("/session").json()["token"]
            sent = browser.post("/commands", json=order, headers={"x-csrf-token": token})
            eventually(lambda: stands(browser, order) == "done")
        with (
            console_beside(settings, port) as console,
            httpx.Client(base_url=console.address, timeout=15) as browser,
        ):
            after = stands(browser, order)

    assert sent.status_code in (200, 202)
    assert after == "done"
    (command,) = [orjson.loads(one.value()) for one in read_to_end(settings, COMMANDS)]
    assert (command["by"], command["alert_id"]) == ("local", alert_id)
    records = list(read_to_end(settings, AUDIT))
    assert re.fullmatch(rb"console-\w+\.1/1", dict(headers_of(records[0]))["ce_id"])
    assert "alter" in {orjson.loads(one.value()).get("action") for one in records}


def stands(browser: httpx.Client, order: dict) -> str:
    """Where an order stands, as the console says."""
    return browser.get(f"/commands/{order['command_id']}").json()["state"]
