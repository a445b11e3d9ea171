"""Name every Kafka topic once: what it carries, how long it keeps it, who reads and writes it.

The command line, the checks at start, the rights of users and the tests all derive from
`TOPICS`. Names here are logical; `named` makes the real one of a deployment or a test.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DEATH_REPORTS: Final = "death.reports.v1"
VIOLENCE_REPORTS: Final = "violence.reports.v1"
MISSING_REPORTS: Final = "missing.reports.v1"
PARTNER_COUNTS: Final = "partner.counts.v1"
COMMANDS: Final = "commands.v1"
ALERTS: Final = "alerts.v1"
ALERT_REVISIONS: Final = "alert.revisions.v1"
DECISIONS: Final = "decisions.v1"
AREAS: Final = "areas.v1"
DELIVERIES: Final = "deliveries.v1"
AUDIT: Final = "audit.v1"
QUARANTINE: Final = "quarantine.v1"
APPLICATION: Final = "tocsin"
AREA_EVENTS: Final = "tocsin.area.events"
MENTIONS: Final = "tocsin.mentions"
MISPLACED: Final = "tocsin.misplaced"
CALIBRATIONS: Final = "tocsin.calibrations"
RECEIVE_STATE: Final = "tocsin.receive.state"
WATCH_STATE: Final = "tocsin.watch.state"
RECOGNISE_STATE: Final = "tocsin.recognise.state"

PARTITIONS: Final = 12
"""Partitions of a topic unless the deployment says otherwise; fixed once there are reports."""
EMBEDDED_PARTITIONS: Final = 4
"""Partitions of a topic on the embedded broker, which makes no other number."""
REPLICAS: Final = 3
"""Copies of each partition in production."""

KIB: Final = 1024
MIB: Final = 1024 * 1024
FIVE_YEARS: Final = timedelta(days=5 * 365 + 2)
SEVEN_YEARS: Final = timedelta(days=7 * 365 + 2)

PARTNER_ALERTS: Final = "partner.alerts."
"""How the names of the partners' topics begin."""
_RECIPIENT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Side(StrEnum):
    """Where a topic stands, seen from the service."""

    INPUT = "input"
    OUTPUT = "output"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as planned.

    Units: `max_message_bytes` in bytes; `retention` None keeps the newest record of each key
    until its tombstone; `partitions` None takes the deployment's number.
    """

    name: str
    event_type: str | None
    key: str
    side: Side
    max_message_bytes: int
    retention: timedelta | None
    meaning: str
    partitions: int | None = None

    @property
    def is_compacted(self) -> bool:
        """Whether Kafka keeps the newest record of each key, whatever its age."""
        return self.retention is None


def _report(name: str, kind: str, size: int, meaning: str) -> Topic:
    event_type = f"tocsin.{kind}.reported.v1"
    return Topic(name, event_type, "report_id", Side.INPUT, size, FIVE_YEARS, meaning)


def _output(
    name: str, kind: str, key: str, size: int, kept: timedelta | None, meaning: str
) -> Topic:
    return Topic(name, f"tocsin.{kind}.v1", key, Side.OUTPUT, size, kept, meaning)


def _internal(name: str, key: str, kept: timedelta | None, meaning: str) -> Topic:
    return Topic(name, None, key, Side.INTERNAL, 5 * MIB, kept, meaning)


TOPICS: Final[tuple[Topic, ...]] = (
    _report(DEATH_REPORTS, "death", 4 * MIB, "one person's death, one version of it"),
    _report(VIOLENCE_REPORTS, "violence", 4 * MIB, "one incident of violence, or near miss"),
    _report(MISSING_REPORTS, "missing", 4 * MIB, "one missing-person episode"),
    _report(PARTNER_COUNTS, "counts", 256 * KIB, "a partner's aggregate, never a person"),
    replace(
        _report(COMMANDS, "command", 256 * KIB, "an order from an analyst"),
        event_type="tocsin.command.v1",
        key="area",
        retention=SEVEN_YEARS,
    ),
    _output(ALERTS, "alert", "alert_id", 2 * MIB, None, "each alert at its newest revision"),
    _output(ALERT_REVISIONS, "alert", "alert_id", 2 * MIB, SEVEN_YEARS, "every revision, kept"),
    _output(DECISIONS, "decision", "alert_id", 256 * KIB, SEVEN_YEARS, "told or withheld, and why"),
    _output(AREAS, "area-summary", "area", 2 * MIB, None, "how an area stands: seen and expected"),
    _output(DELIVERIES, "delivery", "alert_id", 64 * KIB, SEVEN_YEARS, "each attempt to tell"),
    replace(
        _output(AUDIT, "audit", "user", 64 * KIB, SEVEN_YEARS, "who read or changed what, when"),
        partitions=1,
    ),
    replace(
        _output(
            QUARANTINE, "", "report_id", 5 * MIB, FIVE_YEARS, "what could not be used, as sent"
        ),
        event_type=None,
    ),
    _internal(AREA_EVENTS, "area", FIVE_YEARS, "one log per area: its history"),
    _internal(MENTIONS, "token", FIVE_YEARS, "which report mentions which token"),
    _internal(MISPLACED, "report_id", FIVE_YEARS, "reports that came keyed wrong, keyed right"),
    _internal(CALIBRATIONS, "area", FIVE_YEARS, "lines and scans that the calibrator found"),
    _internal(RECEIVE_STATE, "row", None, "rows and position of Receive"),
    _internal(WATCH_STATE, "row", None, "rows and position of Watch"),
    _internal(RECOGNISE_STATE, "row", None, "rows and position of Recognise"),
)
"""Every topic of every deployment, inputs in the order that breaks ties of time.

