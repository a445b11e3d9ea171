"""A commit of any size goes through topics of any limit."""

from __future__ import annotations

from schemas.topics import DECISIONS, QUARANTINE
from streams.agents.journal import Journal
from streams.agents.settings import Engine
from streams.agents.stage import Output
from streams.broker.topics import create
from streams.clients.kafka import plan_of, read_to_end
from tests.kafka.service import settings_for

KIB = 1024


async def test_a_thousand_decisions_of_a_kilobyte_fit_a_topic_of_a_quarter_megabyte(kafka, prefix):
    settings = settings_for(kafka.bootstrap, prefix, partitions=1)
    create(settings.broker, plan_of(settings))
    engine = Engine(broker=settings.broker, partitions=1, group=settings.group, prefix=prefix)
    journal = Journal(engine, "watch", 0, {})
    await journal.fence()
    await journal.restore()

    many = [Output(DECISIONS, b"k", b"x" * KIB) for _ in range(1_000)]
    large = [Output(QUARANTINE, None, b"y" * (4 * KIB * KIB), partition=0)]
    await journal.commit([*many, *large], {f"row{n}": b"z" * KIB for n in range(1_000)}, {"t": 1})
    await journal.close()

    assert sum(1 for _ in read_to_end(settings, DECISIONS)) == 1_000
    assert [len(m.value()) for m in read_to_end(settings, QUARANTINE)] == [4 * KIB * KIB]
