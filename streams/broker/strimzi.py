"""Topics and users as Strimzi's operators on Kubernetes take them (``kafka.strimzi.io/v1``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from schemas.topics import ROLES, Partners, config_of
from streams.broker.plan import Plan
from streams.broker.rights import Resource, Right, rights_of, user_of

API: Final = "kafka.strimzi.io/v1"
QUOTAS: Final = {"requestPercentage": 1, "producerByteRate": 2_000_000,
                 "consumerByteRate": 5_000_000}  # fmt: skip
"""Of users of other organisations. Source: one denied reader asks 2,250 times a second; with 1
per cent 108; bytes a second are our choice."""


def resources(plan: Plan, cluster: str, organisations: Iterable[str] = ()) -> dict[str, Any]:
    """List a KafkaTopic for each topic and a KafkaUser for each role, as one Kubernetes List.

    ``organisations`` each get a user to send with; without any there is one of each kind, to
    copy. Partners have the users that the plan's recipients say.
    """
    items = [*_topics(plan, cluster), *_users(plan, cluster, tuple(organisations))]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def _topics(plan: Plan, cluster: str) -> Iterator[dict[str, Any]]:
    for name, topic in plan.topics().items():
        yield {
            "apiVersion": API,
            "kind": "KafkaTopic",
            "metadata": {"name": name, "labels": {"strimzi.io/cluster": cluster}},
            "spec": {
                "topicName": name,
                "partitions": plan.partitions_of(topic),
                "replicas": plan.replicas,
                "config": config_of(topic, plan.replicas),
            },
        }


def _users(plan: Plan, cluster: str, organisations: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for role, one in ROLES.items():
        names: tuple[str | None, ...] = (None,)
        if one.partners is Partners.READS_ITS_OWN:
            names = plan.recipients
        elif one.is_each:
            names = organisations or (None,)
        for organisation in names:
            yield _user(role, plan, cluster, organisation)


def _user(role: str, plan: Plan, cluster: str, organisation: str | None) -> dict[str, Any]:
    acls = [_acl(right) for right in rights_of(role, plan, organisation)]
    spec: dict[str, Any] = {
        "authentication": {"type": "scram-sha-512"},
        "authorization": {"type": "simple", "acls": acls},
    }
    if ROLES[role].is_each:
        spec["quotas"] = dict(QUOTAS)
    return {
        "apiVersion": API,
        "kind": "KafkaUser",
        "metadata": {
            "name": user_of(role, organisation),
            "labels": {"strimzi.io/cluster": cluster},
        },
        "spec": spec,
    }


def _acl(right: Right) -> dict[str, Any]:
    resource: dict[str, str] = {"type": right.resource.value}
    if right.resource is not Resource.CLUSTER:
        resource |= {
            "name": right.name,
            "patternType": "prefix" if right.is_prefix else "literal",
        }
    return {"resource": resource, "operations": list(right.operations)}
