"""What ``tocsin doctor`` asks, step by step, each answer with what to do about it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # Public by its documentation.
    AdminClient,
    OffsetSpec,
)

from schemas.topics import ROLES, TOPICS
from streams.broker.plan import Plan, Standing
from streams.broker.reach import BrokerOutOfReach, ask_metadata, reason_of
from streams.broker.rights import operations_of
from streams.broker.security import Security, security_of
from streams.broker.topics import describe
from streams.clients.kafka import admin_of, consumer, headers_of
from streams.clients.start import wrong_rights
from streams.settings import Settings

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
AHEAD = timedelta(seconds=5)  # a record from the future by more: one of two clocks is wrong
BEHIND = 1_000  # records of a topic that a group has not read
LOOK_AT = 5  # newest records of a partition whose types are looked at
QUIET_LOOKS = 4  # a quarter of a second each, without a record, end the looking
STAGES = ("receive", "recognise", "watch")
ROLES_WITH_LAG = ("worker", "monitoring")


@dataclass(frozen=True, slots=True)
class Finding:
    """One step: whether it is as it must be, what was seen, and what to do if it is not."""

    step: str
    is_well: bool
    seen: str
    remedy: str = ""


def examine(
    settings: Settings, plan: Plan, role: str, organisation: str | None = None
) -> Iterator[Finding]:
    """Examine from the wire up; what cannot be asked because an earlier step failed is left out."""
    security = security_of(settings)
    reached = list(_reach(settings.broker, security))
    yield from reached
    if not all(one.is_well for one in reached):
        return
    told: list[KafkaError] = []
    admin = admin_of(settings, told.append)
    try:
        ask_metadata(admin, settings.broker)
    except BrokerOutOfReach as away:
        yield _refused(security, [*(error.str() for error in told), away.reason])
        return
    yield Finding("identity", True, f"the broker answers {settings.user or security.protocol}")
    if security.is_on:
        yield from _rights(settings, plan, role, organisation)
    names = operations_of(role, plan, organisation) or dict.fromkeys(plan.topics(), ())
    yield from _topics(settings, plan, frozenset(names))
    readable = [name for name, operations in names.items() if "Read" in operations]
    yield from _clock(admin, plan, list(names))
    if readable:
        yield from _types(settings, plan, readable)
    if role in ROLES_WITH_LAG:
        yield from _lag(settings, admin)


def _reach(bootstrap: str, security: Security) -> Iterator[Finding]:
    """DNS, TCP and TLS of each address that is configured."""
    for address in bootstrap.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            found = {str(row[4][0]) for row in socket.getaddrinfo(host.strip("[]"), int(port))}
        except (OSError, ValueError) as fault:
            yield Finding("dns", False, f"{address}: {fault}", "Correct TOCSIN_BROKER: host:port.")
            continue
        yield Finding("dns", True, f"{host} is {', '.join(sorted(found))}")
        try:
            wire = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
        except OSError as fault:
            yield Finding(
                "tcp", False, f"{address}: {fault.strerror or 'no answer'}",
                "Start the broker, or open the firewall to its port.",
            )  # fmt: skip
            continue
        with wire:
            yield Finding("tcp", True, f"{address} is open")
            if security.is_on:
                yield _tls(wire, host.strip("[]"), security)


def _tls(wire: socket.socket, host: str, security: Security) -> Finding:
    try:
        with security.context().wrap_socket(wire, server_hostname=host) as secured:
            certificate = secured.getpeercert() or {}
            ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
            left = datetime.fromtimestamp(ends, UTC) - datetime.now(UTC)
            seen = f"{secured.version()}, certificate good for {left.days} days"
            soon = "Renew the broker's certificate." if left < timedelta(days=14) else ""
            return Finding("tls", not soon, seen, soon)
    except ssl.SSLCertVerificationError as fault:
        remedy = "Set TOCSIN_CA_FILE to the CA that signed the broker's certificate; the address "
        remedy += "in TOCSIN_BROKER must be a name in that certificate."
        return Finding("tls", False, fault.verify_message, remedy)
    except OSError as fault:
        remedy = "This port speaks no TLS, or wants a certificate: see TOCSIN_SECURITY."
        return Finding("tls", False, getattr(fault, "reason", None) or str(fault), remedy)


def _refused(security: Security, words: list[str]) -> Finding:
    remedies = {
        "SASL_SSL": "Check TOCSIN_USER and the file TOCSIN_PASSWORD_FILE; the user must have "
        "SCRAM-SHA-512 credentials on the broker.",
        "SSL": "Check TOCSIN_CERT_FILE and TOCSIN_KEY_FILE: the broker must trust their CA.",
        "PLAINTEXT": "If the broker wants TLS, set TOCSIN_SECURITY=sasl_ssl or ssl.",
    }
    return Finding("identity", False, words[0], remedies[security.protocol])


def _rights(
    settings: Settings, plan: Plan, role: str, organisation: str | None
) -> Iterator[Finding]:
    if ROLES[role].describes:
        return
    faults = wrong_rights(settings, plan, role, organisation)
    remedy = "Give this user the rights of its role and no others: tocsin topics --format strimzi."
    yield from (Finding("rights", False, one, remedy) for one in faults)
    if not faults:
        yield Finding("rights", True, f"those of a {role}, and no others")


def _topics(settings: Settings, plan: Plan, names: frozenset[str]) -> Iterator[Finding]:
    rows = describe(settings.broker, plan, security_of(settings).librdkafka(), names)
    remedies = {
        Standing.MISSING: "As the administrator: tocsin topics --create.",
        Standing.WRONG_PARTITIONS: "Set TOCSIN_PARTITIONS to what exists; see deploy/runbooks.",
        Standing.WRONG_SETTINGS: "As the administrator: set what tocsin topics --format json says.",
    }
    for row in rows:
        if row.standing in remedies:
            seen = ", ".join(f"{name} is {value}" for name, value in row.settings.items())
            what = f"{row.name}: {row.standing.value} {seen}".strip()
            yield Finding("topics", False, what, remedies[row.standing])
    if all(row.standing not in remedies for row in rows):
        yield Finding("topics", True, f"{len(rows)} topics: partitions, cleanup, timestamps")


def _clock(admin: AdminClient, plan: Plan, names: list[str]) -> Iterator[Finding]:
    """Compare our clock with the newest time that the broker wrote; it tells no other."""
    asked = {
        TopicPartition(name, number): OffsetSpec.max_timestamp()  # type: ignore[no-untyped-call]
        for name, topic in plan.topics().items()
        if name in names
        for number in range(plan.partitions_of(topic))
    }
    newest = 0
    for answer in admin.list_offsets(asked, request_timeout=ANSWER_SECONDS).values():
        try:
            newest = max(newest, answer.result().timestamp)
        except KafkaException:  # The topic is not there, or tells no times: said elsewhere.
            continue
    if newest <= 0:
        return
    ahead = datetime.fromtimestamp(newest / 1000, UTC) - datetime.now(UTC)
    if ahead > AHEAD:
        seen = f"the newest record is from {ahead.total_seconds():.0f} s in the future"
        yield Finding("clock", False, seen, "Set this machine and the brokers by one time server.")
    else:
        yield Finding("clock", True, "no record is from the future")


def _types(settings: Settings, plan: Plan, names: list[str]) -> Iterator[Finding]:
    """Look at the newest records of what we read: each must be of its topic's type."""
    types = {plan.name_of(topic.name): _stem(topic.event_type) for topic in TOPICS}
    counts = {plan.name_of(topic.name): plan.partitions_of(topic) for topic in TOPICS}
    looked, strange = 0, set()
    try:
        for name, kind in _newest(settings, {one: counts[one] for one in names if types.get(one)}):
            looked += 1
            if kind and not kind.startswith(types[name]):
                strange.add(name)
    except KafkaException as failure:
        yield Finding("schemas", False, reason_of(failure), "See the rights above.")
        return
    for name in sorted(strange):
        yield Finding(
            "schemas", False, f"{name}: a record is of another type than the topic's",
            "Ask who writes there; schemas/published/ says what belongs there.",
        )  # fmt: skip
    if not strange:
        yield Finding("schemas", True, f"{looked} newest records are of their topics' types")


