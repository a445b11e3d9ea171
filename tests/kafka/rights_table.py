"""Every role, topic and action on a real broker: ``python -m tests.kafka.rights_table``.

Prints one line a role and topic: what it may do, what it could do by librdkafka and by aiokafka.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import ClusterAuthorizationFailedError, TopicAuthorizationFailedError
from confluent_kafka import Consumer, Producer
from confluent_kafka import TopicPartition as Place

from schemas.topics import ROLES
from streams.broker.plan import Plan
from streams.broker.rights import ask_rights, differences, operations_of, rights_of, user_of
from streams.broker.security import security_of
from streams.broker.topics import create
from streams.clients.kafka import admin_of
from streams.settings import Settings
from tests.kafka.secure_broker import SecureBroker, start_secure_broker

PLAN = Plan(partitions=1, replicas=1, recipients=("nwas", "mft"))
ORGANISATIONS = {"sender": "cumbria", "partner-sender": "nwas", "partner": "nwas"}
SECONDS = 6.0  # for all topics of a role; what is not answered by then counts as refused
ACTIONS = ("Read", "Write")

Cell = tuple[str, str, str]
"""Role, topic, action."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of one role, and the settings of its clients."""

    role: str
    organisation: str | None
    settings: Settings

    @property
    def name(self) -> str:
        return user_of(self.role, self.organisation)


def identities(broker: SecureBroker) -> dict[str, Identity]:
    """Make topics, and one user a role with its own rights."""
    create(broker.bootstrap, PLAN, broker.admin_security.librdkafka())
    made = {}
    for role in ROLES:
        organisation = ORGANISATIONS.get(role)
        user = user_of(role, organisation)
        broker.add_user(user)
        broker.grant(user, rights_of(role, PLAN, organisation))
        made[role] = Identity(role, organisation, broker.settings_of(user))
    for one in made.values():
        wait_for_rights(one)
    return made


def fill(broker: SecureBroker) -> None:
    """Put a record on every topic; nothing of ours can start on what stands there then."""
    out = Producer({"bootstrap.servers": broker.bootstrap, **broker.admin_security.librdkafka()})
    for name in PLAN.topics():
        out.produce(name, b"{}", key=b"k")
    assert out.flush(30) == 0


def wait_for_rights(one: Identity) -> None:
    """Rights hold shortly after the answer that they were made."""
    admin, end = admin_of(one.settings), time.monotonic() + 20
    while time.monotonic() < end:
        held = ask_rights(
            admin, one.settings.broker, operations_of(one.role, PLAN, one.organisation)
        )
        if not differences(one.role, PLAN, held, one.organisation)[0]:
            return
        time.sleep(0.2)
    raise AssertionError(f"the rights of {one.name} did not come")


def expected(roles: Iterable[str] = ROLES) -> set[Cell]:
    """What the one source of rights allows."""
    return {
        (role, topic, action)
        for role in roles
        for topic, operations in operations_of(role, PLAN, ORGANISATIONS.get(role)).items()
        for action in ACTIONS
        if action in operations
    }


def by_librdkafka(one: Identity) -> Iterator[Cell]:
    """All that a role can do with librdkafka, tried on every topic."""
    client = {"bootstrap.servers": one.settings.broker, "log_level": 0,
              **security_of(one.settings).librdkafka()}  # fmt: skip
    yield from _read(one, client)
    yield from _written(one, client)


def _read(one: Identity, client: dict[str, str]) -> Iterator[Cell]:
    more = {"group.id": f"{one.name}-table", "enable.auto.commit": False}
    reader = Consumer({**client, **more, "enable.partition.eof": True})
    reader.assign([Place(name, 0, 0) for name in PLAN.topics()])
    waiting, end = set(PLAN.topics()), time.monotonic() + SECONDS
    while waiting and time.monotonic() < end:
        message = reader.poll(0.2)
        if message is None or message.topic() not in waiting:
            continue
        waiting.discard(message.topic())
        if message.error() is None or message.error().name() == "_PARTITION_EOF":
            yield one.role, message.topic(), "Read"
    reader.close()


