"""Scoring as section 7 of the contract defines it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.replay.intervals import clopper_pearson
from streams.replay.score_card import Span, as_json, has_finding
from streams.replay.scoring import Found, Revision, Series, score

START = datetime(2026, 3, 1, tzinfo=UTC)
ARRIVALS = {name: START + timedelta(days=day) for day, name in enumerate("abcd")}
SERIES = Series("s", "household", ("a", "b", "c", "d"))
TRAP = Series("t", "trap_fire", ("x", "y"))


def a_revision(evidence: str, day: float = 5, **facts: Any) -> Revision:
    given: dict[str, Any] = {
        "alert_id": "E23000002-AAA", "revision": 1, "kind": "same_address",
        "family": "linked_series", "tier": "amber", "shadow": False,
        "updated_at": START + timedelta(days=day), "evidence": tuple(evidence),
    }  # fmt: skip
    return Revision(**(given | facts))


def found(*revisions: Revision, tiers: str = "red_and_amber") -> Found | None:
    return score([SERIES], revisions, ARRIVALS)[tiers].results[0].found


def test_a_series_is_found_at_two_members() -> None:
    assert found(a_revision("a")) is None
    assert found(a_revision("ab")) is not None


def test_its_members_are_at_least_a_third_of_the_evidence() -> None:
    assert found(a_revision("ab1234")) is not None
    assert found(a_revision("ab12345")) is None


def test_it_is_found_at_the_first_revision_that_does_so() -> None:
    first = found(a_revision("a", 1), a_revision("ab", 2, revision=2), a_revision("abc", 3))
    assert first is not None
    assert (first.revision, first.held) == (2, 2)


def test_the_delay_counts_from_the_first_member_that_arrived() -> None:
    one = found(a_revision("cd", 2.5))
    assert one is not None
    assert one.delay == timedelta(days=2.5)
    assert one.member == 3  # a, b and c had arrived


@pytest.mark.parametrize("family", ["review_due", "data_quality"])
def test_other_families_find_nothing_and_are_never_false(family: str) -> None:
    scores = score([SERIES], [a_revision("ab", family=family)], ARRIVALS)["red_and_amber"]
    assert scores.results[0].found is None
    assert not scores.false_alerts


def test_red_alone_counts_from_the_revision_that_turned_red() -> None:
    revisions = a_revision("ab", 2), a_revision("abc", 4, revision=2, tier="red")
    red = found(*revisions, tiers="red")
    assert red is not None
    assert red.revision == 2
    assert found(a_revision("ab", 2), tiers="red") is None


def test_an_alert_that_never_holds_two_of_a_series_is_false() -> None:
    scores = score([SERIES], [a_revision("a1"), a_revision("a12", revision=2)], ARRIVALS)
    assert scores["red_and_amber"].by_month() == {("E23000002", "2026-03"): 1}
    assert not scores["red"].false_alerts


def test_an_alert_that_holds_two_in_some_revision_is_not_false_though_it_finds_nothing() -> None:
    scores = score([SERIES], [a_revision("a1"), a_revision("ab1234567", revision=2)], ARRIVALS)
    assert not scores["red_and_amber"].false_alerts
    assert scores["red_and_amber"].results[0].found is None


def test_an_alert_in_shadow_is_not_false() -> None:
    assert not score([SERIES], [a_revision("12", shadow=True)], {})["red_and_amber"].false_alerts


def test_a_trap_found_and_a_series_missed_are_findings() -> None:
    assert has_finding(score([SERIES], [], ARRIVALS))
    assert has_finding(score([TRAP], [a_revision("xy")], {}))
    assert not has_finding(score([SERIES, TRAP], [a_revision("ab")], ARRIVALS))


def test_traps_do_not_count_in_recall() -> None:
    scores = score([SERIES, TRAP], [a_revision("ab")], ARRIVALS)
    whole = as_json(scores, Span(("E23000002",), START, START + timedelta(days=61)), [])
    assert whole["red_and_amber"]["recall"]["of"] == 1
    assert whole["red_and_amber"]["recall_by_kind"]["trap_fire"]["found"] == 0


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (1, 20, 0.0013, 0.2487),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_those_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, of) == pytest.approx((low, high), abs=5e-5)
