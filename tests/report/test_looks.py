"""What the page must be, whatever it says: still, whole, sober, and the same each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest

from streams.report.columns import Period
from streams.report.page import page_of
from streams.report.words import number, percent
from tests.report.stories import report

SAMPLE = Path(__file__).parents[2] / "streams/data/sample.jsonl.gz"
ESSEX = "E23000028"
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1))
FORBIDDEN = (
    "significant", "significantly", "trend", "surge", "hot spot", "hotspot", "caused", "due to",
    "only", "safe", "rank", "ranked", "there were none",
)  # fmt: skip
ALLOWED = ("series or surge", "series and surges", "violence surge", "in trends", "of trends")
ASK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hashlib import sha256
from tests.report.stories import report
from tests.report.test_looks import ESSEX, QUARTER, inputs
from streams.report.page import page_of
page = page_of(report([Path(one) for one in sys.argv[2:]], QUARTER, area=ESSEX))
print(sha256(page.html + page.json + page.csv).hexdigest())
"""


def inputs(folder: Path) -> list[Path]:
    """The sample, with one alert, so that the core need not be run for minutes."""
    alert = folder / "alert.jsonl"
    data = {
        "alert_id": f"{ESSEX}-AAAAAAAAAAAA", "revision": 1, "kind": "similar_near_repeat",
        "family": "linked_series", "tier": "amber", "state": "open", "areas": [ESSEX],
        "title": "2 similar deaths", "why": "Two.", "duties": [], "window": None, "shadow": False,
        "verdict": None, "raised_at": "2026-07-11T00:00:00Z", "updated_at": "2026-07-11T00:00:00Z",
        "evidence": [
            {"report_id": f"ESX-{i}", "source": "//essex.police.uk/athena",
             "occurred_from": f"2026-0{i}-01T00:00:00Z"} for i in (5, 6)
        ],
    }  # fmt: skip
    event = {"specversion": "1.0", "type": "tocsin.alert.v1", "source": "//tocsin", "id": "a/1",
             "time": "2026-07-11T00:00:00Z", "data": data}  # fmt: skip
    decision = {
        "specversion": "1.0", "type": "tocsin.decision.v1", "source": "//tocsin", "id": "d/1",
        "time": "2026-07-11T00:00:00Z",
        "data": {"alert_id": data["alert_id"], "revision": 1, "decision": "told",
                 "reason": "first", "at": "2026-07-11T00:00:00Z", "areas": [ESSEX]},
    }  # fmt: skip
    alert.write_text(f"{json.dumps(event)}\n{json.dumps(decision)}\n")
    return [SAMPLE, alert]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return report(inputs(tmp_path_factory.mktemp("in")), QUARTER, area=ESSEX)


@pytest.fixture(scope="module")
def page(whole):
    return page_of(whole)


@pytest.fixture(scope="module")
def html(page):
    return page.html.decode()


def _said(whole):
    for figure in whole.figures:
        yield figure.sentence
        yield figure.alt
        yield figure.title
        yield from figure.notes
    yield from (sentence for _, sentence in whole.summary.findings)
    yield from (ask.what for ask in whole.summary.asked)
    yield from whole.summary.unseen


def test_no_sentence_claims_more_than_a_count_can(whole):
    for sentence in _said(whole):
        text = sentence.lower()
        for phrase in ALLOWED:
            text = text.replace(phrase, "")
        found = [word for word in FORBIDDEN if re.search(rf"\b{word}\b", text)]
        assert not found, (found, sentence)


def test_every_number_of_a_sentence_stands_in_the_figures_for_programs(page):
    data = json.loads(page.json)
    common = _numbers(data["comparisons"])
    for figure in data["figures"]:
        told = {k: v for k, v in figure.items() if k not in ("sentence", "alt")}
        there = common | _numbers(told)
        for text in (figure["sentence"], figure["alt"]):
            for said in re.findall(r"(?<![\w-])\d[\d,]*(?:\.\d+)?%?", text):
                plain = said.rstrip(",").replace(",", "")
                assert plain in there, (figure["key"], said, text)


def _numbers(value) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_numbers, value.values()), *map(_numbers, value))
    if isinstance(value, list):
        return set().union(*map(_numbers, value)) if value else set()
    if isinstance(value, str):
        return set(re.findall(r"\d+(?:\.\d+)?%?", value.replace(",", "")))
    if isinstance(value, bool) or value is None:
        return set()
    return {number(value).replace(",", ""), percent(value)}


def test_no_id_stands_twice(html):
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 100


def test_every_reference_leads_somewhere(html):
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    there = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)|aria-labelledby="([^"]+)"', html)
    wanted = {name for found in there for one in found for name in one.split()}
    assert wanted <= ids


def test_the_page_runs_nothing_and_fetches_nothing(html):
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert not re.search(r"<script|\bon\w+=|javascript:|<link|<iframe|@import", html)
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*""", html)


def test_every_picture_has_a_title_a_description_and_its_table(html):
    pictures = re.findall(r"<figure>(<svg.*?</svg>)\s*</figure>", html, flags=re.S)
    assert len(pictures) >= 15
    for one in pictures:
        assert 'role="img"' in one
        assert re.search(r"<title id=[^>]*>\w", one)
        assert re.search(r"<desc id=[^>]*>\w", one)
    assert html.count("<table>") >= len(pictures)
    assert html.count("<caption>") == html.count("<table>")


def test_the_page_is_small_and_its_figures_are_inside(page, html):
    assert len(page.html) < 3_000_000
    inside = re.search(r"data:application/json;base64,([^\"]+)", html)
    assert inside is not None
    assert b64decode(inside[1]) == page.json


def test_every_district_has_a_row(whole):
    districts = next(one for one in whole.figures if one.key == "districts")
    assert len(districts.rows) == 14


ELSEWHERE = (
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "7", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo"},
)


def test_the_same_input_gives_the_same_bytes_under_another_seed_locale_and_time_zone(tmp_path):
    paths = [str(one) for one in inputs(tmp_path)]
    root = Path(__file__).parents[2]
    made = {
        subprocess.run(
            [sys.executable, "-c", ASK, str(root), *paths], env={**os.environ, **env},
            capture_output=True, text=True, check=True, cwd=root,
        ).stdout
        for env in ELSEWHERE
    }  # fmt: skip
    assert len(made) == 1
    assert len(made.pop().strip()) == 64
