"""The file of channels: every fault named at once, and no secret with them."""

from __future__ import annotations

import pytest

from streams.configuration import DATA
from streams.core.errors import ConfigurationError
from streams.notify.channels.channel_file import channels_from, read_channels
from tests.notify.tellings import channels, data


def faults(**changes) -> str:
    with pytest.raises(ConfigurationError) as refused:
        channels_from(data(**changes))
    return "\n".join(refused.value.faults)


def test_the_shipped_file_is_right_and_reaches_nobody():
    shipped = read_channels(DATA / "channels.toml")

    assert not shipped.by_name
    assert not shipped.routes


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="name a file of channels"):
        read_channels(tmp_path / "none.toml")


def test_every_fault_is_named_at_once():
    said = faults(
        channel={
            "desk": {"kind": "pigeon", "says": "sentence", "url": "http://elsewhere.example/"}
        },
        route=[{"roles": ["DA"], "channels": ["tower"], "tiers": ["purple"]}],
        guard={"hosts": [], "networks": ["10.0.0.1/8"]},
    )

    for wanted in (
        "kind must be one of",
        "must begin with https",
        "not in hosts",
        "tower is not known",
        "purple is not known",
        "10.0.0.1/8 is no network",
    ):
        assert wanted in said


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("https://user:secret@alerts.example/", "must hold no user or password"),
        ("http://alerts.example/", "must begin with https"),
        ("https://other.example/", "not in hosts"),
        ("ftp://alerts.example/", "must begin with https"),
    ],
)
def test_an_address_is_refused(url, because):
    said = faults(channel={"desk": {"kind": "alertmanager", "says": "line", "url": url}}, route=[])

    assert because in said
    assert "secret" not in said


def test_a_webhook_without_a_key_is_refused_and_a_short_key_too(tmp_path):
    (tmp_path / "key").write_text("c2hvcnQ=")
    hook = {"kind": "webhook", "says": "line", "url": "https://alerts.example/"}

    assert "is signed" in faults(channel={"one": hook}, route=[])
    said = faults(channel={"one": hook | {"signing_files": [str(tmp_path / "key")]}}, route=[])
    assert "24 bytes or more" in said
    assert "c2hvcnQ" not in said


def test_mail_without_tls_leaves_this_machine_never():
    mail = data()["channel"]["mail"] | {"host": "smtp.example"}

    assert "on this machine alone" in faults(channel={"mail": mail}, route=[])


def test_what_is_read_shows_no_secret(tmp_path):
    (tmp_path / "token").write_text("s3cret-token")
    desk = data()["channel"]["desk"] | {"bearer_file": str(tmp_path / "token")}
    read = channels(channel={"desk": desk}, route=[{"roles": ["DA"], "channels": ["desk"]}])

    assert "s3cret" not in repr(read)
    assert "alerts.example/hook" not in repr(read)
    assert read.by_name["desk"].to.bearer == "s3cret-token"