def _newest(settings: Settings, counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Topic and type of the newest records of each partition."""
    reader, places = consumer(settings), []
    try:
        for place in (TopicPartition(name, n) for name in counts for n in range(counts[name])):
            low, high = reader.get_watermark_offsets(place, timeout=ANSWER_SECONDS)
            if high > low:
                places.append(
                    TopicPartition(place.topic, place.partition, max(low, high - LOOK_AT))
                )
        reader.assign(places)
        quiet = 0 if places else QUIET_LOOKS
        while quiet < QUIET_LOOKS:
            message = reader.poll(0.25)
            quiet = quiet + 1 if message is None else 0
            if message is not None and message.error() is None:
                kind = dict(headers_of(message)).get("ce_type", b"").decode(errors="replace")
                yield message.topic() or "", kind
    finally:
        reader.close()


def _stem(event_type: str | None) -> str:
    """The type without its version: a later one is read too. A seal stands among audit records."""
    return (event_type or "").rpartition(".v")[0]


def _lag(settings: Settings, admin: AdminClient) -> Iterator[Finding]:
    for stage in STAGES:
        group = f"{settings.group}-{stage}"
        asked = [ConsumerGroupTopicPartitions(group)]
        try:
            answers = admin.list_consumer_group_offsets(asked, request_timeout=ANSWER_SECONDS)
            read = answers[group].result().topic_partitions or []
            newest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
            ends = admin.list_offsets(
                {TopicPartition(one.topic, one.partition): newest for one in read},
                request_timeout=ANSWER_SECONDS,
            )
            behind = sum(
                max(0, ends[TopicPartition(one.topic, one.partition)].result().offset - one.offset)
                for one in read
            )
        except KafkaException as failure:
            yield Finding("lag", False, f"{group}: {reason_of(failure)}", "See the rights above.")
            continue
        if not read:
            yield Finding("lag", False, f"{group} never read", "Start a worker: tocsin worker.")
        else:
            remedy = "Is a worker ready? Ask its /readyz; if it is, add another."
            yield Finding("lag", behind <= BEHIND, f"{group} is {behind} records behind", remedy)
