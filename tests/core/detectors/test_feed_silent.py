"""Q1: a sender that used to report has stopped."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import replace
from hashlib import sha256

import pytest

from streams.core.detectors.feed_silent import heard, limit_hours, silent_at
from streams.core.state import Feed
from tests.core.people_and_places import (
    FORCE,
    Story,
    a_death,
    at,
    configuration,
    metres_north,
    only_live,
)

Q1 = "feed_silent"
LIMITS = configuration().shared.detectors[Q1].limits


def reports(number: int, every_days: float = 0.25, source: str = FORCE) -> list:
    return [
        a_death(f"{source[-3:]}{n}", n * every_days, where=metres_north(2000 * n), source=source)
        for n in range(number)
    ]


def a_story() -> Story:
    return Story(**only_live(Q1))


def test_a_silence_of_twelve_hours_is_told_at_its_own_moment() -> None:
    story = a_story().hear(*reports(40)).wait(20)  # every 6 hours, the last at 9.75 days

    alert = story.only(Q1)
    assert (alert.tier, alert.raised_at) == ("amber", at(9.75 + 0.5))
    assert alert.title == "No reports for 12 hours from //cumbria.police.uk/niche"
    assert alert.why == (
        "Nothing has come from //cumbria.police.uk/niche since Thu 12 Mar 2026, 06:00 GMT. "
        "Until it is back, no alerts does not mean that nothing happened."
    )


def test_it_is_named_by_its_class_its_kind_the_sender_and_when_it_was_last_heard() -> None:
    alert = a_story().hear(*reports(40)).wait(20).only(Q1)

    text = "\x1f".join(("data", Q1, FORCE, at(9.75).isoformat()))
    assert alert.alert_id.endswith(b32encode(sha256(text.encode()).digest()).decode()[:12])


def test_a_sender_that_is_back_is_said_to_be_back() -> None:
    story = a_story().hear(*reports(40)).wait(20).hear(a_death("z", 21))

    alert = story.only(Q1)
    assert (alert.state, alert.why) == (
        "resolved",
        "Reports from //cumbria.police.uk/niche arrive again.",
    )


def test_a_silence_is_told_once() -> None:
    story = a_story().hear(*reports(40)).wait(20).wait(40).wait(90)
    assert len(story.said()) == 1


def test_a_second_silence_is_another_alert() -> None:
    story = a_story().hear(*reports(40)).wait(20)
    story.hear(a_death("z", 21)).wait(40)

    assert [alert.state for alert in story.alerts(Q1)] == ["resolved", "open"]


def test_a_late_report_shows_that_its_sender_is_back() -> None:
    story = a_story().hear(*reports(40)).wait(20)
    story.hear(a_death("late", 9.5, where=metres_north(-3000)))
    story.wait(20.1)

    assert [one.alert.revision for one in story.outcomes if one.alert] == [1, 2]
    assert story.only(Q1).state == "resolved"


def test_another_sender_is_another_feed() -> None:
    story = a_story()
    both = [*reports(40), *reports(80, source="//lancashire.police.uk/niche")]
    story.hear(*sorted(both, key=lambda case: case.recorded_at))

    assert [alert.why.split()[4] for alert in story.wait(20).open_alerts()] == [FORCE]


@pytest.mark.parametrize(
    ("feed", "because"),
    [
        (reports(29), "29 reports are no rhythm"),
        (reports(40, 2.0), "twice the usual gap has not passed"),
    ],
)
def test_stays_quiet_when(feed: list, because: str) -> None:
    last = feed[-1].recorded_at
    story = a_story().hear(*feed)
    story.wait((last - at(0)).total_seconds() / 86400 + 3.9)
    assert not story.alerts(), because


def test_a_rare_sender_may_be_silent_twice_its_longest_usual_gap() -> None:
    feed = Feed(FORCE, at(0), usual_hours=30.0, reports=30)
    assert silent_at(feed, LIMITS) == at(2.5)


def test_the_longest_gap_fades_with_every_report() -> None:
    feed = Feed(FORCE, at(0), usual_hours=100.0, reports=30)
    assert heard(feed, FORCE, at(0.1), LIMITS).usual_hours == 99.8


def test_an_outage_counts_as_a_gap_only_up_to_its_limit() -> None:
    feed = Feed(FORCE, at(0), usual_hours=10.0, reports=30)
    after = heard(feed, FORCE, at(60), LIMITS)
    assert after.usual_hours == limit_hours(feed, LIMITS) == 20.0


def test_a_retired_detector_tells_nothing() -> None:
    retired = replace(configuration().shared.detectors[Q1], status="retired")
    assert not Story(**{**only_live(), Q1: retired}).hear(*reports(40)).wait(20).alerts()
