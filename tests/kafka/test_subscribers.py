"""The examples for subscribers, run as they stand in the documentation, on a real broker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Producer

from schemas.topics import ALERTS
from streams.broker.topics import create
from streams.clients.kafka import plan_of
from streams.configuration import DATA, load
from streams.replay.lines import read_lines
from streams.replay.run import run as replay
from tests.kafka.jars import prepare
from tests.kafka.service import settings_for

EXAMPLES = Path(__file__).parents[2] / "deploy" / "docs" / "examples"
SECONDS = 60


@pytest.fixture(scope="module")
def revisions(tmp_path_factory) -> list[tuple[bytes, bytes]]:
    """Real alerts, each revision with its key, the second one sent twice."""
    out = tmp_path_factory.mktemp("replay") / "alerts.jsonl"
    lines = zip(read_lines([DATA / "sample.jsonl.gz"]), range(400), strict=False)
    replay(load(), (line for line, _ in lines), out)
    told = [orjson.loads(line)["data"] for line in out.read_bytes().splitlines()]
    pairs = [(one["alert_id"].encode(), orjson.dumps(one)) for one in told]
    return [*pairs, pairs[0], pairs[1]]


@pytest.fixture
def asked(kafka, prefix, revisions, tmp_path) -> tuple[Path, str]:
    """A file of settings and a topic with alerts, among them some that were never decided."""
    settings = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(settings.broker, plan_of(settings))
    topic = plan_of(settings).name_of(ALERTS)
    writer = Producer({"bootstrap.servers": settings.broker, "transactional.id": f"{prefix}w"})
    writer.init_transactions()
    writer.begin_transaction()
    for key, value in revisions:
        writer.produce(topic, key=key, value=value)
    writer.commit_transaction()
    writer.begin_transaction()
    writer.produce(topic, key=b"never", value=b'{"alert_id": "never", "revision": 1}')
    writer.flush()
    writer.abort_transaction()
    path = tmp_path / "client.conf"
    path.write_text(f"bootstrap.servers={settings.broker}\ngroup.id={prefix}reader\n")
    return path, topic


def _run(*command: str | Path) -> set[tuple[str, int]]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = [line.split()[:2] for line in done.stdout.splitlines()]
    assert len({tuple(one) for one in found}) == len(found), "a repeat was handled twice"
    return {(name, int(number)) for name, number in found}


def _wanted(revisions: list[tuple[bytes, bytes]]) -> set[tuple[str, int]]:
    return {(key.decode(), orjson.loads(value)["revision"]) for key, value in revisions}


def test_the_python_example_reads_every_alert_once_and_goes_on_where_it_was(asked, revisions):
    path, topic = asked
    example = EXAMPLES / "read_alerts.py"
    assert _run(sys.executable, example, path, topic, "--once") == _wanted(revisions)
    assert _run(sys.executable, example, path, topic, "--once") == set()


@pytest.mark.skipif(shutil.which("javac") is None, reason="no Java compiler (JDK)")
def test_the_java_example_compiles_and_reads_the_same(asked, revisions):
    path, topic = asked
    kit = prepare()
    jars = os.pathsep.join(str(jar) for jar in kit.jars)
    found = _run(kit.java, "-cp", jars, EXAMPLES / "ReadAlerts.java", path, topic, "--once")
    assert found == _wanted(revisions)
