"""What counts as a case, and what a report made earlier would have said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.core.errors import ConfigurationError
from streams.report.page import page_of
from tests.report.stories import START, a_resolved_alert, an_alert, death, figure, file, report, row

DAY = timedelta(days=1)


def _quiet(n=40):
    return [death(f"D{i}", START + i * 4 * DAY) for i in range(n)]


def _told(number_of, key="volumes", label="Unexpected deaths, each incident once"):
    return row(number_of, key, label).value


def test_a_death_sent_twice_is_one_death(tmp_path):
    lines = _quiet()
    once = report(file(tmp_path, [a_resolved_alert(), *lines]))
    twice = report(file(tmp_path, [a_resolved_alert(), *lines, *lines]))

    assert _told(once) == _told(twice) > 0


def test_a_fire_with_twenty_dead_is_one_incident_in_trends_and_twenty_deaths_reported(tmp_path):
    fire = [death(f"F{i}", START + 120 * DAY, incident="fire") for i in range(20)]
    before = report(file(tmp_path, [a_resolved_alert(), *_quiet()]))
    after = report(file(tmp_path, [a_resolved_alert(), *_quiet(), *fire]))

    assert _told(after) == _told(before) + 1
    both = (before, after)
    first, then = (row(one, "volumes", "Deaths reported to police").value for one in both)
    assert then == first + 20


def test_a_report_taken_back_counts_no_more(tmp_path):
    at = START + 100 * DAY
    lines = [*_quiet(), death("W", at)]
    gone = death("W", at, version=2, told_after=5 * DAY, withdrawn=True)
    stays = report(file(tmp_path, [a_resolved_alert(), *lines]))
    goes = report(file(tmp_path, [a_resolved_alert(), *lines, gone]))

    assert _told(goes) == _told(stays) - 1


def test_expected_deaths_are_reported_and_not_unexpected(tmp_path):
    natural = death("N", START + 100 * DAY, category="expected_natural")
    whole = report(file(tmp_path, [a_resolved_alert(), *_quiet(), natural]))

    reported = row(whole, "volumes", "Deaths reported to police").value
    assert reported == _told(whole) + 1


def test_as_of_a_day_equals_the_report_made_on_that_day(tmp_path):
    at = START + 150 * DAY
    first = [a_resolved_alert(), *_quiet(), death("R", START + 100 * DAY)]
    later = [
        death("R", START + 100 * DAY, version=2, category="homicide", told_after=90 * DAY),
        death("L", START + 110 * DAY, told_after=95 * DAY),
    ]
    then = report(file(tmp_path, first), as_of=at)
    since = report(file(tmp_path, [*first, *later]), as_of=at)

    assert page_of(since).html == page_of(then).html
    assert page_of(report(file(tmp_path, [*first, *later]))).html != page_of(then).html


def test_an_area_that_is_not_in_the_input_is_refused_and_told_what_is(tmp_path):
    path = file(tmp_path, [a_resolved_alert(), *_quiet(3)])
    with pytest.raises(ConfigurationError, match="E23000002 Cumbria"):
        report(path, area="E23000003")


def test_without_alerts_the_core_is_run_and_the_report_says_so(tmp_path):
    whole = report(file(tmp_path, _quiet(12)))

    assert any("recomputed" in line for line in whole.summary.unseen)


def test_one_death_is_too_few_to_call_anything(tmp_path):
    whole = report(file(tmp_path, [a_resolved_alert(), death("O", START + 100 * DAY)]))

    assert whole.comparisons.beyond == whole.comparisons.between == 0
    assert page_of(whole).html


def test_a_death_that_turns_suspicious_and_stood_in_no_alert_is_said_to_be_missed(tmp_path):
    at = START + 100 * DAY
    turned = death("T", at, version=2, category="homicide", told_after=20 * DAY)
    whole = report(file(tmp_path, [a_resolved_alert(), *_quiet(), death("T", at), turned]))

    assert figure(whole, "missed").sentence.startswith("1 of 1 death")
    assert row(whole, "missed", "T").facts["stood in an earlier alert"] == "no"


def test_a_death_told_of_in_an_alert_before_it_turned_is_not_missed(tmp_path):
    at = START + 100 * DAY
    turned = death("T", at, version=2, category="homicide", told_after=20 * DAY)
    early, late = (an_alert("T", at + days * DAY) for days in (5, 25))

    seen = report(file(tmp_path, [death("T", at), early, turned]))
    blind = report(file(tmp_path, [death("T", at), turned, late]))

    assert row(seen, "missed", "T").facts["stood in an earlier alert"] == "yes"
    assert row(blind, "missed", "T").facts["stood in an earlier alert"] == "no"
