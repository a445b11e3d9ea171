"""The windowed table: whole rows, what changed, sums of days."""

from datetime import date

from streams.agents.tables import DailyCounts, Table, day_key

DAY = date(2026, 3, 1)


def test_changed_gives_each_row_once_and_whole():
    table = Table[int](lambda n: b"%d" % n, int)
    table.put("a", 1)
    table.put("a", 2)
    table.put("b", 3)
    table.delete("b")

    assert table.changed() == {"a": b"2", "b": None}
    assert table.changed() == {}


def test_a_restored_row_is_not_a_change():
    table = Table[int](lambda n: b"%d" % n, int)
    table.restore("a", b"7")

    assert table.get("a") == 7
    assert table.changed() == {}


def test_items_walk_a_prefix_in_the_order_of_the_keys():
    table = Table[int](lambda n: b"%d" % n, int)
    for key in ("b/1", "a/2", "a/1"):
        table.put(key, 0)

    assert [key for key, _ in table.items("a/")] == ["a/1", "a/2"]


def test_a_window_sums_whole_days_back_from_its_end():
    counts = DailyCounts()
    for back in (0, 2, 2, 7):
        counts.add("A1", "c1", date.fromordinal(DAY.toordinal() - back))
    counts.add("A1", "c2", DAY)
    end = DAY.toordinal() + 1

    assert counts.window("A1", "c1", range(end - 7, end)) == 3
    assert counts.window("A1", "c1", range(end - 8, end)) == 4


def test_a_day_with_no_case_left_is_no_row():
    counts = DailyCounts()
    counts.add("A1", "c1", DAY)
    counts.changed()
    counts.add("A1", "c1", DAY, -1)

    assert counts.changed() == {day_key("A1", "c1", DAY): None}
    assert len(counts) == 0
