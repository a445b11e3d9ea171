"""The report of what a broker holds is that of the same lines in a file."""

from __future__ import annotations

from datetime import timedelta

from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import create
from streams.clients.kafka import plan_of
from streams.clients.send import Sender
from streams.configuration import load
from streams.replay.lines import read_lines
from streams.report import given, made
from streams.report.sources import BrokerSource
from streams.settings import read
from tests.report.stories import CUMBRIA, QUARTER, START, death, figure, file, report

DAY = timedelta(days=1)


def test_a_report_from_a_broker_counts_what_one_from_the_file_counts(tmp_path):
    path = file(tmp_path, [death(f"D{i}", START + 4 * i * DAY) for i in range(40)])
    with EmbeddedBroker() as broker:
        settings = read(broker=broker.bootstrap, partitions=broker.partitions, replicas=1)
        create(settings.broker, plan_of(settings))
        Sender(settings, hold_back=False).send(read_lines([path]))
        source = BrokerSource(settings)
        late = file(tmp_path, [death("LATE", START + 100 * DAY)], "late.jsonl")
        Sender(settings, hold_back=False).send(read_lines([late]))
        found = made.make(load(), source, given.tables(CUMBRIA), CUMBRIA, QUARTER)

    told = report(path)
    for key in ("volumes", "categories", "rates", "ages", "methods"):
        assert figure(found, key).rows == figure(told, key).rows, key
    assert any("No alert was found" in line for line in found.summary.unseen)
