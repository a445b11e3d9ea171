"""From roles to the rights in Kafka's access control lists, and what the broker says of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import (
    AdminClient,
)

from schemas.topics import PARTNER_ALERTS, ROLES, Partners, Role, partner_topic
from streams.broker.plan import Plan
from streams.broker.reach import BrokerOutOfReach, ask_metadata, reason_of

ADMIN_SECONDS: Final = 15.0
DENIED: Final = frozenset({KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.UNKNOWN_TOPIC_OR_PART})


class Resource(StrEnum):
    """What a right is about, in Kafka's words."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactionalId"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Right:
    """Operations on one resource, or on all whose names begin so (``is_prefix``)."""

    resource: Resource
    name: str
    operations: tuple[str, ...]
    is_prefix: bool = False


READ: Final = ("Read", "Describe")
WRITE: Final = ("Write", "Describe")
BOTH: Final = ("Read", "Write", "Describe")
SEES: Final = ("Describe", "DescribeConfigs")


def user_of(role: str, organisation: str | None = None) -> str:
    """Name the user of a role; where each organisation has its own, that of one of them."""
    name = ROLES[role].user
    return f"{name}-{organisation}" if ROLES[role].is_each and organisation else name


def rights_of(role: str, plan: Plan, organisation: str | None = None) -> tuple[Right, ...]:
    """List all that the user of a role may do; ``organisation`` is whose user it is.

    Source of every right: `schemas.topics.ROLES`. An idempotent producer needs nothing beside
    Write on a topic (Kafka 2.8 and later).
    """
    one = ROLES[role]
    if one.describes:
        return (
            Right(Resource.TOPIC, "*", SEES),
            Right(Resource.GROUP, "*", ("Describe",)),
            Right(Resource.CLUSTER, "kafka-cluster", SEES),
        )
    topics = operations_of(role, plan, organisation)
    rights = [Right(Resource.TOPIC, name, operations) for name, operations in topics.items()]
    if one.partners is Partners.WRITES_ALL:
        partners = plan.name_of(PARTNER_ALERTS)
        rights = [right for right in rights if not right.name.startswith(partners)]
        rights.append(Right(Resource.TOPIC, partners, WRITE, is_prefix=True))
    begins = plan.prefix + user_of(role, organisation)
    if one.reads or one.partners is Partners.READS_ITS_OWN:
        rights.append(Right(Resource.GROUP, begins, READ, is_prefix=True))
    if one.transacts:
        rights.append(Right(Resource.TRANSACTIONAL_ID, f"{begins}-", WRITE, is_prefix=True))
    return tuple(rights)


def operations_of(
    role: str, plan: Plan, organisation: str | None = None
) -> dict[str, tuple[str, ...]]:
    """Map the real name of each topic that a role has to do with to what it may do there."""
    one = ROLES[role]
    reads = {plan.name_of(name) for name in (*one.reads, *_own(one, organisation))}
    writes = {plan.name_of(name) for name in (*one.writes, *_all_partners(one, plan))}
    names = [name for name in plan.topics() if name in reads | writes]
    return {
        name: BOTH if name in reads & writes else READ if name in reads else WRITE for name in names
    }


def _own(role: Role, organisation: str | None) -> Iterator[str]:
    if role.partners is Partners.READS_ITS_OWN and organisation:
        yield partner_topic(organisation).name


def _all_partners(role: Role, plan: Plan) -> Iterator[str]:
    if role.partners is Partners.WRITES_ALL:
        yield from (partner_topic(each).name for each in plan.recipients)


@dataclass(frozen=True, slots=True)
class Held:
    """What the broker says that we may do: on each topic that we see, and on the cluster."""

    topics: Mapping[str, frozenset[str]]
    cluster: frozenset[str]


def ask_rights(admin: AdminClient, bootstrap: str, names: Iterable[str]) -> Held:
    """Ask the broker what we may do with the named topics, and with any other that we see.

    A topic that is not there, or that we may not see, is left out: for us it is the same.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    visible = set(ask_metadata(admin, bootstrap).topics)
    asked = sorted(visible | set(names))
    try:
        answers = admin.describe_topics(
            TopicCollection(asked), include_authorized_operations=True,
            request_timeout=ADMIN_SECONDS,
        )  # fmt: skip
        topics = {}
        for name, answer in answers.items():
            try:
                topics[name] = _words(answer.result().authorized_operations)
            except KafkaException as failure:
                if failure.args[0].code() not in DENIED:
                    raise
        cluster = admin.describe_cluster(
            include_authorized_operations=True, request_timeout=ADMIN_SECONDS
        ).result()
    except KafkaException as failure:
        raise BrokerOutOfReach(bootstrap, reason_of(failure)) from None
    return Held(topics, _words(cluster.authorized_operations))


def differences(
    role: str, plan: Plan, held: Held, organisation: str | None = None
) -> tuple[list[str], list[str]]:
    """Say which rights of a role are missing, and which there are beside them.

    Who writes to all partners may do so to one that is no longer told.
    """
    wanted = operations_of(role, plan, organisation)
    if ROLES[role].partners is Partners.WRITES_ALL:
        partners = plan.name_of(PARTNER_ALERTS)
        wanted |= {name: WRITE for name in held.topics if name.startswith(partners)}
    missing, surplus = [], []
    for name in sorted(set(wanted) | set(held.topics)):
        has, needs = held.topics.get(name, frozenset()), set(wanted.get(name, ()))
        missing += [f"{operation} on {name}" for operation in sorted(needs - has)]
        surplus += [f"{operation} on {name}" for operation in sorted(has - needs)]
    surplus += [f"{operation} on the cluster" for operation in sorted(held.cluster)]
    return missing, surplus


def _words(operations: Iterable[object] | None) -> frozenset[str]:
    """Write operations as access control lists do: ``DESCRIBE_CONFIGS`` is DescribeConfigs."""
    names = (str(getattr(one, "name", one)) for one in operations or ())
    return frozenset("".join(part.capitalize() for part in name.split("_")) for name in names)
