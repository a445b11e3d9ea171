"""What is usual, as an area learns it: from its own cases, late, and never from copies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streams.core.case import Case
from streams.core.lookup import CaseRow
from streams.core.series.unit import Unit, unit_of
from streams.core.state import AreaState
from tests.core.people_and_places import Story, a_death, at, metres_north, only_live

SUICIDE = {"category": "suspected_suicide", "method": "hanging"}
SPOT = metres_north(9000)


def heard(*cases: Case) -> AreaState:
    return Story(**only_live("local_excess")).hear(*cases).machine.state


def suicides(start: float, end: float, number: int, where: tuple[float, float]) -> list[Case]:
    step = (end - start) / number
    return [
        a_death(f"{start} {n}", start + n * step, where=where, age=20 + n % 60, **SUICIDE)
        for n in range(number)
    ]


def one(state: AreaState, where: tuple[float, float] | None = SPOT) -> Unit:
    case = a_death("one", 0, where=where, **SUICIDE)
    return unit_of(CaseRow(case, 1, at(0), None, history=False))


def a_day(state: AreaState, level: int = 1) -> float:
    return state.usual.disc("suicide", one(state), level)


def elsewhere(start: float, end: float) -> list[Case]:
    return suicides(start, end, int((end - start) / 3), metres_north(30_000))


def test_a_place_where_many_end_their_lives_is_learned() -> None:
    both = [*elsewhere(0, 700), *suicides(1, 699, 60, SPOT)]

    known = heard(*sorted(both, key=lambda case: case.recorded_at))

    assert a_day(known) > 20 * a_day(heard(*elsewhere(0, 700)))


def test_a_series_of_the_last_half_year_does_not_raise_its_own_background() -> None:
    series = suicides(601, 699, 20, SPOT)
    both = sorted([*elsewhere(0, 700), *series], key=lambda case: case.recorded_at)

    assert a_day(heard(*both)) == pytest.approx(a_day(heard(*elsewhere(0, 700))), rel=0.05)


def test_somebody_without_coordinates_may_have_been_anywhere() -> None:
    state = heard(*elsewhere(0, 100))

    assert 0 < state.usual.disc("suicide", one(state, None), 2) < state.usual.whole("suicide")


def test_an_area_of_many_deaths_is_as_large_as_they_say() -> None:
    quiet, busy = heard(a_death("d", 0)), heard(*suicides(0, 400, 1600, SPOT))

    assert quiet.usual.size == pytest.approx(0.503, abs=0.001)
    assert busy.usual.size > 1.0


def test_a_copy_of_a_neighbours_case_is_in_no_count_and_no_scan() -> None:
    state = heard(*suicides(0, 60, 20, SPOT))
    copy = replace(
        next(iter(state.cases.values())), case=a_death("copy", 1, where=SPOT, **SUICIDE),
        border=True,
    )  # fmt: skip
    before = (a_day(state), len(state.rings.get(("suicide", "", "")).ids))  # type: ignore[union-attr]

    state.usual.add(copy)
    state.rings.add(copy)

    after = (a_day(state), len(state.rings.get(("suicide", "", "")).ids))  # type: ignore[union-attr]
    assert after == before


def test_what_was_counted_is_written_at_a_refresh_and_only_where_it_changed() -> None:
    story = Story(**only_live("local_excess")).hear(*suicides(0, 60, 20, SPOT))
    state = story.machine.state
    state.ground.changed()

    story.hear(a_death("between", 60.5, where=SPOT, **SUICIDE))
    assert not state.ground.changed()

    story.hear(a_death("far", 90, where=metres_north(50_000), **SUICIDE))
    written = state.ground.changed()
    assert {name.split(":")[0] for name in written} == {"all", "linker", "suicide"}
    assert len(written) == 3


def test_a_correction_moves_what_it_counted() -> None:
    story = Story(**only_live("local_excess")).hear(*suicides(0, 60, 20, SPOT))
    accident = a_death("0 3", 9, where=SPOT, version=2, category="suspected_accident")

    story.hear_at(at(61), accident)
    story.hear_at(at(90), a_death("later", 90, where=SPOT))

    marks = story.machine.state.usual.marks
    assert (marks.number("c|suicide"), marks.number("c|accident")) == (19, 1)


def test_what_is_corrected_inside_the_days_learned_from_is_known_at_once() -> None:
    """What was remembered before it would else be said until a restart, and not after it."""
    story = Story(**only_live("local_excess")).hear(*suicides(1, 299, 60, SPOT))
    usual, unit = story.machine.state.usual, one(story.machine.state)
    before = usual.profiles("linker", unit)[1]

    for number in range(0, 40, 2):
        story.withdraw(f"1 {number}", 300)
    after = usual.profiles("linker", unit)[1]

    assert after < before
    usual._made_anew()  # as after a restart
    assert usual.profiles("linker", unit)[1] == after
