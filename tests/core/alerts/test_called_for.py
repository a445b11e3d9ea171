"""An alert may call for a duty itself: it stands on that alert, and ends with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streams.core.alerts.duty_alerts.called_for import joined, with_called_for
from streams.core.duties.duty import DutyState
from tests.core.detectors.test_drug_spike import D1, four
from tests.core.people_and_places import Story, at, only_live


def a_spike(**tables: Any) -> Story:
    story = Story(**{**only_live(D1, "review_due"), **tables}).wait(0).wait(400)
    return story.hear(*four())


def test_a_drug_spike_calls_for_the_local_drug_information_system_within_four_hours() -> None:
    alert = a_spike().only(D1)

    (line,) = alert.duties
    assert (line.duty, line.step, line.state) == ("drug_alert", "tell", "open")
    first = next(one for one in a_spike().said("told", D1) if one.alert)
    assert line.aware_at == first.decision.at
    assert alert.recipients[-1] == "DDI"
    assert alert.next_steps[0] == ("Local drug information system alert: Tell the co-ordinator")
    assert len(alert.next_steps) > 1, "the steps of the spike itself stand there too"


def test_done_it_stays_listed_and_the_spike_goes_on() -> None:
    story = a_spike()
    name = story.only(D1).alert_id
    fields = {"alert_id": name, "duty": "drug_alert", "step": "tell"}
    assert story.order("complete", 404.5, **fields).decision == "command_done"

    alert = story.only(D1)
    assert (alert.state, alert.tier, alert.duties[0].state) == ("open", "red", "done")


def test_nobody_did_it_the_head_of_crime_hears_of_it() -> None:
    missed = [one.decision for one in a_spike().wait(406).said("escalated", D1)]
    assert missed
    assert {(one.reason, one.to) for one in missed} == {("deadline_missed", ("DPH", "CRIME"))}


def test_when_the_deaths_are_taken_back_it_is_void() -> None:
    story = a_spike()
    for number in range(4):
        story.withdraw(f"d{number}", 405)

    alert = story.only(D1)
    assert (alert.state, alert.duties[0].state) == ("resolved", "void")
    before = len(story.outcomes)
    assert len(story.wait(430).outcomes) == before


def test_what_is_not_told_calls_for_nothing() -> None:
    config = only_live(D1)
    shadow = replace(Story().machine.state.context.detectors[D1], status="shadow")
    alert = a_spike(**config, **{D1: shadow}).only(D1)
    assert (alert.shadow, alert.duties) == (True, ())


def test_of_two_that_become_one_the_earlier_clock_runs_on() -> None:
    story = a_spike()
    state = story.machine.state
    row = next(iter(state.alerts.values()))
    bare = replace(row, duties=())

    merged = joined(bare, row)
    assert merged.duties == row.duties
    assert joined(row, replace(row, duties=())) == row
    assert with_called_for(state, merged) == merged
    ((_, (line,)),) = row.duties
    over = replace(row, duties=(("", (replace(line, state=DutyState.VOID),)),))
    ((_, (again,)),) = with_called_for(state, over).duties
    assert (again.state, again.aware_at) == (DutyState.OPEN, at(404))
