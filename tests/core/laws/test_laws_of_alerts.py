"""Whatever comes: alerts have decisions, revisions rise by one, windows are folds of the facts."""

from __future__ import annotations

from collections import Counter

from hypothesis import given

from streams.core.classes import is_drug_death, is_unexpected
from streams.core.windows import background, drugs, violence
from streams.core.windows.blocks import places_of
from streams.core.windows.days import day_of, key_of
from tests.core.laws.world import AREAS, Sent, is_open, law, replayed, streams, timed

any_stream = streams(areas=AREAS, others=True)


@law
@given(any_stream)
def test_revisions_of_an_alert_rise_by_one(versions: list[Sent]) -> None:
    last: Counter[str] = Counter()
    for _, outcome in replayed(timed(versions)).told():
        if outcome.alert is not None:
            last[outcome.alert.alert_id] += 1
            assert outcome.alert.revision == last[outcome.alert.alert_id]


@law
@given(any_stream)
def test_no_alert_without_a_decision_about_that_revision(versions: list[Sent]) -> None:
    for area, outcome in replayed(timed(versions)).told():
        if outcome.alert is not None:
            decision, alert = outcome.decision, outcome.alert
            assert (decision.alert_id, decision.revision) == (alert.alert_id, alert.revision)
        assert outcome.decision.areas[0] == area


@law
@given(any_stream)
def test_every_alert_is_named_by_its_area(versions: list[Sent]) -> None:
    for area, outcome in replayed(timed(versions)).told():
        is_here = (outcome.decision.alert_id or "").startswith(f"{area}-")
        assert is_here != (outcome.decision.reason == "other_area")


@law
@given(any_stream)
def test_open_clusters_share_no_two_members_and_what_is_merged_is_not_open(
    versions: list[Sent],
) -> None:
    rows = replayed(timed(versions)).alert_rows()
    clusters = [row for row in rows if row.klass == "cluster" and is_open(row)]
    for number, one in enumerate(clusters):
        for other in clusters[number + 1 :]:
            assert len(set(one.members) & set(other.members)) < 2
    assert not any(row.merged_into for row in rows if is_open(row))


@law
@given(any_stream)
def test_windows_are_the_fold_of_the_cases_that_stand(versions: list[Sent]) -> None:
    world = replayed(timed(versions))
    for area in AREAS:
        state = world.watch._machines[area].state
        folded: Counter[str] = Counter()
        for row in (one for one in state.cases.values() if not one.border):
            day = day_of(row.case.occurred_from)
            if is_unexpected(row.case):
                folded.update(
                    key_of(background.STREAM, p, day) for p in background.places_of(row.case)
                )
            if is_drug_death(row.case):
                folded.update(key_of(drugs.STREAM, p, day) for p in places_of(row.case))
            if row.case.kind == "violence":  # here always wounding with intent
                folded.update(key_of(violence.STREAM, p, day) for p in places_of(row.case))
        assert {key: state.days.rows[key] for key in state.days.rows} == dict(folded)
