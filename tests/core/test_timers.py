"""What falls due by itself: soonest first, each once, and only if it still holds."""

from __future__ import annotations

from streams.core.timers import Timers
from tests.core.people_and_places import at


def always(*_: object) -> bool:
    return True


def test_what_is_due_comes_soonest_first() -> None:
    timers = Timers()
    for day in (3, 1, 2):
        timers.set(at(day), "duty", f"alert {day}")

    assert [key for _, _, key in timers.due(at(2), always)] == ["alert 1", "alert 2"]


def test_the_same_moment_set_twice_comes_once() -> None:
    timers = Timers()
    timers.set(at(1), "feed", "force")
    timers.set(at(1), "feed", "force")

    assert len(list(timers.due(at(1), always))) == 1


def test_what_no_longer_holds_is_passed_over() -> None:
    timers = Timers()
    timers.set(at(1), "feed", "force")

    assert list(timers.due(at(1), lambda *_: False)) == []


def test_no_moment_is_no_timer() -> None:
    timers = Timers()
    timers.set(None, "feed", "force")
    assert list(timers.due(at(99), always)) == []


def test_what_is_set_while_others_come_due_comes_in_its_turn() -> None:
    timers = Timers()
    timers.set(at(1), "duty", "a")
    timers.set(at(3), "duty", "c")
    seen = []
    for _, _, key in timers.due(at(5), always):
        seen.append(key)
        if key == "a":
            timers.set(at(2), "duty", "b")

    assert seen == ["a", "b", "c"]