def _written(one: Identity, client: dict[str, str]) -> Iterator[Cell]:
    found = []

    def told(error: object, message: object) -> None:
        if error is None:
            found.append(message.topic())

    writer = Producer(
        {
            **client,
            "message.timeout.ms": int(SECONDS * 1000),
            "topic.metadata.propagation.max.ms": 1000,
        }
    )
    for name in PLAN.topics():
        writer.produce(name, b"{}", key=b"k", on_delivery=told)
    writer.flush(SECONDS + 5)
    yield from ((one.role, name, "Write") for name in found)


async def by_aiokafka(one: Identity) -> set[Cell]:
    """All that a role can do with aiokafka, tried on every topic."""
    client = {"bootstrap_servers": one.settings.broker, **security_of(one.settings).aiokafka()}
    done: set[Cell] = set()
    reader = AIOKafkaConsumer(**client, auto_offset_reset="earliest")
    await reader.start()
    reader.assign([TopicPartition(name, 0) for name in PLAN.topics()])
    quiet = 0
    while quiet < 3:  # What may be read comes at once; the rest never does, and nothing says so.
        try:
            news = await reader.getmany(timeout_ms=700)
        except TopicAuthorizationFailedError:
            news = {}
        fresh = {(one.role, place.topic, "Read") for place, got in news.items() if got} - done
        quiet = 0 if fresh else quiet + 1
        done |= fresh
    with suppress(asyncio.CancelledError):
        await reader.stop()
    writer = AIOKafkaProducer(**client, request_timeout_ms=10_000)
    await writer.start()
    tries = (_writes(writer, name) for name in PLAN.topics())
    done |= {(one.role, name, "Write") for name in await asyncio.gather(*tries) if name}
    await writer.stop()
    return done


async def _writes(writer: AIOKafkaProducer, name: str) -> str | None:
    with suppress(TopicAuthorizationFailedError, ClusterAuthorizationFailedError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            await writer.send_and_wait(name, b"{}", key=b"k")
            return name
    return None


def main() -> int:
    """Print the table; 1 if any outcome is not as the roles say."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # A line for each refusal.
    with start_secure_broker() as broker:
        began, everybody = time.monotonic(), identities(broker)
        fill(broker)
        outcomes: dict[str, set[Cell]] = {"librdkafka": set(), "aiokafka": set()}
        for one in everybody.values():
            outcomes["librdkafka"].update(by_librdkafka(one))
            outcomes["aiokafka"] |= asyncio.run(by_aiokafka(one))
            print(f"{one.name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    allowed = expected()
    tried = [
        (role, topic, action) for role in ROLES for topic in PLAN.topics() for action in ACTIONS
    ]
    print(f"{'role':<15} {'topic':<26} {'may':<11} {'librdkafka':<11} aiokafka")
    for role in ROLES:
        for topic in PLAN.topics():
            columns = [
                _did(allowed, role, topic),
                *(_did(one, role, topic) for one in outcomes.values()),
            ]
            wrong = "" if len(set(columns)) == 1 else "  <-- not as the roles say"
            print(f"{role:<15} {topic:<26} {columns[0]:<11} {columns[1]:<11} {columns[2]}{wrong}")
    differing = sum(
        (cell in allowed) != (cell in done) for done in outcomes.values() for cell in tried
    )
    print(
        f"{len(tried) * len(outcomes)} outcomes, {differing} not as the roles say; "
        f"{time.monotonic() - began:.0f} s"
    )
    return int(differing > 0)


def _did(cells: set[Cell], role: str, topic: str) -> str:
    return " ".join(one.lower() for one in ACTIONS if (role, topic, one) in cells) or "-"


if __name__ == "__main__":
    sys.exit(main())
