"""V1 on six years of real shootings: how often it speaks, and a surge planted among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from functools import cache

from schemas.alerts import Alert, Origin
from streams.core.area import AreaMachine
from streams.core.case import Case, Place
from streams.core.events import CaseFiled
from tests.core.people_and_places import CUMBRIA, FORCE, configuration, only_live
from tests.core.published_data import Shooting, shootings

V1 = "violence_surge"
PEOPLE, KM2 = 1_385_000, 110.0  # the Bronx, about 2010
CORNER = (40.828, -73.876)
SURGE = timedelta(days=47, hours=21)  # into 2010: a quiet week of winter


NEW_YEAR = shootings()[0].at.replace(2010, 1, 1, 0, 0)


def alerts_of(reports: Iterable[Shooting]) -> list[Alert]:
    """File shootings as they happened; return each V1 alert as it was first told."""
    context = configuration().context_of(CUMBRIA)
    area = replace(context.area, people=PEOPLE, km2=KM2, name="the Bronx", districts=())
    detectors = {**context.detectors, **only_live(V1)}
    machine = AreaMachine(replace(context, area=area, detectors=detectors))
    first: dict[str, Alert] = {}
    for number, one in enumerate(sorted(reports, key=lambda one: one.at)):
        when = one.at.replace(tzinfo=UTC)
        case = Case(
            kind="violence", source=FORCE, report_id=f"{one.at:%Y-%m-%d} {number}", version=1,
            area=CUMBRIA, recorded_at=when, occurred_from=when, offence="5A", weapon="firearm",
            place=Place(one.lat, one.lon, kind="street"),
        )  # fmt: skip
        filed = CaseFiled(
            area=CUMBRIA, time=when, case=case, whole=True, origin=Origin(line=number)
        )
        for outcome in machine.step(filed):
            if outcome.alert is not None and outcome.alert.kind == V1:
                first.setdefault(outcome.alert.alert_id, outcome.alert)
    return list(first.values())


@cache
def of_the_file() -> list[Alert]:
    return alerts_of(shootings())


def test_six_years_of_shootings_raise_four_or_five_alerts_a_year() -> None:
    assert len(shootings()) > 2400
    assert 18 <= len(of_the_file()) <= 30


def test_twelve_more_in_five_days_about_one_corner_are_told_before_they_are_over() -> None:
    planted = [
        Shooting(NEW_YEAR + SURGE + timedelta(hours=10 * n), CORNER[0] + 0.004 * (n % 4), CORNER[1])
        for n in range(12)
    ]

    known = {one.raised_at for one in of_the_file()}
    (new,) = [
        one for one in alerts_of([*shootings(), *planted])
        if one.raised_at not in known and one.raised_at.year == 2010
    ]  # fmt: skip

    times = {one.at.replace(tzinfo=UTC) for one in planted}
    hit = [one for one in new.evidence if one.occurred_from in times]
    assert new.raised_at < max(times)
    assert len(hit) >= 3
