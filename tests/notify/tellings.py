"""What is told in tests: decisions, alerts, messages, and a file of channels."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schemas.deliveries import Delivery
from streams.configuration import DATA
from streams.core.alerting import Chain
from streams.notify import words
from streams.notify.channels.channel import Channels
from streams.notify.channels.channel_file import channels_from
from streams.notify.deliveries.outcomes import Outcomes
from streams.notify.deliveries.routing import Routing
from streams.notify.inputs.records import Body, Due, Told
from streams.notify.message import Message

T0 = datetime(2026, 11, 24, 3, 11, tzinfo=UTC)
AREA = "E23000001"
ALERT = f"{AREA}-ABCDEFGHIJKL"


def told(number: int = 1, **fields) -> Told:
    one = Told(
        id=f"{AREA}/{number}", alert_id=ALERT, revision=1, decision="told", reason="first",
        at=T0, kept_at=T0, to=("DA",), silence_id=None, kind="similar_near_repeat", area=AREA,
    )  # fmt: skip
    return replace(one, **fields)


def body(**fields) -> Body:
    one = Body(
        alert_id=ALERT, revision=1, kind="similar_near_repeat", family="linked_series",
        tier="amber", state="open", title="2 similar deaths within 360 m",
        why="Two men aged 22 and 23 were found dead.", recipients=("DA",),
        ack_by=T0 + timedelta(hours=1), raised_at=T0, updated_at=T0, due=(),
    )  # fmt: skip
    return replace(one, **fields)


def due(hours: float, **fields) -> Due:
    one = Due(duty="dhr", step="decide", due_at=T0 + timedelta(hours=hours))
    return replace(one, **fields)


def message(**fields) -> Message:
    said = words.content(told(), body(), "Newham", "https://tocsin.example/alerts/x", None)
    one = Message(
        decision_id=f"{AREA}/1", alert_id=ALERT, revision=1, area=AREA, role="DA",
        channel="desk", instead_of=None, content=said,
    )  # fmt: skip
    return replace(one, **fields)


def data(**changes) -> dict:
    """The shipped file of channels as data, with channels of its own."""
    shipped = tomllib.loads((DATA / "channels.toml").read_text())
    mail = {"kind": "email", "says": "line", "host": "localhost", "port": 25, "tls": "none",
            "sender": "tocsin@example.org", "recipients": ["da@example.org"]}  # fmt: skip
    desk = {"kind": "alertmanager", "says": "sentence", "url": "https://alerts.example/hook"}
    return shipped | {
        "guard": {"hosts": ["alerts.example"], "networks": []},
        "channel": {"desk": desk, "mail": mail},
        "route": [{"roles": ["DA"], "channels": ["desk", "mail"]}],
        **changes,
    }


def channels(**changes) -> Channels:
    return channels_from(data(**changes))


def routing(**changes) -> Routing:
    hour = timedelta(hours=1)
    chains = {"red": Chain(("DI", "CRIME"), hour), "amber": Chain(("DI",), hour)}
    return Routing(channels=channels(**changes), chains=chains, places={AREA: "Newham"})


def outcomes(*ended: tuple[str, str, str]) -> Outcomes:
    """Outcomes in which roles and channels ended as said, for the first decision."""
    kept = Outcomes()
    for role, channel, outcome in ended:
        kept.add(
            Delivery(
                alert_id=ALERT,
                revision=1,
                decision_id=f"{AREA}/1",
                to=role,
                channel=channel,
                outcome=outcome,
                at=T0,
                attempt=1,
            )
        )
    return kept
