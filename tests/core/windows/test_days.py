"""Daily counts: what happened counts on its own day, however and in whatever order it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.core.windows.days import DayCounts, day_of
from tests.core.people_and_places import START, Story, a_death, at, only_live

TODAY = day_of(START)
PLACES = ("area", "cell")

a_fact = st.tuples(st.sampled_from(PLACES), st.integers(0, 40), st.sampled_from((1, 2, -1)))


def counted(*facts: tuple[str, int, int]) -> DayCounts:
    days = DayCounts()
    for place, day, count in facts:
        days.add("deaths", (place,), TODAY + day, count)
    return days


def test_a_window_is_half_open() -> None:
    days = counted(("area", 0, 1), ("area", 6, 2), ("area", 7, 4))

    assert days.total("deaths", "area", TODAY, TODAY + 7) == 3


def test_an_instant_counts_on_its_day_in_utc() -> None:
    last_moment = datetime(2026, 6, 1, 23, 59, 59, 999_999, tzinfo=UTC)

    assert day_of(last_moment + timedelta(microseconds=1)) == day_of(last_moment) + 1


def test_streams_and_places_are_counted_apart() -> None:
    days = counted(("area", 1, 1), ("cell", 1, 5))
    days.add("other", ("area",), TODAY + 1, 7)

    assert days.total("deaths", "area", TODAY, TODAY + 9) == 1


@given(st.lists(a_fact, max_size=60), st.integers(-5, 45), st.integers(0, 50))
def test_a_sliding_sum_is_the_fold_of_the_facts(
    facts: list[tuple[str, int, int]], start: int, length: int
) -> None:
    days = counted(*facts)

    for place in PLACES:
        folded = sum(c for p, day, c in facts if p == place and start <= day < start + length)
        assert days.total("deaths", place, TODAY + start, TODAY + start + length) == folded


@given(st.lists(a_fact, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_row(facts: list[tuple[str, int, int]], chance) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)

    rows, others = counted(*facts).rows, counted(*shuffled).rows
    assert {key: rows[key] for key in rows} == {key: others[key] for key in others}


@given(st.lists(a_fact, max_size=40), st.integers(0, 45))
def test_rows_put_back_sum_as_before(facts: list[tuple[str, int, int]], end: int) -> None:
    days, restored = counted(*facts), DayCounts()
    for key in sorted(days.rows):
        restored.restore(key, days.rows[key])

    for place in PLACES:
        wanted = days.total("deaths", place, TODAY, TODAY + end)
        assert restored.total("deaths", place, TODAY, TODAY + end) == wanted


def test_days_that_are_over_are_forgotten_and_their_rows_with_them() -> None:
    days = counted(("area", 0, 1), ("area", 5, 2))
    days.rows.changed()

    days.drop_before(TODAY + 5)

    assert days.total("deaths", "area", TODAY, TODAY + 9) == 2
    assert list(days.rows.changed().values()) == [None]


def test_a_late_report_counts_where_it_belongs() -> None:
    story = Story(**only_live())
    story.hear(a_death("d1", 30), a_death("d2", 3, recorded_at=at(60)))

    days = story.machine.state.days
    cell = next(key.split("|")[1] for key in days.rows if key.startswith("unexpected|"))
    assert days.total("unexpected", cell, day_of(at(3)), day_of(at(4))) == 1


def test_a_report_taken_back_long_after_its_day_was_forgotten_leaves_no_negative_count() -> None:
    story = Story(**only_live("same_address"))
    story.hear(a_death("d1", 0, place_uprn="1"), a_death("d2", 9, place_uprn="1"))
    story.wait(2000)

    story.withdraw("d1", 2001)

    days = story.machine.state.days
    assert all(days.rows[key] > 0 for key in days.rows)
