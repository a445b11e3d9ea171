"""What is not known, not heard, or too little: said aloud and held against nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from streams.report import given
from streams.report.disclose import disclose
from streams.report.figure import Figure, Panel, Row
from streams.report.measures.lines import chance_of_run, runs, shift_run
from streams.report.measures.standard import BANDS
from streams.report.shares import share
from streams.report.words import Comparisons
from tests.report.stories import (
    CUMBRIA,
    START,
    a_resolved_alert,
    death,
    figure,
    file,
    report,
    row,
)

DAY = timedelta(days=1)
SILENT = "//other.police.uk/x"


def _steady(n, every, start=START - 900 * DAY, **fields):
    return [death(f"S{i}", start + i * every * DAY, **fields) for i in range(n)]


def test_where_over_a_twentieth_is_not_known_a_share_has_bounds():
    told = share("x", 3, 15, 5)

    assert (told.k, told.n, told.missing) == (3, 15, 5)
    assert told.bounds == (3 / 20, 8 / 20)
    assert share("x", 3, 99, 1).bounds is None


def test_a_sender_silent_for_a_third_of_the_period_is_named_hatched_and_out_of_trends(tmp_path):
    lines = _steady(180, 6)
    stops = [death(f"X{i}", START + (i - 200) * DAY, source=SILENT) for i in range(260)]
    whole = report(file(tmp_path, [a_resolved_alert(), *lines, *stops]))

    assert any("Silent over a tenth" in said and "other.police.uk" in said
               for _, said in whole.summary.findings)  # fmt: skip
    held = row(whole, "volumes", "Unexpected deaths, each incident once").value
    assert held == sum(START + 90 * DAY <= START + (i * 6 - 900) * DAY < START + 181 * DAY
                       for i in range(180))  # fmt: skip
    panel = next(one for one in figure(whole, "volumes").panels)
    assert [one.label for one in panel.rows if one.silent] == ["Apr 2026", "May 2026"]


def test_a_persons_code_on_two_reports_is_one_death_and_a_fault(tmp_path):
    who = {"token": "a" * 64, "sex": "F", "age": 70}
    at = START + 100 * DAY
    one, two = (death(name, at, subject=who) for name in ("P1", "P2"))
    whole = report(file(tmp_path, [a_resolved_alert(), *_steady(10, 90), one, two]))

    assert "earlier one: 1." in figure(whole, "fields").sentence


def test_a_rise_that_lasts_is_called_a_run(tmp_path):
    before = _steady(38, 30, START - 1700 * DAY)
    more = [death(f"M{i}", START + (i * 10 - 560) * DAY) for i in range(74)]
    whole = report(file(tmp_path, [a_resolved_alert(), *before, *more]))

    panel = figure(whole, "categories").panels[0]
    assert panel.run is not None
    assert panel.run[1] - panel.run[0] + 1 >= 7
    assert "more than chance gives" in panel.note


@pytest.mark.parametrize(("every", "by"), [(4, "month"), (15, "quarter"), (120, "dates")])
def test_months_quarters_or_dates_by_how_many_there_are(tmp_path, every, by):
    lines = _steady(1090 // every, every)
    whole = report(file(tmp_path, [a_resolved_alert(), *lines]))

    panel = figure(whole, "categories").panels[0]
    assert panel.by == by
    assert all((one.expected is None) == (by == "dates") for one in panel.rows)


def test_districts_are_held_against_their_own_ages_where_these_are_known(tmp_path):
    """Old people die more: a district of the old is expected to have more deaths."""
    codes = [code for code in given.tables(CUMBRIA).district_people]
    lines = ["area,sex,band,people,year"]
    for i, code in enumerate(codes):
        for sex in "FM":
            for band in BANDS:
                old = band == "70-74"
                lines.append(f"{code},{sex},{band},{20000 if old and i == 0 else 2000},2025")
    people = tmp_path / "people.csv"
    people.write_text("\n".join(lines))
    deaths = [death(f"A{i}", START + (i * 2 - 200) * DAY) for i in range(180)]
    path = file(tmp_path, [a_resolved_alert(), *deaths])
    by_age = report(path, tables=given.tables(CUMBRIA, population=people))

    found = {one.label: one.expected for one in figure(by_age, "districts").rows}
    assert max(found.values()) == pytest.approx(
        10 / (9 + len(codes)) * sum(found.values()), rel=1e-3
    )
    assert sum(found.values()) == pytest.approx(
        sum(one.value for one in figure(by_age, "districts").rows), abs=0.1
    )
    assert "by age and sex" in figure(by_age, "districts").method


def test_a_fifth_by_deprivation_is_given_where_the_table_names_it(tmp_path):
    table = tmp_path / "places.csv"
    table.write_text("lsoa,district,deprivation\nE01000001,E06000063,1\nE01000002,E06000063,5\n")
    places = [{"lat": 54.6, "lon": -3.1, "kind": "home", "lsoa": f"E0100000{i}"} for i in (1, 2, 3)]
    deaths = [death(f"L{i}", START + (100 + i) * DAY, place=places[i % 3]) for i in range(30)]
    path = file(tmp_path, [a_resolved_alert(), *deaths])
    whole = report(path, tables=given.tables(CUMBRIA, lsoas=table))

    told = row(whole, "deprivation", "Most deprived fifth")
    assert (told.k, told.n, told.missing) == (10, 20, 10)
    assert told.bounds == (10 / 30, 20 / 30)


def test_the_inspectors_list_is_answered_line_by_line_and_the_deaths_add_up(tmp_path):
    fire = [death(f"F{i}", START + 120 * DAY, incident="fire") for i in range(4)]
    natural = death("N", START + 100 * DAY, category="expected_natural")
    whole = report(file(tmp_path, [a_resolved_alert(), *_steady(40, 20), *fire, natural]))

    words = [one.words for one in whole.checklist]
    assert words == [
        "sufficiently frequent", "concerning its death investigations",
        "pattern of death reports", "across the force area", "force data", "NHS",
        "local authorities, others", "linked series", "lessons (28878)",
    ]  # fmt: skip
    made = {one.section for one in whole.figures} | {19}
    assert all(set(one.sections) <= made and one.numbers for one in whole.checklist)
    received, used, *left_out = (
        int(part.split()[0]) for part in
        whole.checklist[1].numbers.replace("= ", ", ").split("; ")[0].split(", ")
        if part[0].isdigit()
    )  # fmt: skip
    assert received == used + sum(left_out) == 45


def test_the_next_report_scores_the_ranges_and_what_was_asked(tmp_path):
    from streams.report.columns import Period
    from streams.report.page import page_of

    turned = [death("T", START + 100 * DAY),
              death("T", START + 100 * DAY, version=2, category="homicide",
                    told_after=5 * DAY)]  # fmt: skip
    path = file(tmp_path, [a_resolved_alert(), *_steady(270, 4), *turned])
    first = report(path)
    old = tmp_path / "figures.json"
    old.write_bytes(page_of(first).json)
    start = (START + 181 * DAY).date()
    then = report(path, Period(start, start + timedelta(days=92)),
                  tables=given.tables(CUMBRIA, previous=old))  # fmt: skip

    scored = figure(then, "scored")
    assert scored.rows
    assert scored.numbers["usual"] >= 1
    asked = figure(then, "asked_before")
    assert [one.facts["then"] for one in asked.rows] == [ask.number for ask in first.summary.asked]
    assert page_of(then).html


def test_a_run_on_one_side_is_counted_and_stands_on_page_1():
    quarter = [f"Q{i}" for i in range(8)]
    rows = tuple(Row(label=one, value=9, expected=5.0, usual=(1, 10), verdict="inside")
                 for one in quarter)  # fmt: skip
    quiet, loud = Panel("A", rows, looked=8), Panel("B", rows, run=(0, 7), looked=8)
    short = Panel("C", rows[:5], looked=5)  # too short for any run to be a signal
    figure = Figure(key="x", section=3, title="x", panels=(quiet, loud, short))

    found = Comparisons.of([figure])

    assert (found.series, found.runs) == (2, 1)
    assert "2 groups looked through for a run" in found.sentence()
    assert Comparisons.of(disclose([figure])).series == 0


def test_the_chance_of_a_run_is_that_of_all_ways_to_toss_eight_coins():
    tosses = list(product((1, -1), repeat=8))
    hits = sum(bool(runs(list(one), shift_run(8))) for one in tosses)
    assert chance_of_run(8) == hits / len(tosses)
