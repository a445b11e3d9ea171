"""A bad night: every topic is lost, put back from a backup, and the alerts are the same."""

from __future__ import annotations

import time
from contextlib import suppress

import orjson
import pytest
import typer

from schemas.topics import ALERTS, DEATH_REPORTS, RECEIVE_STATE
from streams.broker.reach import ask_metadata
from streams.broker.topics import TopicsRefused, create
from streams.clients.archive.restore import Use
from streams.clients.kafka import admin_of, plan_of, producer, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.commands.archive import backup, restore
from streams.configuration import DATA
from streams.core.errors import ConfigurationError
from streams.replay.lines import read_lines
from streams.settings import Settings
from tests.kafka.outcomes import revisions_on_broker
from tests.kafka.service import settings_for

FEW = 500  # lines of the sample


@pytest.fixture
def settings(kafka, prefix, monkeypatch) -> Settings:
    one = settings_for(kafka.bootstrap, prefix, partitions=1)
    for name in ("broker", "prefix", "partitions", "replicas", "group"):
        monkeypatch.setenv(f"TOCSIN_{name.upper()}", str(getattr(one, name)))
    create(one.broker, plan_of(one))
    return one


def _alerts(settings: Settings) -> dict[bytes, dict[str, object]]:
    newest = {m.key(): orjson.loads(m.value()) for m in read_to_end(settings, ALERTS)}
    return {key: {**alert, "as_of": None} for key, alert in newest.items()}


def _lose_every_topic(settings: Settings) -> None:
    admin, names = admin_of(settings), set(plan_of(settings).topics())
    for gone in admin.delete_topics(list(names)).values():
        gone.result()
    while names & set(ask_metadata(admin, settings.broker).topics):
        time.sleep(0.1)


def _verify(folder, capsys) -> dict[str, dict[str, object]]:
    """What `tocsin restore --verify` says of each topic."""
    capsys.readouterr()
    with suppress(typer.Exit):  # 1: the topics differ, which the rows say too
        restore(folder, verify=True, as_json=True)
    return {row["topic"]: row for row in map(orjson.loads, capsys.readouterr().out.splitlines())}


def test_after_every_topic_is_lost_a_restore_gives_the_same_alerts(settings, tmp_path, capsys):
    lines = [
        line for line, _ in zip(read_lines([DATA / "sample.jsonl.gz"]), range(FEW), strict=False)
    ]
    Sender(settings, hold_back=False).send(lines)
    poison = producer(settings)
    poison.produce(plan_of(settings).name_of(DEATH_REPORTS), key=b"x", value=b"\xff\x00 no JSON")
    poison.flush()
    with worker_beside(settings) as worker:
        worker.settle()
    alerts, revisions = _alerts(settings), revisions_on_broker(settings)
    assert alerts
    folder = tmp_path / "night"
    backup(folder)

    with pytest.raises(TopicsRefused, match="is not empty"):
        restore(folder)
    with pytest.raises(ConfigurationError, match="is there already"):
        backup(folder)

    _lose_every_topic(settings)
    create(settings.broker, plan_of(settings))
    lost = _verify(folder, capsys)
    assert lost[ALERTS]["missing"] == len(alerts)

    restore(folder)
    before_work = _verify(folder, capsys)
    assert all(row["is_well"] for row in before_work.values() if row["use"] == Use.WRITTEN)
    assert before_work[RECEIVE_STATE]["equal"] == 0
    with worker_beside(settings) as worker:
        worker.settle()

    again = _alerts(settings)
    changed = {
        (key, field): (value, again.get(key, {}).get(field))
        for key, alert in alerts.items()
        for field, value in alert.items()
        if again.get(key, {}).get(field) != value
    }
    assert not changed
    assert again.keys() == alerts.keys()
    assert revisions_on_broker(settings) == revisions
    assert [row for row in _verify(folder, capsys).values() if not row["is_well"]] == []


def test_a_damaged_backup_is_refused_before_anything_is_written(settings, tmp_path):
    client = producer(settings)
    client.produce(plan_of(settings).name_of(DEATH_REPORTS), key=b"x", value=b"{}")
    client.flush()
    folder = tmp_path / "night"
    backup(folder)
    file = next(folder.glob("*/*.jsonl.zst"))
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(file.read_bytes()[:-1] + b"?")

    with pytest.raises(ConfigurationError, match="SHA-256"):
        restore(folder)
