"""Wide classes: what a partner sees of an age, a moment, a method, a place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from schemas.partner_alerts import MethodGroup
from schemas.reports import DeathReport
from streams.core.case import Place
from streams.core.partners import bands
from tests.core.people_and_places import CUMBRIA, a_death, configuration

WORKINGTON = (54.645, -3.545)


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ((3, 17), "0-17"), ((18, 29), "18-29"), ((23, 47), "18-49"), ((12, 81), "0 and over"),
        ((80, 104), "80 and over"),
    ],
)  # fmt: skip
def test_ages_are_bands(ages: tuple[int, int], words: str) -> None:
    assert bands.ages_between(bands.band_of(ages[0]), bands.band_of(ages[1])) == words


@pytest.mark.parametrize(
    ("moment", "month", "week"),
    [
        (datetime(2026, 5, 31, 22, 59, tzinfo=UTC), "2026-05", "2026-W22"),
        (datetime(2026, 5, 31, 23, 0, tzinfo=UTC), "2026-06", "2026-W23"),
        (datetime(2027, 1, 3, 12, tzinfo=UTC), "2027-01", "2026-W53"),
    ],
)
def test_months_and_weeks_are_those_of_local_time(moment: datetime, month: str, week: str) -> None:
    assert (bands.month_of(moment), bands.week_of(moment)) == (month, week)


def test_every_method_that_is_known_has_a_group() -> None:
    methods = set(get_args(DeathReport.model_fields["method"].annotation))

    assert set(bands.METHOD_GROUPS) == methods - {"unknown"}
    assert set(bands.METHOD_GROUPS.values()) == set(get_args(MethodGroup))


@pytest.mark.parametrize("lsoa", [None, "", "E010191555", "e01019155", "E06000063", "Ann Planted"])
def test_what_is_no_code_of_a_small_area_is_none(lsoa: str | None) -> None:
    assert bands.lsoa_of(Place(lsoa=lsoa)) is None


def test_a_place_that_is_not_known_well_is_in_no_district() -> None:
    area = configuration().areas.by_code[CUMBRIA]

    exact, vague = (a_death(where=WORKINGTON, place_precision_m=m) for m in (50.0, 1_500.0))

    assert bands.district_of(exact, area) == "E06000063"
    assert bands.district_of(vague, area) is None