Units: bytes and ages. Source: the contract with senders and partners, section 1 (reports to
4 MiB; quarantine and internal topics to 5 MiB, so no record its topic let in is refused).
"""

INPUTS: Final[tuple[str, ...]] = tuple(t.name for t in TOPICS if t.side is Side.INPUT)
"""What Receive reads, in the order that breaks ties of time."""
INTERNAL: Final[tuple[str, ...]] = tuple(t.name for t in TOPICS if t.side is Side.INTERNAL)
"""What only the worker writes for itself, and the calibrator for the worker."""


class Partners(StrEnum):
    """What a role may do with the topics of the partners."""

    NONE = "none"
    WRITES_ALL = "writes all"
    READS_ITS_OWN = "reads its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """The rights of one kind of user; everything else is refused.

    `user` is the name under which its rights are made; its consumer groups begin with that name,
    and so do the ids of its transactions if it `transacts`. `is_each` where every organisation
    has a user of its own, whose name goes on. `describes` sees that all is there, and no record.
    """

    user: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    partners: Partners = Partners.NONE
    transacts: bool = False
    is_each: bool = False
    describes: bool = False


_REPORTS = (DEATH_REPORTS, VIOLENCE_REPORTS, MISSING_REPORTS)
_SEEN = (ALERTS, ALERT_REVISIONS, DECISIONS)
ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "sender": Role(user="sender", writes=_REPORTS, is_each=True),
        "partner-sender": Role(user="partner-sender", writes=(PARTNER_COUNTS,), is_each=True),
        "worker": Role(
            user="tocsin-worker",
            reads=(*INPUTS, DECISIONS, *INTERNAL),
            writes=(
                *_SEEN,
                AREAS,
                QUARANTINE,
                *(one for one in INTERNAL if one != CALIBRATIONS),
                PARTNER_COUNTS,  # Its canary, which takes the way of a partner's counts.
            ),
            partners=Partners.WRITES_ALL,
            transacts=True,
        ),
        "calibrator": Role(user="tocsin-calibrator", reads=(AREA_EVENTS,), writes=(CALIBRATIONS,)),
        "console": Role(
            user="tocsin-console",
            reads=(*_SEEN, COMMANDS, DELIVERIES, AREAS, AUDIT),
            writes=(COMMANDS, AUDIT),
        ),
        "notifier": Role(
            user="tocsin-notifier",
            reads=(ALERTS, DECISIONS, DELIVERIES),
            writes=(DELIVERIES,),
            transacts=True,
        ),
        "partner": Role(user="partner", partners=Partners.READS_ITS_OWN, is_each=True),
        "auditor": Role(
            user="auditor", reads=(AUDIT, DECISIONS, ALERT_REVISIONS, AREA_EVENTS, WATCH_STATE)
        ),
        "resender": Role(user="resender", reads=(QUARANTINE,), writes=INPUTS),
        "monitoring": Role(user="monitoring", describes=True),
    }
)
"""Rights by role. Source: contract, section 1; only the administrator creates or deletes."""


def partner_topic(recipient: str) -> Topic:
    """Plan the topic that one health or care partner alone may read.

    Raises:
        ValueError: if the name is none that a topic may bear.
    """
    if not _RECIPIENT.fullmatch(recipient):
        raise ValueError(
            "A recipient's name is 1 to 40 small letters, digits and hyphens, beginning with a "
            f"letter or digit, such as 'nwas'; {recipient!r} is not: change it in the settings."
        )
    name = f"{PARTNER_ALERTS}{recipient}.v1"
    meaning = "alerts for one partner, redacted"
    return _output(name, "partner-alert", "pseudonym", 256 * KIB, None, meaning)


def all_topics(recipients: Iterable[str] = ()) -> tuple[Topic, ...]:
    """List `TOPICS`, then one topic for each recipient, in the order of their names."""
    return TOPICS + tuple(partner_topic(each) for each in sorted(set(recipients)))


def named(prefix: str, logical: str, application: str = APPLICATION) -> str:
    """Say the real name: internal topics under the application's id, all after the prefix."""
    internal = f"{APPLICATION}."
    if logical.startswith(internal):
        logical = f"{application}.{logical.removeprefix(internal)}"
    return prefix + logical


def config_of(topic: Topic, replicas: int = REPLICAS) -> dict[str, str]:
    """Derive the Kafka settings that a topic is created with and compared against.

    Units: milliseconds and bytes. Why LogAppendTime: with the sender's time a backfill is
    older than its retention when it arrives, and is deleted at the next check.
    """
    config = {
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(topic.max_message_bytes),
        "min.insync.replicas": str(2 if replicas > 2 else 1),
        "unclean.leader.election.enable": "false",
    }
    if topic.retention is None:
        return config | {
            "cleanup.policy": "compact",
            "min.cleanable.dirty.ratio": "0.1",
            "max.compaction.lag.ms": _ms(timedelta(days=7)),
            "delete.retention.ms": _ms(timedelta(days=7)),
            "segment.ms": _ms(timedelta(days=1)),
        }
    return config | {"cleanup.policy": "delete", "retention.ms": _ms(topic.retention)}


def _ms(age: timedelta) -> str:
    return str(age // timedelta(milliseconds=1))


TYPE_OF_TOPIC: Final[Mapping[str, str]] = MappingProxyType(
    {
        topic.name: topic.event_type
        for topic in TOPICS
        if topic.side is Side.INPUT and topic.event_type is not None
    }
)
"""The event type that each input topic carries."""
TOPIC_OF_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {kind: topic for topic, kind in TYPE_OF_TOPIC.items()}
)
"""The input topic on which each event type travels."""
