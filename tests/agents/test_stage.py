"""Where a key belongs: the same partition as Kafka's own producers choose."""

import random

from aiokafka.partitioner import murmur2

from streams.agents.stage import partition_for


def test_a_key_lies_where_kafkas_own_partitioner_puts_it():
    chance = random.Random(7)
    for _ in range(2_000):
        key = chance.randbytes(chance.randrange(60))
        assert partition_for(key, 12) == (murmur2(key) & 0x7FFFFFFF) % 12
