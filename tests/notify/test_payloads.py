"""What leaves the house: Alertmanager's payload, our own, mail; and what does not."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from datetime import datetime

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from streams.notify import words
from streams.notify.channels import payloads, signing
from streams.notify.channels.channel import Mail, Says, Tls
from streams.notify.channels.mail import written
from tests.notify.tellings import T0, body, message, told

LABELS = {"type": "object", "additionalProperties": {"type": "string"}}
ALERTMANAGER_V4 = {  # Alertmanager documentation, webhook_config, version 4
    "type": "object",
    "required": ["version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels",
                 "commonLabels", "commonAnnotations", "externalURL", "alerts"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "4"},
        "groupKey": {"type": "string", "minLength": 1},
        "truncatedAlerts": {"type": "integer", "minimum": 0},
        "status": {"enum": ["resolved", "firing"]},
        "receiver": {"type": "string"},
        "groupLabels": LABELS, "commonLabels": LABELS, "commonAnnotations": LABELS,
        "externalURL": {"type": "string"},
        "alerts": {
            "type": "array", "minItems": 1,
            "items": {
                "type": "object",
                "required": ["status", "labels", "annotations", "startsAt", "endsAt",
                             "generatorURL", "fingerprint"],
                "additionalProperties": False,
                "properties": {
                    "status": {"enum": ["resolved", "firing"]},
                    "labels": {**LABELS, "required": ["alertname"]}, "annotations": LABELS,
                    "startsAt": {"type": "string", "format": "date-time"},
                    "endsAt": {"type": "string", "format": "date-time"},
                    "generatorURL": {"type": "string"},
                    "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                },
            },
        },
    },
}  # fmt: skip
FORMATS = FormatChecker()
FORMATS.checks("date-time", raises=ValueError)(lambda value: bool(datetime.fromisoformat(value)))
MAIL = Mail(host="h", port=25, tls=Tls.NONE, sender="t@example.org", recipients=("d@example.org",))


def ended():
    said = words.content(
        told(decision="resolved", reason="report_withdrawn"), body(state="resolved"), "N", "", None
    )
    return message(content=said)


@pytest.mark.parametrize("says", Says)
@pytest.mark.parametrize("one", [message(), ended(), message(alert_id=None)])
def test_a_payload_is_valid_as_alertmanagers_version_4(says, one):
    payload = orjson.loads(payloads.alertmanager(one, says, "https://tocsin.example"))

    Draft202012Validator(ALERTMANAGER_V4, format_checker=FORMATS).validate(payload)


def test_an_alert_keeps_its_group_and_fingerprint_until_it_is_resolved():
    first = orjson.loads(payloads.alertmanager(message(), Says.SENTENCE, ""))
    last = orjson.loads(payloads.alertmanager(ended(), Says.SENTENCE, ""))

    assert first["groupKey"] == last["groupKey"]
    assert first["alerts"][0]["fingerprint"] == last["alerts"][0]["fingerprint"]
    assert (first["status"], last["status"]) == ("firing", "resolved")
    assert last["alerts"][0]["endsAt"] == "2026-11-24T03:11:00Z"


def test_a_channel_that_says_a_line_tells_nothing_of_the_case():
    line = "AMBER linked series E23000001-ABCDEFGHIJKL, Newham. New alert. "
    line += "Answer by Tue 24 Nov 2026, 04:11 GMT."
    mail = written(message(), Says.LINE, MAIL, T0)

    assert mail["Subject"] == line
    for said in (
        payloads.alertmanager(message(), Says.LINE, "").decode(),
        payloads.notification(message(), Says.LINE, T0).decode(),
        mail.as_string(),
    ):
        assert "aged 22" not in said
        assert "360 m" not in said


def test_labels_hold_nothing_of_a_case():
    labels = orjson.loads(payloads.alertmanager(message(), Says.SENTENCE, ""))["commonLabels"]

    assert labels.keys() == {
        "alertname", "alert_id", "role", "area", "severity", "family", "tier",
    }  # fmt: skip


def test_a_signature_is_one_that_its_receiver_finds_for_each_key():
    keys, payload = (b"a" * 32, b"b" * 32), b'{"x": 1}'
    headers = signing.headers(keys, "m1", 1674087231, payload)

    found = headers["webhook-signature"].split(" ")
    wanted = [hmac.digest(key, b"m1.1674087231." + payload, "sha256") for key in keys]
    assert [base64.b64decode(one.removeprefix("v1,")) for one in found] == wanted


def test_a_signature_is_that_of_the_published_example():
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signing.headers(
        [key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_repeat_of_a_mail_has_the_same_id_and_another_decision_another():
    one, again = written(message(), Says.LINE, MAIL, T0), written(message(), Says.LINE, MAIL, T0)
    other = written(replace(message(), decision_id="E23000001/2"), Says.LINE, MAIL, T0)

    assert one["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert one["References"] == other["References"]
