"""Create the topics that are missing and compare those that exist with the plan."""

import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # Public by its documentation.
    AdminClient,
    ClusterMetadata,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from schemas.topics import EMBEDDED_PARTITIONS, Topic, config_of
from streams.broker.plan import Plan, Standing, TopicRow
from streams.broker.reach import BrokerOutOfReach, administer, ask_metadata, is_mock, reason_of

ADMIN_SECONDS: Final = 30.0
"""How long creating or describing all topics may take.

Source: 19 topics of 12 partitions took 0.2 s on an idle Kafka 4.1.0 of one node.
"""


class TopicsRefused(Exception):
    """Topics that must not be used as they are; `faults` names each with seen and wanted."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def create(bootstrap: str, plan: Plan, client: Mapping[str, str] | None = None) -> list[str]:
    """Create the topics that are missing and name them; running it again creates none.

    Raises:
        BrokerOutOfReach: nothing answered.
        TopicsRefused: one has another number of partitions, or the broker refused one.

    """
    admin = administer(bootstrap, client)
    metadata = ask_metadata(admin, bootstrap)
    if is_mock(metadata):
        return _create_on_mock(admin, bootstrap, plan, metadata)
    _refuse_counts(_counts(metadata), plan)
    missing = {n: t for n, t in plan.topics().items() if n not in metadata.topics}
    if not missing:
        return []
    created = _ask_to_create(admin, plan, missing)
    deadline = time.monotonic() + ADMIN_SECONDS
    while not set(missing) <= set(ask_metadata(admin, bootstrap).topics):
        if time.monotonic() > deadline:
            raise TopicsRefused([f"{name} was created and cannot be seen." for name in missing])
        time.sleep(0.05)
    return created


def _ask_to_create(admin: AdminClient, plan: Plan, missing: Mapping[str, Topic]) -> list[str]:
    wanted = [
        NewTopic(
            name, plan.partitions_of(topic), plan.replicas, config=config_of(topic, plan.replicas)
        )
        for name, topic in missing.items()
    ]
    created, faults = [], []
    for name, answer in admin.create_topics(wanted, request_timeout=ADMIN_SECONDS).items():
        try:
            answer.result()
        except KafkaException as failure:
            if failure.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # Another was first.
                faults.append(f"{name} could not be created: {reason_of(failure)}")
        else:
            created.append(name)
    if faults:
        raise TopicsRefused(faults)
    return created


def _create_on_mock(
    admin: AdminClient, bootstrap: str, plan: Plan, metadata: ClusterMetadata
) -> list[str]:
    """Ask for each topic's metadata, which is how the embedded broker makes one."""
    if plan.partitions != EMBEDDED_PARTITIONS:
        raise TopicsRefused(
            [
                f"The embedded broker makes {EMBEDDED_PARTITIONS} partitions a topic and no other "
                f"number; {plan.partitions} were wanted: set TOCSIN_PARTITIONS="
                f"{EMBEDDED_PARTITIONS} with it, or use a real Kafka."
            ]
        )
    missing = [name for name in plan.topics() if name not in metadata.topics]
    for name in missing:
        ask_metadata(admin, bootstrap, name)
    return missing


def describe(
    bootstrap: str,
    plan: Plan,
    client: Mapping[str, str] | None = None,
    names: Container[str] | None = None,
) -> list[TopicRow]:
    """Compare each topic on the broker with the plan; settings too, where the broker tells them.

    ``names``: these alone, by their real names.

    Raises:
        BrokerOutOfReach: nothing answered.

    """
    admin = administer(bootstrap, client)
    metadata = ask_metadata(admin, bootstrap)
    mock = is_mock(metadata)
    counts = _counts(metadata)
    wanted_topics = {
        name: topic for name, topic in plan.topics().items() if names is None or name in names
    }
    there = [name for name in wanted_topics if name in counts]
    settings = {} if mock or not there else _settings(admin, bootstrap, there)
    rows = []
    for name, topic in wanted_topics.items():
        seen = counts.get(name)
        told = settings.get(name, {})
        wrong = {
            key: told[key]
            for key, value in config_of(topic, plan.replicas).items()
            if key in told and told[key] != value
        }
        wanted = plan.partitions if mock else plan.partitions_of(topic)
        row = plan.row(name, seen, _standing(seen, wanted, wrong), wrong)
        rows.append(replace(row, partitions_wanted=wanted))
    return rows


def check(
    bootstrap: str,
    plan: Plan,
    client: Mapping[str, str] | None = None,
    names: Container[str] | None = None,
) -> None:
    """Refuse to start on topics that are missing or have another number of partitions.

    ``names``: these alone, by their real names.

    Raises:
        BrokerOutOfReach: nothing answered.
        TopicsRefused: a topic is missing or has another number of partitions; all are named.

    """
    rows = describe(bootstrap, plan, client, names)
    faults = [
        f"{row.name} is missing: run `tocsin topics --create`."
        for row in rows
        if row.standing is Standing.MISSING
    ]
    faults += [
        _miscount(row.name, row.partitions_seen, row.partitions_wanted)
        for row in rows
        if row.standing is Standing.WRONG_PARTITIONS
    ]
    if faults:
        raise TopicsRefused(faults)


def _counts(metadata: ClusterMetadata) -> dict[str, int]:
    return {name: len(topic.partitions) for name, topic in metadata.topics.items()}


def _refuse_counts(counts: Mapping[str, int], plan: Plan) -> None:
    faults = [
        _miscount(name, counts[name], plan.partitions_of(topic))
        for name, topic in plan.topics().items()
        if name in counts and counts[name] != plan.partitions_of(topic)
    ]
    if faults:
        raise TopicsRefused(faults)


def _miscount(name: str, seen: int | None, wanted: int) -> str:
    return (
        f"{name} has {seen} partitions where {wanted} are wanted; a report's place depends on the "
        f"number, so it is fixed. Set TOCSIN_PARTITIONS to what exists, or use another prefix."
    )


def _standing(seen: int | None, wanted: int, wrong: Mapping[str, str]) -> Standing:
    if seen is None:
        return Standing.MISSING
    if seen != wanted:
        return Standing.WRONG_PARTITIONS
    return Standing.WRONG_SETTINGS if wrong else Standing.RIGHT


def _settings(
    admin: AdminClient, bootstrap: str, names: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Ask for the settings in force of topics that exist; one that may not be read is left out."""
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in names]
    told: dict[str, dict[str, str]] = {}
    for resource, answer in admin.describe_configs(asked, request_timeout=ADMIN_SECONDS).items():
        try:
            entries = answer.result()
        except KafkaException as failure:
            if failure.args[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                continue
            raise BrokerOutOfReach(bootstrap, reason_of(failure)) from None
        told[resource.name] = {key: str(entry.value) for key, entry in entries.items()}
    return told
