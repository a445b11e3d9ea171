"""Lines from a budget: a quieter area, or a larger budget, has lower ones; an own one replaces."""

from __future__ import annotations

import math

import pytest

from streams.core.series.settings import SCAN_STREAMS
from streams.core.series.thresholds import (
    OWN,
    SHIPPED,
    OwnLine,
    alerts_a_year,
    lines,
    shipped_lines,
)
from tests.core.people_and_places import START, Story, a_death, configuration, only_live

SETTINGS = configuration().shared.series


def an_area() -> Story:
    return Story(**only_live("local_excess")).hear(a_death("d1", 0))


def test_the_linker_for_1_4_million_people_and_0_35_alerts_a_year() -> None:
    assert shipped_lines(SETTINGS, "linker", 1.4).red == pytest.approx(4.1, abs=0.1)


@pytest.mark.parametrize("stream", ["linker", *SCAN_STREAMS])
def test_a_tenth_of_the_budget_costs_g_times_the_logarithm_of_ten(stream: str) -> None:
    line = shipped_lines(SETTINGS, stream, 1.0)

    ratio = math.log(line.amber_a_year / line.red_a_year)
    assert line.red - line.amber == pytest.approx(SETTINGS.lines[stream].g * ratio)


def test_all_streams_together_spend_the_budget() -> None:
    spent = [shipped_lines(SETTINGS, stream, 1.0) for stream in ("linker", *SCAN_STREAMS)]

    assert sum(line.amber_a_year for line in spent) == pytest.approx(12.0)
    assert sum(line.red_a_year for line in spent) == pytest.approx(1.0)


def test_a_substance_has_the_line_of_drugs() -> None:
    assert shipped_lines(SETTINGS, "drug:ghb", 1.0) == shipped_lines(SETTINGS, "drug", 1.0)


def test_as_often_as_its_budget_is_what_a_score_on_the_line_says() -> None:
    state = an_area().machine.state
    line = lines(state, "suicide")

    assert alerts_a_year(state, "suicide", line.amber) == pytest.approx(line.amber_a_year)
    assert alerts_a_year(state, "suicide", 99.0) == 0.001
    assert line.origin == SHIPPED


def test_an_areas_own_calibration_takes_the_place_of_the_shipped_line() -> None:
    state = an_area().machine.state
    state.thresholds.put("drug", OwnLine(amber=2.5, red=4.0, as_of=START))

    line = lines(state, "drug:ghb")

    assert (line.amber, line.red, line.origin, line.as_of) == (2.5, 4.0, OWN, START)
    assert lines(state, "suicide").origin == SHIPPED
