"""The two forms of JSON that webhooks take.

Sources: Alertmanager's webhook payload, version 4 (documentation of ``webhook_config``), so that
every receiver made for it works; Standard Webhooks for the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from schemas import envelope
from streams.notify.channels.channel import Says
from streams.notify.message import Message

NOT_ENDED = "0001-01-01T00:00:00Z"  # Go's zero time, which Alertmanager writes for "still firing"
SEVERITY = {"red": "critical", "amber": "warning", "info": "info"}
NOTIFICATION_TYPE = "tocsin.notification.v1"


def alertmanager(message: Message, says: Says, console: str) -> bytes:
    """Write one alert as Alertmanager would: group and fingerprint are the alert's and the role's.

    Labels hold nothing of a case: receivers put them into addresses and metrics.
    """
    content = message.content
    group = {"alert_id": message.alert_id or message.decision_id, "role": message.role}
    labels = {
        "alertname": content.name,
        **group,
        "area": message.area,
        "severity": SEVERITY.get(content.tier or "", "info"),
    }
    for name, value in (("family", content.family), ("tier", content.tier)):
        if value is not None:
            labels[name] = value
    annotations = _annotations(message, says)
    alert = {
        "status": content.status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": envelope.write_time(content.starts_at),
        "endsAt": _moment(content.ends_at) or NOT_ENDED,
        "generatorURL": content.link,
        "fingerprint": message.fingerprint,
    }
    payload: dict[str, Any] = {
        "version": "4",
        "groupKey": "{}:{" + ", ".join(f'{n}="{v}"' for n, v in group.items()) + "}",
        "truncatedAlerts": 0,
        "status": content.status,
        "receiver": message.channel,
        "groupLabels": group,
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": console,
        "alerts": [alert],
    }
    return orjson.dumps(payload)


def notification(message: Message, says: Says, at: datetime) -> bytes:
    """Write one message for receivers of our own form; ``at``: when it is sent (UTC)."""
    content = message.content
    data: dict[str, Any] = {
        "alert_id": message.alert_id,
        "revision": message.revision,
        "decision_id": message.decision_id,
        "decision": content.decision,
        "reason": content.reason,
        "area": message.area,
        "role": message.role,
        "instead_of": message.instead_of,
        "name": content.name,
        "family": content.family,
        "tier": content.tier,
        "status": content.status,
        "title": content.line if says is Says.LINE else content.title,
        "sentences": () if says is Says.LINE else content.sentences,
        "answer_by": _moment(content.answer_by),
        "link": content.link,
    }
    envelope_ = {"type": NOTIFICATION_TYPE, "timestamp": envelope.write_time(at), "data": data}
    return orjson.dumps(envelope_)


def _annotations(message: Message, says: Says) -> dict[str, str]:
    content = message.content
    told = {"decision": content.decision, "reason": content.reason}
    if message.revision is not None:
        told["revision"] = str(message.revision)
    if content.answer_by is not None:
        told["answer_by"] = envelope.write_time(content.answer_by)
    if says is Says.LINE:
        return {"summary": content.line, **told}
    return {"summary": content.title, "description": " ".join(content.sentences), **told}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else envelope.write_time(at)
