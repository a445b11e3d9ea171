"""Days are exchanged among incidents of a class; nothing else of a report changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from streams.core.calibration.permuting import group_of, incidents_of, permuted
from streams.core.copies import first_row
from streams.core.duties.calendar import LONDON
from streams.core.events import Earlier
from streams.core.lookup import CaseRow
from streams.core.series.unit import unit_of
from tests.core.people_and_places import METRE, a_death
from tests.core.series.scanned_area import reports


def rows_of(seed: int = 1, number: int = 300) -> list[CaseRow]:
    cases = reports(seed, number, 400)
    return [
        first_row(case, seq, Earlier(case.recorded_at, case.category), whole=True, copied=None)
        for seq, case in enumerate(cases, start=1)
    ]


def local(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)


def days(rows: list[CaseRow]) -> dict[str, int]:
    return {row.id: local(row.case.occurred_from).toordinal() for row in rows}


def test_a_report_keeps_its_place_its_marks_its_hour_and_its_delay() -> None:
    before = {row.id: row for row in rows_of()}

    for row in permuted(incidents_of(rows_of()), "E1", "2026-01", 0):
        was = before[row.id]
        same = replace(
            row.case, occurred_from=was.case.occurred_from, recorded_at=was.case.recorded_at
        )
        assert same == was.case
        assert local(row.case.occurred_from).time() == local(was.case.occurred_from).time()
        delay = local(row.arrived).replace(tzinfo=None) - local(row.case.occurred_from).replace(
            tzinfo=None
        )
        assert delay == local(was.arrived).replace(tzinfo=None) - local(
            was.case.occurred_from
        ).replace(tzinfo=None)


def test_each_class_and_kind_of_site_has_the_days_that_it_had() -> None:
    rows = rows_of()
    found = incidents_of(rows)
    before, after = days(rows), days(permuted(found, "E1", "2026-01", 0))

    by_group: dict[str, tuple[Counter[int], Counter[int]]] = {}
    for unit in found.of:
        one, other = by_group.setdefault(group_of(unit_of(unit[0])), (Counter(), Counter()))
        one[before[unit[0].id]] += 1
        other[after[unit[0].id]] += 1
    assert len(by_group) > 5
    assert all(one == other for one, other in by_group.values())
    assert sum(before[name] != after[name] for name in before) > 250


def test_an_incident_moves_as_one() -> None:
    three = [
        replace(row, case=replace(row.case, incident="crash"))
        for row in rows_of(2, 40)
        if row.case.kind == "death"
    ][10:13]
    rest = [row for row in rows_of(2, 40) if row.id not in {one.id for one in three}]
    rows = sorted([*rest, *three], key=lambda row: row.seq)
    before = days(rows)

    for number in range(5):
        after = days(permuted(incidents_of(rows), "E1", "2026-01", number))
        assert len({after[one.id] - before[one.id] for one in three}) == 1


def test_reports_come_in_the_order_of_their_new_days() -> None:
    found = permuted(incidents_of(rows_of()), "E1", "2026-01", 0)

    assert [row.arrived for row in found] == sorted(row.arrived for row in found)


def test_area_month_and_number_decide_the_order_and_nothing_else() -> None:
    found = incidents_of(rows_of())

    def order(*seed: object) -> dict[str, int]:
        return days(permuted(found, *seed))

    assert order("E1", "2026-01", 0) == order("E1", "2026-01", 0)
    others = [("E2", "2026-01", 0), ("E1", "2026-02", 0), ("E1", "2026-01", 1)]
    assert all(order(*other) != order("E1", "2026-01", 0) for other in others)


def test_a_site_keeps_its_deaths_and_two_homes_exchange_their_days() -> None:
    cases = [
        a_death(f"d{n}", n * 10, place_kind="care_home", place_institution=f"home {n % 2}",
                category="unexpected_not_suspicious", where=(54.9 + n * 500 * METRE, -2.9))
        for n in range(20)
    ]  # fmt: skip
    rows = [
        first_row(case, seq, Earlier(case.recorded_at, case.category), whole=True, copied=None)
        for seq, case in enumerate(cases, start=1)
    ]
    found = incidents_of(rows)

    assert len(found.groups) == 1
    after = days(permuted(found, "E1", "2026-01", 0))
    odd = sorted(after[row.id] for row in rows if row.case.place.institution == "home 1")
    assert odd != sorted(days(rows)[row.id] for row in rows[1::2])
