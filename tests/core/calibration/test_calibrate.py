"""An area's own lines: towards the truth where the shipped table is wrong, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from streams.core.calibration.calibrate import calibrate
from streams.core.calibration.moves import PendingLine, moved
from streams.core.calibration.outstanding import outstanding
from streams.core.calibration.past import Past
from streams.core.events import Calibrated, CaseFiled, CaseRetracted, Scanned, Ticked
from streams.core.lookup import CaseRow
from streams.core.series.thresholds import shipped_lines
from streams.core.state import Context
from tests.core.people_and_places import CUMBRIA, START, at, configuration
from tests.core.series.scanned_area import reports

AS_OF = datetime(2028, 6, 1, tzinfo=UTC)
QUICK = {"reruns": 3.0, "least_units": 50.0, "least_in_tail": 3.0}
STREAM = "ward"  # of the lively area's reports, one in eight


def context(wrong_by: float = 0.0, **numbers: float) -> Context:
    """Cumbria, with shipped lines that are wrong by so many nats."""
    given = configuration().context_of(CUMBRIA)
    series = given.series
    own = replace(series.calibration, numbers={**series.calibration.numbers, **QUICK, **numbers})
    lines = {name: replace(one, h1=one.h1 + wrong_by) for name, one in series.lines.items()}
    return replace(given, series=replace(series, calibration=own, lines=lines))


@cache
def past() -> Past:
    """Two years and a quarter of a lively area, and some days of the next month."""
    found = Past(CUMBRIA)
    for case in reports(5, 500, 825):
        found.hear(
            CaseFiled(area=CUMBRIA, time=case.recorded_at, case=case, whole=True, origin=_ORIGIN)
        )
    found.hear(Ticked(area=CUMBRIA, time=AS_OF + timedelta(days=2, hours=3)))
    return found


_ORIGIN = Calibrated(
    area="", time=START, stream="", amber=None, red=None, months=0, units=0, as_of=START, digest=""
).origin


def rows() -> list[CaseRow]:
    return list(past().before.values())


@cache
def found(wrong_by: float = 0.0) -> Mapping[str, Calibrated]:
    return {one.stream: one for one in calibrate(rows(), START, AS_OF, context(wrong_by))}


def test_streams_that_are_known_well_enough_have_lines_and_no_others() -> None:
    assert STREAM in found()
    assert "care_home" in found()
    assert all(one.units >= 50 for one in found().values())
    assert all(one.months == 26 for one in found().values())


@pytest.mark.parametrize("wrong_by", [-2.0, 2.0])
def test_a_shipped_line_that_is_wrong_moves_towards_what_chance_says(wrong_by: float) -> None:
    truth = found(0.0)[STREAM]
    here = context(wrong_by)
    shipped = shipped_lines(here.series, STREAM, 1.0)
    wrong = replace(shipped, amber=truth.amber + wrong_by, red=truth.red + wrong_by)
    now, distances = wrong, [abs(wrong_by)]
    for _ in range(6):
        one = found(wrong_by)[STREAM]
        row = PendingLine(one.amber, one.red, one.months, one.as_of, one.digest)
        line = moved(row, wrong, now, 0, here.series.calibration.numbers)
        now = replace(now, amber=line.amber, red=line.red)
        distances.append(abs(line.amber - truth.amber))

    assert distances[1] == pytest.approx(abs(wrong_by) - 0.25)
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.6 * abs(wrong_by)


def test_what_chance_says_does_not_depend_on_the_shipped_line() -> None:
    assert found(2.0)[STREAM].amber == found(-2.0)[STREAM].amber == found(0.0)[STREAM].amber


def test_red_lies_above_amber() -> None:
    assert all(one.red > one.amber for one in found().values() if one.amber and one.red)


@pytest.mark.parametrize(
    ("since", "numbers", "because"),
    [
        (AS_OF - timedelta(days=729), {}, "it is known for less than two years"),
        (START, {"least_units": 501.0}, "no stream has so many incidents"),
    ],
)
def test_an_area_has_no_lines_of_its_own_where(
    since: datetime, numbers: dict[str, float], because: str
) -> None:
    assert calibrate(rows(), since, AS_OF, context(**numbers)) == [], because


def test_a_month_is_read_as_it_stood_at_its_first_tick() -> None:
    before = past()
    late = Past(CUMBRIA)
    for row in before.before.values():
        late.hear(
            CaseFiled(area=CUMBRIA, time=row.arrived, case=row.case, whole=True, origin=_ORIGIN)
        )
    late.hear(Ticked(area=CUMBRIA, time=AS_OF))
    gone = next(iter(late.cases.values())).case
    late.hear(
        CaseRetracted(
            area=CUMBRIA, time=AS_OF + timedelta(hours=1), source=gone.source, version=2,
            report_id=gone.report_id, reason="withdrawn", origin=_ORIGIN,
        )
    )  # fmt: skip

    assert len(late.cases) == len(late.before) - 1
    assert late.month == AS_OF


def test_what_the_log_holds_already_is_not_said_again() -> None:
    here, mine = context(), replace(past(), calibrated={}, scanned=None)
    first = list(outstanding(mine, here))
    for event in first:
        mine.hear(event)

    assert {type(one) for one in first} == {Calibrated, Scanned}
    assert list(outstanding(mine, here)) == []


def test_copies_of_other_areas_cases_are_left_out() -> None:
    mine = Past(CUMBRIA)
    case = reports(1, 1, 10)[0]
    mine.hear(
        CaseFiled(area=CUMBRIA, time=at(1), case=case, whole=True, origin=_ORIGIN, copied="border")
    )

    assert (mine.cases, mine.since) == ({}, None)


PROGRAM = """
from tests.core.calibration.test_calibrate import found
print([(one.stream, one.amber, one.red, one.units) for one in found().values()])
"""


def test_it_is_the_same_under_another_hash_seed() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
    )  # fmt: skip

    assert ran.stdout.strip() == str(
        [(one.stream, one.amber, one.red, one.units) for one in found().values()]
    )
