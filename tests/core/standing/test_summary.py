"""How an area stands: counted from its rows alone, and after a restart the very same bytes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scipy.stats import nbinom

from schemas import envelope
from schemas.area_summaries import AreaSummary, Measure
from streams.agents.standings import LEAST_MS, MOST_MS, Standings
from streams.core.events import SetAside
from streams.core.standing.summary import summary_of
from streams.core.standing.usual_weeks import BASE_WEEKS, LEAST_WEEKS, band
from tests.core.people_and_places import (
    CARLISLE,
    CUMBRIA,
    FORCE,
    Story,
    a_death,
    at,
    configuration,
    only_live,
)
from tests.core.restarting import restarted

HOME = {"place_kind": "care_home", "place_institution": "1-101"}


def measure(summary: AreaSummary, name: str) -> Measure:
    (found,) = (one for one in summary.measures if one.name == name)
    return found


def summary(story: Story) -> AreaSummary:
    return summary_of(story.machine.state)


def weekly_deaths(weeks: int, *, until: float = 0) -> Story:
    """An unexpected death each week up to a day, each told two days later."""
    story = Story(**only_live("feed_silent"))
    for week in range(weeks):
        day = until - 7 * (weeks - week)
        case = a_death(f"d{week}", day, method="hanging", category="suspected_suicide")
        story.hear_at(at(day + 2), case)
    return story.wait(until)


def test_weeks_end_with_the_day_and_hold_what_happened_in_them() -> None:
    said = summary(weekly_deaths(20))

    assert said.weeks_end.isoformat() == "2026-03-02T00:00:00+00:00"
    assert measure(said, "suspected_suicide").observed[-21:] == (0, *[1] * 20)
    assert measure(said, "unexpected").observed[-1] == 1
    assert sum(measure(said, "rtc").observed) == 0


def test_nothing_is_called_usual_before_eight_weeks_are_known() -> None:
    known = measure(summary(weekly_deaths(LEAST_WEEKS + 3)), "unexpected")

    assert known.expected[-4] is None
    assert known.expected[-2:] == pytest.approx([1.06, 1.06], abs=0.02)
    assert known.low[-1] == 0
    assert known.high[-1] is not None
    assert known.high[-1] >= 3


def test_spans_are_counted_as_one() -> None:
    four, twelve, year = measure(summary(weekly_deaths(40)), "unexpected").spans

    assert (four.weeks, twelve.weeks, year.weeks) == (4, 12, 52)
    assert (four.observed, twelve.observed, year.observed) == (4, 12, 40)
    assert four.expected == pytest.approx(4.0, abs=0.15)
    assert four.low is not None
    assert four.high is not None
    assert four.low <= 4 <= four.high
    assert year.expected is None


@pytest.mark.parametrize("events", [0, 3, 52, 400])
@pytest.mark.parametrize("weeks", [1, 4, 52])
def test_the_band_holds_nineteen_in_twenty(events: int, weeks: int) -> None:
    usual = band([0] * (BASE_WEEKS - 1) + [events], weeks, BASE_WEEKS)
    assert usual is not None
    law = nbinom(events + 0.5, 1 / (1 + weeks / BASE_WEEKS))

    assert law.cdf(usual.high) - law.cdf(usual.low - 1) >= 0.95
    assert law.cdf(usual.high - 1) < 0.975
    assert usual.low == 0 or law.cdf(usual.low - 1) < 0.025


def test_a_death_is_counted_in_the_district_whose_label_is_clearly_nearest() -> None:
    label = next(one for one in configuration().areas.by_code[CUMBRIA].districts)
    other = configuration().areas.by_code[CUMBRIA].districts[1]
    assert label.lat is not None
    assert label.lon is not None
    story = Story().hear(
        a_death("near", -3, where=(label.lat, label.lon)),
        a_death("named", -2, where=(label.lat, label.lon), district=other.code),
        a_death("nowhere", -1, where=None),
    )
    said = summary(story.wait(0))
    seen = {
        one.code: {counts.measure: counts.spans[0].observed for counts in one.counts}
        for one in said.districts
        if one.counts
    }

    assert {code: counts["unexpected"] for code, counts in seen.items()} == {
        label.code: 1,
        other.code: 1,
    }
    assert measure(said, "unexpected").spans[0].observed == 3


def test_a_feed_says_when_it_spoke_how_late_and_how_full() -> None:
    story = Story()
    story.hear_at(at(0.25), a_death("d1", 0, method="fall"))
    story.hear_at(at(1.25), a_death("d2", 1, where=None))
    (feed,) = summary(story.wait(1.3)).feeds

    assert (feed.source, feed.last_seen, feed.reports) == (FORCE, at(1.25), 2)
    assert (feed.reports_30_days, feed.reports_today) == (2, 1)
    assert feed.delay_median_hours == pytest.approx(6)
    assert (feed.with_place, feed.with_method, feed.with_category) == (0.5, 0.5, 1)
    assert feed.silent_at is None
    assert not feed.is_silent


def test_a_silent_feed_is_called_so() -> None:
    story = Story()
    for number in range(40):
        story.hear(a_death(f"d{number}", number * 0.25, where=None))
    (speaking,) = summary(story).feeds
    (silent,) = summary(story.wait(12)).feeds

    assert not speaking.is_silent
    assert silent.is_silent
    assert silent.alert_id is not None
    assert silent.silent_at is not None
    assert silent.silent_at < at(12)


def test_an_institution_stands_beside_one_of_its_kind() -> None:
    story = Story(**only_live("feed_silent"))
    story.hear(a_death("early", -400), a_death("d1", -20, **HOME), a_death("d2", -5, **HOME))
    (home,) = summary(story.wait(0)).institutions

    assert (home.institution, home.kind, home.observed, home.beds) == (
        "1-101",
        "care_home",
        2,
        None,
    )
    assert home.expected is not None
    assert home.expected > 0


def test_what_was_set_aside_is_counted_and_moves_no_clock() -> None:
    story = Story().hear(a_death("d1", 0))
    outcomes = []
    for day, reason in ((1, "core_field"), (2, "core_field"), (2, "partial")):
        event = SetAside(
            area=story.area, time=at(day), source=FORCE, reason=reason, origin=story._origin()
        )
        outcomes += story.machine.step(event)
    said = summary(story)

    assert outcomes == []
    assert said.at == at(0)
    found = [(one.reason, one.count, one.partial) for one in said.set_aside]
    assert found == [("core_field", 2, False), ("partial", 1, True)]


def test_detectors_are_tallied_by_what_was_told_and_how_it_ended() -> None:
    story = Story(**only_live("same_address", "feed_silent"))
    for number, day in (("d1", 1), ("d2", 3)):
        story.hear(a_death(number, day, place_uprn="100", place_kind="home"))
    told = story.alerts("same_address")
    story.order(
        "close", 4, alert_id=told[0].alert_id, verdict="explained", reason="gas", role="supervisor"
    )
    tally = {one.detector: one for one in summary(story).detectors}["same_address"]

    assert sum(tally.by_month) == sum(tally.by_tier.values()) == len(told) == 1
    assert tally.verdicts == {"explained": 1}


def test_a_silence_says_what_it_hid() -> None:
    story = Story(**only_live("same_address"))
    story.hear(a_death("d1", 0, place_uprn="100", place_kind="home"))
    until = at(5).isoformat()
    story.order("silence", 1, match={"kind": "same_address"}, until=until, reason="known")
    story.hear(a_death("d2", 2, place_uprn="100", place_kind="home"))
    (silence,) = summary(story).silences

    assert (silence.by, silence.reason, silence.kind) == ("ada", "known", "same_address")
    assert silence.hidden >= 1
    assert silence.last_hid == at(2)


def test_after_a_restart_the_bytes_are_the_same() -> None:
    story = weekly_deaths(30)
    story.hear(*(a_death(f"n{n}", n / 10, age=23 + n) for n in range(6)))

    before = envelope.to_json(summary_of(story.machine.state))
    assert envelope.to_json(summary_of(restarted(story.machine).state)) == before


def test_no_person_and_no_report_stands_in_it() -> None:
    case = a_death("report-77", 0, token="tok-1", people={"tok-2": "finder"}, where=CARLISLE)
    said = envelope.to_json(summary(Story().hear(case))).decode()

    assert not any(secret in said for secret in ("report-77", "tok-1", "tok-2", "54.895"))


def test_it_is_written_once_a_minute_at_most_and_only_with_news_or_after_ten() -> None:
    story, standings, now = Story().hear(a_death("d1", 0)), Standings(), 10 * MOST_MS
    states = [story.machine.state]
    first = standings.due(states, now)
    story.hear(a_death("d2", 0.001))

    assert first is not None
    assert first.key == story.area
    assert standings.due(states, now + LEAST_MS - 1) is None
    news = standings.due(states, now + LEAST_MS)
    assert news is not None
    assert news.id != first.id
    story.wait(0.002)
    assert standings.due(states, now + 2 * LEAST_MS) is None
    again = standings.due(states, now + LEAST_MS + MOST_MS)
    assert again is not None
    assert again.time == at(0) + timedelta(days=0.002)
