"""Nothing that could point to a person, and no number under five, reaches a partner."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from hypothesis import given, strategies

from streams.report.disclose import disclose, rounded
from streams.report.figure import Figure, Row
from streams.report.page import page_of
from tests.report.stories import CUMBRIA, START, a_resolved_alert, death, file, line, report

DAY = timedelta(days=1)
PLANTED = 200


def _planted(i):
    """Words of a report that no partner may see; each is found nowhere else."""
    return {
        "report_id": f"QX-{7_000_000 + i}", "token": f"{i:04x}" + "beef" * 15,
        "uprn": f"99{8_100_000_000 + i}", "institution": f"ZZ{500 + i}",
        "venue": f"venue-zq{i}", "lsoa": f"E0199{i:04d}", "lat": 54.1 + i * 0.00137,
        "substance": f"zqmedon{i}", "incident": f"zq-incident-{i}",
    }  # fmt: skip


def _deaths():
    for i in range(PLANTED):
        secret = _planted(i)
        yield death(
            secret["report_id"], START + (30 + i % 150) * DAY, source="//cumbria.police.uk/zq",
            subject={"token": secret["token"], "sex": "MF"[i % 2], "age": i % 97},
            category=("suspected_drug_related", "unexpected_not_suspicious", "homicide")[i % 3],
            substances=[secret["substance"]], incident=secret["incident"],
            place={"lat": round(secret["lat"], 5), "lon": -3.00123, "kind": "care_home",
                   "uprn": secret["uprn"], "institution": secret["institution"],
                   "venue": secret["venue"], "lsoa": secret["lsoa"]},
        )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    lesson = line("tocsin.command.v1", "c/1", START + 100 * DAY, {
        "command_id": "c1", "area": CUMBRIA, "by": "pc.zqname", "role": "analyst",
        "at": (START + 100 * DAY).isoformat(), "action": "add_lesson",
        "alert_id": f"{CUMBRIA}-AAAAAAAAAAAA", "tags": ["zqtag"], "text": "zq lesson text",
    })  # fmt: skip
    lines = sorted(_deaths(), key=lambda one: json.loads(one)["time"])
    path = file(tmp_path_factory.mktemp("in"), [a_resolved_alert(), *lines, lesson])
    return page_of(report(path, edition="partner"))


def test_none_of_two_hundred_planted_reports_can_be_found(page):
    everything = page.html.decode() + page.json.decode() + page.csv.decode()
    for i in range(PLANTED):
        for name, secret in _planted(i).items():
            text = f"{secret:.4f}" if name == "lat" else str(secret)
            assert text not in everything, name
    assert "zq" not in re.sub(r"base64,[^\"]+", "", everything).lower()


def test_no_section_on_borders_forensics_sites_or_single_cases(page):
    keys = {one["key"] for one in json.loads(page.json)["figures"]}

    assert not keys & {
        "borders", "forensic_districts", "forensic_first", "forensic_without", "institutions",
        "addresses", "series", "missed", "child_deaths", "substances", "suicide_methods",
    }  # fmt: skip
    assert "categories" in keys


def test_every_count_is_nothing_or_a_multiple_of_five(page):
    for figure in json.loads(page.json)["figures"]:
        rows = [*figure["rows"], *(row for one in figure["panels"] for row in one["rows"])]
        for row in rows:
            assert "facts" not in row
            assert not {"expected", "missing", "unseen"} & row.keys()
            if figure["unit"] == "count":
                assert row.get("value", 0) % 5 == 0
                assert not {"low", "high"} & row.keys()
                assert all(end % 5 == 0 for end in row.get("usual", ()))
            for name in ("k", "n"):
                assert row.get(name, 0) % 5 == 0


@given(strategies.integers(0, 400), strategies.integers(0, 400))
def test_no_share_lets_a_number_under_five_or_its_rest_be_worked_out(k, rest):
    figure = Figure(key="x", section=7, title="x", unit="share",
                    rows=(Row(label="x", value=0.0, k=k, n=k + rest),))  # fmt: skip
    (told,) = disclose([figure])[0].rows

    if 0 < k < 5 or rest < 5 or k + rest < 8:
        assert told.hidden
        assert told.value is None
        assert told.k is None
    elif told.value is not None:
        assert told.k % 5 == told.n % 5 == 0


@given(strategies.integers(1, 10_000))
def test_each_shown_count_stands_for_several(n):
    figure = Figure(key="x", section=3, title="x", rows=(Row(label="x", value=n),))
    (told,) = disclose([figure])[0].rows

    assert told.hidden if n < 5 else told.value == rounded(n)
    if not told.hidden:
        same = [m for m in range(5, n + 6) if rounded(m) == told.value]
        assert len(same) >= 3


def test_parts_do_not_give_away_what_is_hidden():
    """A hidden part cannot be had by taking the others from the whole: all are rounded."""
    parts = [12, 7, 3]
    for hidden in (1, 2, 3, 4):
        parts[2] = hidden
        rows = (*(Row(label=str(i), value=n) for i, n in enumerate(parts)),
                Row(label="all", value=sum(parts)))  # fmt: skip
        told = disclose([Figure(key="x", section=3, title="x", rows=rows)])[0].rows
        assert told[2].hidden
        assert [row.value for row in told if row.value is not None] == [
            rounded(12), rounded(7), rounded(sum(parts)),
        ]  # fmt: skip
