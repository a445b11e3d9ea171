"""Ten figures drawn by lot, counted a second time from the raw lines."""

from __future__ import annotations

import json
from random import Random

import pytest

from streams.report.page import page_of
from tests.report.recount import Recount
from tests.report.stories import report
from tests.report.test_looks import ESSEX, QUARTER, SAMPLE, inputs

SEED, TEN, FROM = 28835, 10, 15
SOME_MONTHS = "departments"  # leaves out months in which not every department reported


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    whole = report(inputs(tmp_path_factory.mktemp("in")), QUARTER, area=ESSEX)
    return {one["key"]: one for one in json.loads(page_of(whole).json)["figures"]}


@pytest.fixture(scope="module")
def again():
    return Recount(SAMPLE, ESSEX, QUARTER.start, QUARTER.end)


def test_ten_figures_drawn_by_lot_say_what_the_raw_lines_say(told, again):
    can_be = sorted(again.figures().keys() & told.keys())
    assert len(can_be) >= FROM

    for key in Random(SEED).sample(can_be, TEN):
        counted = again.figures()[key]()
        said = {row["label"]: _as_counted(row, counted) for row in told[key]["rows"]}
        if key == SOME_MONTHS:
            counted = {label: n for label, n in counted.items() if label in said}
        assert _without_nothing(said) == _without_nothing(counted), key
        assert sum(map(bool, _without_nothing(counted).values())) > 0, key


def test_the_rates_are_those_numbers_over_the_residents(told, again):
    areas = json.loads((SAMPLE.parent / "areas.json").read_text())["areas"]
    people = next(one["population"] for one in areas if one["code"] == ESSEX)
    for row in told["rates"]["rows"]:
        n = again.figures()["categories"]()[row["label"]]
        assert row["k"] == n
        assert row["value"] == pytest.approx(n / (people * 92 / 365.25) * 100_000, abs=0.005)


def _as_counted(row, counted):
    is_share = isinstance(next(iter(counted.values())), tuple)
    return (row.get("k"), row.get("n")) if is_share else row.get("value")


def _without_nothing(numbers):
    return {label: n for label, n in numbers.items() if n not in (0, (0, 0), None)}
