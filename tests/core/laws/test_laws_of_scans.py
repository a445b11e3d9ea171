"""Laws of the class scan: corrections, restarts and copies leave it what a fresh replay makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest

from streams.core.case import Case
from streams.core.series.scan.excess import Excess
from streams.core.series.thresholds import lines
from streams.core.state import AreaState
from tests.core.people_and_places import Story, at
from tests.core.series.scanned_area import an_area, corrected, reports, restarted, stored

SERIES = ("scans", "ground", "marks", "phase")
HALF_A_NAT = 0.5
TWO_CELLS_ALIKE = 0.02  # of findings, in which two cells speak equally loud


def merged(first: list[Case], corrections: list[tuple[float, Case]]) -> list[tuple[float, Case]]:
    """First versions and corrections in order of arrival."""
    begun = [(_day(case), case) for case in first]
    return sorted([*begun, *corrections], key=lambda one: (one[0], one[1].version))


def _day(case: Case) -> float:
    return (case.recorded_at - at(0)).total_seconds() / 86400


def _earlier(case: Case, days: float) -> Case:
    when = case.occurred_from - timedelta(days=days)
    return replace(case, report_id=f"old {case.report_id}", recorded_at=when, occurred_from=when)


def heard(story: Story, arrivals: list[tuple[float, Case]]) -> Story:
    for day, case in arrivals:
        story.hear_at(at(day), case)
    return story


def clear(state: AreaState) -> dict[str, Excess]:
    """Findings that lie clearly above the line from which they are kept."""
    keep = {one.name: lines(state, one.stream).amber - 1.0 for one in state.scans.values()}
    return {one.name: one for one in state.scans.values() if one.score > keep[one.name] + 0.5}


def a_grown_area() -> Story:
    """An area that knew two years of its own before the year that is looked at."""
    before = reports(99, 500, 730)
    return heard(an_area(), [(_day(case) - 740, _earlier(case, 740)) for case in before])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_corrections_it_is_what_a_fresh_replay_of_the_final_versions_finds(
    seed: int,
) -> None:
    first = reports(seed, 120, 120)
    corrections = corrected(seed, first)
    final = {case.report_id: case for case in first} | {c.report_id: c for _, c in corrections}

    lived = heard(a_grown_area(), merged(first, corrections)).machine.state
    replayed = [(_day(case), replace(final[case.report_id], version=1)) for case in first]
    fresh = heard(a_grown_area(), replayed).machine.state

    for one, other in ((lived, fresh), (fresh, lived)):
        other_cell = 0
        for name, found in clear(one).items():
            assert name in other.scans
            assert other.scans[name].score == pytest.approx(found.score, abs=HALF_A_NAT)
            other_cell += other.scans[name].members != found.members
        assert len(clear(one)) > 100
        assert other_cell <= TWO_CELLS_ALIKE * len(clear(one))


@pytest.mark.parametrize("seed", [4, 5])
def test_a_restart_half_way_changes_no_byte(seed: int) -> None:
    first = reports(seed, 150, 500)
    arrivals = merged(first, corrected(seed, first))
    half = len(arrivals) // 2

    whole = heard(an_area(), arrivals)
    broken = heard(an_area(), arrivals[:half])
    broken.machine = restarted(broken)
    heard(broken, arrivals[half:])

    assert stored(broken.machine, *SERIES) == stored(whole.machine, *SERIES)
    assert len(whole.machine.state.scans) > 5
    assert [one.alert for one in broken.outcomes if one.alert] == [
        one.alert for one in whole.outcomes if one.alert
    ]


def test_what_is_taken_back_is_as_if_it_had_never_come() -> None:
    first = reports(6, 60, 100)
    gone = [case for case in first if case.report_id in ("r10", "r20", "r30")]

    story = a_grown_area().hear(*first)
    for case in gone:
        story.withdraw(case.report_id, 101)
    without = a_grown_area().hear(*(case for case in first if case not in gone))

    assert set(clear(without.machine.state)) <= set(story.machine.state.scans)
    for found in story.machine.state.scans.values():
        assert not {f"{case.source}\x1f{case.report_id}" for case in gone} & set(found.members)


def test_the_time_for_a_report_does_not_grow_with_what_came_before() -> None:
    story, spent = an_area(), []
    for case in reports(7, 1600, 800):
        before = process_time()
        story.hear(case)
        spent.append(process_time() - before)

    early, late = sorted(spent[400:800])[200], sorted(spent[-400:])[200]
    assert late < 2 * early
