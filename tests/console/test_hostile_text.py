"""Whatever people and senders write, it is text on every screen."""

from __future__ import annotations

import re

import orjson
import pytest

from schemas.topics import ALERT_REVISIONS, ALERTS
from streams.console.desk.desk import Desk, take_all
from streams.console.desk.facts import Record
from tests.console.consoles import Console
from tests.console.sample_desk import configuration, few_records

EVIL = "\"'><script>alert(1)</script><a href=javascript:alert(2)>{{7*7}}"
TEXTS = ("title", "why")
LISTS = ("data_gaps", "explanations", "next_steps")
CASE = ("report_id", "source", "category_first", "category_now")
PATHS = ("/", "/?all=1", "/alerts/{id}", "/alerts/{id}/print", "/reviews", "/area/{area}",
         "/history", "/why", "/handover", "/health", "/health/silences", "/health/data",
         "/health/detectors", "/health/settings")  # fmt: skip


def hostile(record: Record) -> Record:
    """Write the attacker's text into each free text of an alert and its cases."""
    if record.topic not in (ALERTS, ALERT_REVISIONS) or record.value is None:
        return record
    row = orjson.loads(record.value)
    row |= dict.fromkeys(TEXTS, EVIL) | {name: [EVIL] for name in LISTS}
    row |= {"assigned_to": EVIL, "recipients": [EVIL]}
    for case in row["evidence"]:
        case |= dict.fromkeys(CASE, EVIL) | {"features": {EVIL: EVIL}}
        case["place"] = {**case["place"], "name": EVIL}
    return Record(record.topic, record.key, orjson.dumps(row), record.at, record.id)


@pytest.fixture(scope="module")
def console() -> Console:
    desk = take_all(Desk(configuration()), map(hostile, few_records()))
    assert desk.unreadable.total() == 0
    return Console(desk=desk)


@pytest.mark.parametrize("path", PATHS)
async def test_no_free_text_becomes_markup_on_any_screen(console, path):
    one = next(iter(console.desk.live))
    async with console.browser(accept="text/html") as browser:
        page = await browser.get(path.format(id=one, area=one.rpartition("-")[0]))

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert not re.search(r"<a href=javascript|=\"javascript:|='javascript:", page.text)
    assert ">49<" not in page.text
    if path in ("/", "/alerts/{id}", "/alerts/{id}/print", "/history"):
        assert "&lt;script&gt;alert(1)" in page.text
