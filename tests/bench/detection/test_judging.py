"""Methods are set to a price on the twin, and judged at it."""

from __future__ import annotations

from tests.bench.detection.judging import Signal, alerts, apart, false_alerts, found, lines


def said(score, *evidence, at=1.0, stream="s", area="a"):
    return Signal(stream, area, at, score, evidence)


def test_the_line_is_the_least_score_that_keeps_to_the_price():
    null = [said(score, f"r{score}", f"q{score}") for score in (1.0, 2.0, 3.0, 4.0)]

    assert lines(null, per_year=2.0, area_years=1.0) == {"s": 3.0}
    assert lines(null, per_year=0.5, area_years=1.0) == {"s": float("inf")}


def test_streams_share_the_price_equally():
    null = [said(float(n), f"{s}{n}", f"{s}{n}b", stream=s) for s in "st" for n in range(1, 5)]

    assert lines(null, per_year=4.0, area_years=1.0) == {"s": 3.0, "t": 3.0}


def test_signals_of_the_same_reports_are_one_alert():
    grows = [said(1.0, "a", "b"), said(1.0, "a", "b", "c"), said(1.0, "x", "y")]

    assert len(alerts(grows, {"s": 1.0})) == 2
    assert len(alerts(apart([grows, grows]), {"s": 1.0})) == 4


def test_found_is_two_members_that_are_a_third_of_the_evidence():
    series_of, arrivals = {"a": ["S"], "b": ["S"], "c": ["S"]}, {"S": [0.0, 1.0, 5.0]}
    thin = said(9.0, "a", "b", *(f"n{n}" for n in range(5)), at=1.0)
    thick = said(9.0, "a", "c", "n", at=5.0)

    hits = found([thin, thick], {"s": 1.0}, series_of, arrivals)

    assert hits["S"].at == 5.0
    assert hits["S"].member == 3


def test_an_alert_that_once_held_two_members_is_no_false_alert():
    series_of = {"a": ["S"], "b": ["S"]}
    holds = [said(2.0, "a", "n"), said(2.0, "a", "b", "n")]

    assert false_alerts(holds, {"s": 1.0}, series_of) == 0
    assert false_alerts([said(2.0, "a", "n")], {"s": 1.0}, series_of) == 1
