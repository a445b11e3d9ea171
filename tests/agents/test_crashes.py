"""After three crashes at one position records go alone, and the one that kills is set aside."""

from __future__ import annotations

from streams.agents.crashes import CAREFUL, CRASHES, Care, Crash, set_aside
from streams.agents.stage import Record

TOPIC = "death.reports.v1"
HERE = {TOPIC: 7}


def records(first: int, last: int) -> list[Record]:
    return [Record(TOPIC, 0, n, 0, b"k", b"v", (("ce_id", b"x"),)) for n in range(first, last)]


def parts(care: Care, taken: list[Record]) -> list[int]:
    return [len(part) for part in care.parts(taken)]


def test_without_a_crash_everything_taken_is_one_transaction() -> None:
    assert parts(Care(None, HERE), records(7, 10)) == [3]


def test_crashes_at_one_position_are_counted() -> None:
    crash = Care(None, HERE).after(HERE, records(7, 10))
    assert crash == Crash(HERE, 1, None)
    assert Care(crash, HERE).after(HERE, records(7, 20)) == Crash(HERE, 2, None)


def test_a_crash_elsewhere_is_forgotten() -> None:
    care = Care(Crash({TOPIC: 3}, CRASHES, None), HERE)

    assert parts(care, records(7, 10)) == [3]
    assert care.after(HERE, records(7, 10)).times == 1


def test_after_three_crashes_records_go_alone_for_as_many_as_a_batch_may_hold() -> None:
    care = Care(Crash(HERE, CRASHES, None), HERE)

    assert parts(care, records(7, 10)) == [1, 1, 1]
    assert parts(care, records(10, 7 + CAREFUL)) == [1] * (CAREFUL - 3)
    assert parts(care, records(0, 5)) == [5]


def test_one_that_crashes_alone_then_is_the_killer_at_once() -> None:
    care = Care(Crash(HERE, CRASHES, None), HERE)
    (first, second) = care.parts(records(7, 9))
    there = {TOPIC: 8}

    crash = care.after(there, second)

    assert crash == Crash(there, CRASHES, (TOPIC, 8))
    assert Care(crash, there).is_killer(second)
    assert not Care(crash, there).is_killer(first)


def test_one_that_always_came_alone_is_the_killer_only_after_three_crashes() -> None:
    alone = records(7, 8)
    crash = None
    for _ in range(CRASHES):
        assert not Care(crash, HERE).is_killer(alone)
        crash = Care(crash, HERE).after(HERE, alone)

    assert Care(crash, HERE).is_killer(alone)


def test_what_is_set_aside_keeps_its_bytes_and_says_where_it_lay() -> None:
    (record,) = records(7, 8)

    out = set_aside(record._replace(headers=(("ce_id", b"x"), ("q_reason", b"forged"))))

    assert (out.topic, out.key, out.value, out.partition) == ("quarantine.v1", b"k", b"v", 0)
    assert dict(out.headers) == {
        "ce_id": b"x", "q_topic": TOPIC.encode(), "q_partition": b"0", "q_offset": b"7",
        "q_reason": b"crashed_the_service", "q_fields": b"", "q_partial": b"false",
    }  # fmt: skip
