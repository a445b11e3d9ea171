"""Telling through a real broker, a real HTTP receiver and a real mail server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from itertools import islice

import orjson
import pytest

from streams.broker.topics import create
from streams.clients.kafka import plan_of
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA
from streams.replay.lines import read_lines
from streams.settings import Settings
from tests.kafka.receivers import HttpReceiver, http_receiver, mail_receiver
from tests.kafka.service import settings_for
from tests.kafka.telling import (
    ROUTES,
    Decisions,
    a_decision,
    an_alert,
    channels_file,
    deliveries,
    eventually,
    final_keys,
    notifier_beside,
    wanted_keys,
)

OUTAGE_SECONDS = float(os.environ.get("TOCSIN_TEST_OUTAGE_SECONDS", "5"))
PLANTED = re.compile("Zebedee|Plantagenet")


@pytest.fixture
def settings(kafka, prefix) -> Settings:
    one = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(one.broker, plan_of(one))
    return one.model_copy(update={"session_timeout": 6.0})


def test_a_decision_is_told_on_every_channel_of_its_role_and_recorded_once(settings, tmp_path):
    with http_receiver() as http, mail_receiver() as mail:
        file = channels_file(tmp_path, http=http.port, smtp=mail.port)
        alert = an_alert()
        name = Decisions(settings).put(alert, a_decision(alert))
        with notifier_beside(settings, file) as beside:
            eventually(lambda: len(final_keys(settings)) == 2)
            metrics = beside.page("metrics")[1]

    (request,) = http.requests
    assert request.data["status"] == "firing"
    (letter,) = mail.mails
    assert letter["Subject"] == "RED 2 similar deaths within 360 m"
    assert f"https://tocsin.example/alerts/{alert.alert_id}" in letter.get_content()
    assert sorted(final_keys(settings)) == [
        (name, "DA", "desk", "delivered"),
        (name, "DA", "mail", "delivered"),
    ]
    assert 'tocsin_notify_total{channel="desk",outcome="delivered"} 1.0' in metrics


def test_what_was_told_before_a_restart_is_not_told_again_and_a_digest_once(settings, tmp_path):
    routes = ROUTES.replace('channels = ["desk", "mail"]', 'channels = ["desk"]\ndigest = ["mail"]')
    routes = routes.replace('roles = ["DA"]', 'roles = ["DA"]\nareas = ["E23000001"]')
    with http_receiver() as http, mail_receiver() as mail:
        file = channels_file(tmp_path, http=http.port, smtp=mail.port, routes=routes)
        alert, out = an_alert(), Decisions(settings)
        out.put(alert, a_decision(alert))
        for _ in range(2):
            with notifier_beside(settings, file):
                eventually(lambda: len(final_keys(settings)) == 2)
                time.sleep(1)

    assert len(http.requests) == 1
    assert [letter["Subject"].partition(",")[0] for letter in mail.mails] == ["Daily digest"]


def test_through_an_outage_and_two_kills_all_is_told_once_and_in_order(settings, tmp_path):
    alerts, revisions = 15, 4
    with http_receiver() as http, mail_receiver() as mail:
        http.status = 503
        file = channels_file(tmp_path, http=http.port, smtp=mail.port)
        out = Decisions(settings)
        with notifier_beside(settings, file) as beside:
            broken = time.monotonic()
            for revision in range(1, revisions + 1):
                for number in range(1, alerts + 1):
                    alert = an_alert(number, revision)
                    what = ("told", "first") if revision == 1 else ("updated", "new_member")
                    out.put(alert, a_decision(alert, *what))
            _kill(beside)
        with notifier_beside(settings, file) as beside:
            time.sleep(max(0.0, OUTAGE_SECONDS - (time.monotonic() - broken)))
            http.status, http.before_answer = 200, 0.02
            eventually(lambda: len(http.arrived) > alerts)
            _kill(beside)
        with notifier_beside(settings, file):
            eventually(lambda: len(final_keys(settings)) >= 2 * alerts * revisions, 60)

    ended = final_keys(settings)
    assert {one[:3] for one in ended} == wanted_keys(settings, {"DA": ("desk", "mail")})
    assert Counter(ended).most_common(1)[0][1] == 1, "a key ended twice"
    assert {outcome for *_, outcome in ended} == {"delivered"}
    assert _first_revisions(http) == {
        n: list(range(1, revisions + 1)) for n in range(1, alerts + 1)
    }
    assert len({one.key for one in http.arrived}) == alerts * revisions
    assert len({letter["Message-ID"] for letter in mail.mails}) == alerts * revisions
    _say_repeats(http)


def test_a_worker_and_a_notifier_killed_while_reports_come_lose_nothing(settings, tmp_path):
    lines = list(islice(read_lines([DATA / "sample.jsonl.gz"]), 1000))
    routes = '[[route]]\nroles = ["DA", "DDI", "RO", "CSP"]\nchannels = ["desk"]\n'
    with http_receiver() as http:
        file = channels_file(tmp_path, http=http.port, routes=routes)
        Sender(settings, hold_back=False).send(lines)
        with notifier_beside(settings, file) as beside:
            with worker_beside(settings) as worker:
                eventually(lambda: bool(http.arrived), 60)
                os.kill(worker.process.pid, signal.SIGKILL)
                worker.process.wait()
            _kill(beside)
        with worker_beside(settings) as worker:
            worker.settle()
        reached = {role: ("desk",) for role in ("DA", "DDI", "RO", "CSP")}
        wanted = wanted_keys(settings, reached)
        with notifier_beside(settings, file):
            eventually(lambda: wanted <= {one[:3] for one in final_keys(settings)}, 60)

    ended = final_keys(settings)
    assert len(wanted) > 10, "too little was told to prove anything"
    assert Counter(one[:3] for one in ended).most_common(1)[0][1] == 1, "a key ended twice"


def test_a_channel_that_refuses_is_given_up_and_the_next_role_is_told(settings, tmp_path):
    routes = ROUTES + '[[route]]\nroles = ["DI"]\nchannels = ["gateway"]\n'
    with http_receiver() as http, http_receiver() as second, mail_receiver() as mail:
        http.status, mail.answer = 404, "554 no"
        file = channels_file(
            tmp_path, http=http.port, second=second.port, smtp=mail.port, routes=routes
        )
        alert = an_alert()
        name = Decisions(settings).put(alert, a_decision(alert))
        with notifier_beside(settings, file):
            eventually(lambda: len(final_keys(settings)) == 3)

    assert sorted(final_keys(settings)) == [
        (name, "DA", "desk", "given_up"),
        (name, "DA", "mail", "given_up"),
        (name, "DI", "gateway", "delivered"),
    ]
    assert second.requests[0].data["data"]["instead_of"] == "DA"


def test_names_in_an_alert_reach_no_log_no_metric_and_no_delivery(settings, tmp_path, capfd):
    planted = "Zebedee Plantagenet"
    loud = settings.model_copy(update={"log_level": "info"})
    with http_receiver() as http, mail_receiver() as mail:
        http.status, mail.answer = 500, "554 no such person Zebedee"
        http.answer_headers = {"X-Says": planted}
        file = channels_file(tmp_path, http=http.port, smtp=mail.port)
        alert = an_alert(title=planted, why=f"{planted} was found.")
        Decisions(settings).put(alert, a_decision(alert))
        with notifier_beside(loud, file) as beside:
            eventually(lambda: len(http.requests) > 3)
            metrics = beside.page("metrics")[1]

    said = capfd.readouterr()
    assert "notify.failed" in said.err
    assert planted in http.requests[0].body.decode()
    text = said.out + said.err + metrics + str(deliveries(settings))
    assert not PLANTED.search(text)
    assert str(http.port) not in said.err, "an address is in the log"


def test_a_dry_run_shows_what_would_be_told_and_tells_nobody(settings, tmp_path):
    with http_receiver() as http:
        file = channels_file(tmp_path, http=http.port)
        alert = an_alert()
        name = Decisions(settings).put(alert, a_decision(alert))
        run = subprocess.run(
            [sys.executable, "-m", "streams", "notify", "--dry-run", "--channels", str(file)],
            env={**os.environ, **settings.as_environment()}, capture_output=True, check=True,
        )  # fmt: skip

    shown = [orjson.loads(line) for line in run.stdout.splitlines()]
    assert [one["key"] for one in shown] == [f"{name}/DA/desk", f"{name}/DA/mail"]
    assert http.requests == []
    assert deliveries(settings) == []


def _kill(beside) -> None:
    os.kill(beside.process.pid, signal.SIGKILL)
    beside.process.wait()


def _first_revisions(http: HttpReceiver) -> dict[int, list[int]]:
    """The revisions of each alert in the order in which they first arrived."""
    seen: dict[int, list[int]] = defaultdict(list)
    for one in http.arrived:
        (alert,) = one.data["alerts"]
        number = int(alert["labels"]["alert_id"].rpartition("-")[2])
        revision = int(alert["annotations"]["revision"])
        if revision not in seen[number]:
            seen[number].append(revision)
    return dict(seen)


def _say_repeats(http: HttpReceiver) -> None:
    repeats = len(http.arrived) - len({one.key for one in http.arrived})
    print(f"arrived {len(http.arrived)}, of them repeats {repeats}")
