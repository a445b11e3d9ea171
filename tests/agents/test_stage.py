"""Where a key belongs: the same partition as Kafka's own producers choose."""

import random

from aiokafka.partitioner import murmur2

from streams.agents.stage import Output, Settled, partition_for


def test_a_key_lies_where_kafkas_own_partitioner_puts_it():
    chance = random.Random(7)
    for _ in range(2_000):
        key = chance.randbytes(chance.randrange(60))
        assert partition_for(key, 12) == (murmur2(key) & 0x7FFFFFFF) % 12


def test_joined_outcomes_keep_order_and_the_later_row():
    first = Settled((Output("t", b"a", b"1"),), {"row": b"1", "gone": b"1"})
    second = Settled((Output("t", b"b", b"2"),), {"row": b"2", "gone": None})

    joined = first.then(second)

    assert [output.key for output in joined.outputs] == [b"a", b"b"]
    assert joined.rows == {"row": b"2", "gone": None}
