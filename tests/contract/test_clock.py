"""Which times are believed: the broker's when live, the events' own when loading history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pytest

from streams.core.events import CaseFiled
from streams.core.reading import AHEAD_OF_BROKER, AHEAD_OF_EVENTS, Arrival
from streams.core.receive import Receive
from tests.contract.senders import AREAS, DAY, binary, death, structured, text

HOUR = timedelta(hours=1)


def report(number: int, time: str | datetime | None, recorded: datetime = DAY) -> Arrival:
    sent = time.isoformat() if isinstance(time, datetime) else time
    data = death(report_id=f"CUM-{number}", recorded_at=text(recorded))
    return structured(data, time=sent)


def at_broker(arrival: Arrival, moment: datetime) -> Arrival:
    return replace(arrival, broker_time=moment)


def believed(
    *arrivals: Arrival, clock: Literal["wall", "events"] = "events"
) -> list[tuple[datetime, bool]]:
    """The time that each report goes by, and whether it is a gap."""
    receive = Receive(AREAS, clock)
    out = []
    for arrival in arrivals:
        filed = receive.apply(arrival).events[0]
        assert isinstance(filed, CaseFiled)
        out.append((filed.time, "time" in filed.case.gaps))
    return out


@pytest.mark.parametrize("late", [timedelta(), -HOUR, timedelta(days=-30), AHEAD_OF_BROKER])
def test_live_a_time_to_ten_minutes_after_the_brokers_is_believed(late: timedelta) -> None:
    now = DAY + 5 * HOUR

    assert believed(at_broker(report(1, now + late), now), clock="wall") == [(now + late, False)]


@pytest.mark.parametrize(
    "time", [DAY + 5 * HOUR + AHEAD_OF_BROKER + timedelta(seconds=1), None, "noon", "2026-03-01"]
)
def test_live_any_other_time_is_read_as_the_brokers_and_is_a_gap(
    time: str | datetime | None,
) -> None:
    now = DAY + 5 * HOUR

    assert believed(at_broker(report(1, time), now), clock="wall") == [(now, True)]


def test_loading_history_the_brokers_time_is_never_used() -> None:
    years_later = DAY + timedelta(days=3000)
    own, none = report(1, DAY + HOUR), report(2, None)

    times = believed(at_broker(own, years_later), at_broker(none, years_later))

    assert times == [(DAY + HOUR, False), (DAY, True)]


@pytest.mark.parametrize("time", [None, "noon", "2026-03-01T13:00:00", "0001-01-01T00:00:00Z"])
def test_loading_history_a_time_that_cannot_be_read_is_read_as_recorded_at(
    time: str | None,
) -> None:
    assert believed(report(1, time)) == [(DAY, True)]


def test_loading_history_a_time_to_400_days_ahead_is_believed() -> None:
    ahead = DAY + HOUR + AHEAD_OF_EVENTS

    assert believed(report(1, DAY + HOUR), report(2, ahead))[1] == (ahead, False)


def test_loading_history_a_time_further_ahead_is_read_as_recorded_at() -> None:
    far = DAY + HOUR + AHEAD_OF_EVENTS + timedelta(seconds=1)
    recorded = DAY + timedelta(days=2)

    assert believed(report(1, DAY + HOUR), report(2, far, recorded))[1] == (recorded, True)


def test_a_time_far_ahead_does_not_pull_the_next_along() -> None:
    far = DAY + timedelta(days=401)

    times = believed(report(1, DAY), report(2, far), report(3, far + timedelta(days=300)))

    assert times == [(DAY, False), (DAY, True), (DAY, True)]


def test_the_greatest_counts_and_not_the_last() -> None:
    late, ahead = DAY - timedelta(days=100), DAY + timedelta(days=350)

    assert believed(report(1, DAY), report(2, late), report(3, ahead))[2] == (ahead, False)


def test_where_both_times_lie_far_ahead_the_greatest_read_is_used() -> None:
    far = DAY + timedelta(days=9000)

    assert believed(report(1, DAY), report(2, far, recorded=far))[1] == (DAY, True)


def test_a_doubtful_time_is_a_gap_and_nothing_to_send_again() -> None:
    taken = Receive(AREAS).apply(report(1, "noon"))

    assert (taken.outcome, taken.quarantined) == ("accepted", None)


def test_the_time_of_a_header_counts_as_that_of_a_line() -> None:
    assert believed(binary(death(), time=text(DAY + HOUR))) == [(DAY + HOUR, False)]


def test_a_file_read_with_the_wall_clock_goes_by_its_events() -> None:
    assert believed(report(1, DAY + HOUR), report(2, None), clock="wall") == [
        (DAY + HOUR, False),
        (DAY, True),
    ]
