"""Where a key belongs: the same partition as Kafka's own producers choose."""

import random

from aiokafka.partitioner import murmur2

from streams.agents.stage import Count, Measure, Output, Settled, partition_for


def test_a_key_lies_where_kafkas_own_partitioner_puts_it():
    chance = random.Random(7)
    for _ in range(2_000):
        key = chance.randbytes(chance.randrange(60))
        assert partition_for(key, 12) == (murmur2(key) & 0x7FFFFFFF) % 12


def test_what_the_parts_of_a_batch_came_to_is_joined_whole_and_in_order():
    first = Settled(
        (Output("t", b"a", b"1"),),
        {"row": b"1", "gone": b"1"},
        (Count("c", ()),),
        (Measure("m", (), 1.0),),
        (7,),
    )
    second = Settled(
        (Output("t", b"b", b"2"),),
        {"row": b"2", "gone": None},
        (Count("c", (), 2),),
        (Measure("m", (), 2.0),),
        (8,),
    )

    joined = Settled.joined([first, second])

    assert [output.key for output in joined.outputs] == [b"a", b"b"]
    assert joined.rows == {"row": b"2", "gone": None}
    assert [count.n for count in joined.counts] == [1, 2]
    assert [measure.value for measure in joined.measures] == [1.0, 2.0]
    assert joined.arrived == (7, 8)
