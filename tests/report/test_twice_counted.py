"""Ten figures counted a second time, from the raw lines, with nothing of the report's own code."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.report.stories import report, row
from tests.report.test_looks import ESSEX, QUARTER, SAMPLE, inputs

LONDON = ZoneInfo("Europe/London")
NOT_UNEXPECTED = {"expected_natural", "out_of_scope"}


def _sane(data, kind):
    """Whether the core fields can be read at all; the sample holds lines that are wrong."""
    try:
        datetime.fromisoformat(data["recorded_at"])
    except (KeyError, TypeError, ValueError):
        return False
    named = isinstance(data.get("version"), int) and isinstance(data.get("report_id"), str)
    return named and (kind != "death" or "category" in data)


def _newest(kind):
    newest, first = {}, {}
    with gzip.open(SAMPLE) as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            data = event.get("data", {})
            if event.get("type") != f"tocsin.{kind}.reported.v1" or not _sane(data, kind):
                continue
            key = (event["source"], data["report_id"])
            if key not in newest or data["version"] > newest[key]["version"]:
                newest[key] = data
            first.setdefault(key, data)
    here = {k: d for k, d in newest.items() if d["area"] == ESSEX and not d.get("withdrawn")}
    return here, first


def _day(data):
    at = data.get("occurred_from") or data["recorded_at"]
    try:
        return datetime.fromisoformat(at).astimezone(LONDON).date()
    except (TypeError, ValueError):
        return datetime.fromisoformat(data["recorded_at"]).astimezone(LONDON).date()


def _in_quarter(data):
    return QUARTER.start <= _day(data) < QUARTER.end


def _is_unexpected(data):
    category = data["category"]
    return category not in NOT_UNEXPECTED and (category != "rtc" or bool(data.get("flags")))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return report(inputs(tmp_path_factory.mktemp("in")), QUARTER, area=ESSEX)


@pytest.fixture(scope="module")
def deaths():
    newest, _ = _newest("death")
    return [data for data in newest.values() if _in_quarter(data)]


@pytest.fixture(scope="module")
def unexpected(deaths):
    return [data for data in deaths if _is_unexpected(data)]


def test_deaths_reported(whole, deaths):
    assert row(whole, "volumes", "Deaths reported to police").value == len(deaths)


def test_suspected_suicides_by_rate(whole, unexpected):
    n = sum(data["category"] == "suspected_suicide" for data in unexpected)
    assert row(whole, "rates", "Suspected suicide").k == n


def test_homicide_and_suspicious(whole, unexpected):
    n = sum(data["category"] in ("homicide", "suspicious") for data in unexpected)
    assert row(whole, "rates", "Homicide and suspicious").k == n


def test_the_rate_of_drug_related_deaths(whole, unexpected):
    n = sum(data["category"] == "suspected_drug_related" for data in unexpected)
    areas = json.loads((SAMPLE.parent / "areas.json").read_text())["areas"]
    people = next(one["population"] for one in areas if one["code"] == ESSEX)
    found = row(whole, "rates", "Suspected drug-related").value
    assert found == pytest.approx(n / (people * 92 / 365.25) * 100_000, abs=0.005)


def test_women_of_eighty_to_eighty_nine(whole, unexpected):
    n = sum(
        data["subject"].get("sex") == "F" and data["subject"].get("age") in range(80, 90)
        for data in unexpected
    )
    assert row(whole, "ages", "Women and girls, 80 to 89").value == n


def test_the_method_that_came_most_often(whole, unexpected):
    methods = Counter(data.get("method", "unknown") for data in unexpected)
    for name, n in methods.most_common(2):
        assert row(whole, "methods", name.replace("_", " ")).value == n


def test_deaths_of_children_of_ten_to_fifteen(whole, deaths):
    ages = [data["subject"].get("age") for data in deaths]
    n = sum(isinstance(age, int) and 10 <= age <= 15 for age in ages)
    assert row(whole, "children", "10 to 15").value == n


def test_grave_violence(whole):
    newest, _ = _newest("violence")
    n = sum(map(_in_quarter, newest.values()))
    assert row(whole, "violence", "All grave violence").value == n


def test_ambulance_overdoses(whole):
    newest, _ = _newest("counts")
    n = sum(
        data["count"]
        for data in newest.values()
        if data["measure"] == "ambulance_overdoses"
        and QUARTER.start <= datetime.fromisoformat(data["period_from"]).date() < QUARTER.end
    )
    assert row(whole, "overdoses", "Overdoses, ambulance").value == n


def test_deaths_that_turned_from_under_investigation_to_homicide_in_a_year(whole):
    newest, first = _newest("death")
    start = QUARTER.end.replace(year=QUARTER.end.year - 1)
    n = sum(
        first[key]["category"] == "unexpected_under_investigation"
        and data["category"] == "homicide" and start <= _day(data) < QUARTER.end
        for key, data in newest.items()
    )  # fmt: skip
    found = row(whole, "reclassified", "Under investigation to Homicide").value
    assert found == n > 0
