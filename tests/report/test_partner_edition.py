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


COUNTS = strategies.integers(0, 60)


def _told(parts):
    """What partners get of some parts and of their whole."""
    rows = (*(Row(label=str(i), value=n) for i, n in enumerate(parts)),
            Row(label="all", value=sum(parts)))  # fmt: skip
    return disclose([Figure(key="x", section=3, title="x", rows=rows)])[0].rows


def _could_be(row):
    """Each number that a row may stand for."""
    if row.hidden:
        return range(1, 5)
    if row.value == 0:
        return range(1)
    return range(max(5, int(row.value) - 2), int(row.value) + 3)


def _left(told, place):
    """What a part may be, by the whole and the other parts: least and most."""
    whole = _could_be(told[-1])
    others = [_could_be(row) for i, row in enumerate(told[:-1]) if i != place]
    low = whole[0] - sum(one[-1] for one in others)
    high = whole[-1] - sum(one[0] for one in others)
    mine = _could_be(told[place])
    return max(low, mine[0]), min(high, mine[-1])


@given(strategies.lists(COUNTS, min_size=2, max_size=8))
def test_no_hidden_number_is_found_by_taking_the_others_from_the_whole(parts):
    told = _told(parts)
    for place, n in enumerate(parts):
        low, high = _left(told, place)
        assert low <= n <= high
        if 0 < n < 5:
            assert high > low


@given(strategies.lists(COUNTS, min_size=2, max_size=6), strategies.integers(0, 5), COUNTS)
def test_no_hidden_number_is_found_by_taking_one_edition_from_the_next(parts, place, more):
    """Two editions, in which one part has grown: neither alone nor together do they say by what."""
    place %= len(parts)
    grown = [n + more * (i == place) for i, n in enumerate(parts)]
    before, after = _told(parts), _told(grown)
    for one, other in ((place, before), (place, after)):
        n = (parts if other is before else grown)[one]
        if 0 < n < 5:
            assert other[one].hidden
    if 0 < more < 5:
        steps = {
            b - a
            for a in range(*_ends(_left(before, place)))
            for b in range(*_ends(_left(after, place)))
        }
        assert more in steps
        assert len(steps) > 1


def _ends(span):
    return span[0], span[1] + 1


@given(strategies.integers(0, 300), strategies.integers(0, 300))
def test_the_interval_of_a_share_says_no_more_than_its_rounded_numbers(k, rest):
    shown = _share(k, k + rest)
    if shown.hidden:
        assert shown.low is shown.high is shown.value is None
        return
    same = {
        (a, a + b)
        for a in range(max(0, k - 4), k + 5)
        for b in range(max(0, rest - 8), rest + 9)
        if _share(a, a + b) == shown
    }
    assert len({a for a, _ in same}) > 1 or k == 0
    assert len({n - a for a, n in same}) > 1


def _share(k, n):
    figure = Figure(key="x", section=7, title="x", unit="share",
                    rows=(Row(label="x", value=0.0, k=k, n=n),))  # fmt: skip
    return disclose([figure])[0].rows[0]


@given(strategies.integers(1, 300), strategies.integers(0, 40), strategies.integers(0, 40))
def test_the_likely_range_is_kept_where_the_number_is_shown_and_ends_on_fives(n, below, above):
    row = Row(label="x", value=n, low=max(n, n + below), high=n + below + above,
              usual=(n, n + above), verdict="incomplete")  # fmt: skip
    (told,) = disclose([Figure(key="x", section=3, title="x", rows=(row,))])[0].rows

    if n < 5:
        assert told.hidden
        assert told.low is told.high is told.usual is None
        return
    assert told.verdict == "incomplete"
    assert told.low % 5 == told.high % 5 == 0
    assert told.low <= n + below
    assert told.high >= n + below + above
    assert all(end % 5 == 0 for end in told.usual)


@given(strategies.integers(10, 300))
def test_the_interval_of_a_rate_is_that_of_the_rounded_number(n):
    def told(k):
        row = Row(label="x", value=1.0, k=k, exposure=12.5, low=0.1, high=9.0)
        return disclose([Figure(key="x", section=7, title="x", unit="rate", rows=(row,))])[0].rows[
            0
        ]

    assert told(n) == told(max(10, rounded(n)))
    assert sum(told(k) == told(n) for k in range(10, n + 6)) > 1
