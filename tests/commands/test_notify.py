"""``tocsin notify`` before it tells anybody: tests of channels, and what it refuses."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.core.errors import ConfigurationError
from tests.kafka.receivers import http_receiver, mail_receiver
from tests.kafka.telling import channels_file

RUN = CliRunner()


def test_a_test_goes_through_each_channel_of_a_role_and_says_that_it_is_one(tmp_path):
    with http_receiver() as http, mail_receiver() as mail:
        file = channels_file(tmp_path, http=http.port, smtp=mail.port)
        ran = RUN.invoke(app, ["notify", "--test", "DA", "--channels", str(file)])

    assert ran.exit_code == 0
    assert ran.output.splitlines() == ["desk: delivered", "mail: delivered"]
    (request,), (letter,) = http.requests, mail.mails
    assert request.data["status"] == "resolved"
    assert request.data["commonAnnotations"]["summary"] == "TEST for DA"
    assert letter["Subject"] == "TEST for DA"


def test_a_channel_that_fails_its_test_is_a_finding(tmp_path):
    with http_receiver() as http:
        http.status = 403
        file = channels_file(tmp_path, http=http.port)
        ran = RUN.invoke(app, ["notify", "--test", "DA", "--channels", str(file)])

    assert ran.exit_code == 1
    assert ran.output.splitlines() == ["desk: refused", "mail: no_answer"]


def test_a_role_without_a_route_is_refused(tmp_path):
    file = channels_file(tmp_path, http=1)
    ran = RUN.invoke(app, ["notify", "--test", "CRIME", "--channels", str(file)])

    assert isinstance(ran.exception, ConfigurationError)


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--test", "DA"]])
def test_the_shipped_file_reaches_nobody_and_is_refused(more):
    ran = RUN.invoke(app, ["notify", *more])

    assert isinstance(ran.exception, ConfigurationError)
    assert "nobody would be told" in str(ran.exception)
