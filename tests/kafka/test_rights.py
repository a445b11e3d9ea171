"""Rights on a real broker with TLS, SCRAM and access lists: each role has its own and no more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from confluent_kafka import KafkaException
from confluent_kafka import TopicPartition as Place
from confluent_kafka.admin import (
    AclBindingFilter,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from schemas.topics import (
    AUDIT,
    COMMANDS,
    DEATH_REPORTS,
    DELIVERIES,
    RECEIVE_STATE,
    partner_topic,
)
from streams.audit.chain import AuditChain
from streams.audit.kafka_sink import KafkaSink
from streams.audit.sealing import Sealer, SealFile
from streams.broker.reach import BrokerOutOfReach, administer, ask_metadata
from streams.broker.rights import Resource, Right
from streams.broker.security import Security, security_of
from streams.clients.alerts import standing
from streams.clients.examination import Finding, examine
from streams.clients.kafka import admin_of
from streams.clients.send import Sender
from streams.clients.start import check_start, wrong_rights
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA
from streams.core.errors import ConfigurationError
from streams.replay.lines import read_lines
from streams.settings import Settings
from tests.kafka.broker import free_port
from tests.kafka.rights_table import PLAN, Identity, by_librdkafka, expected, identities
from tests.kafka.secure_broker import SecureBroker, start_secure_broker

pytestmark = pytest.mark.starts_broker
NWAS = partner_topic("nwas").name
SHORTER = ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)


@pytest.fixture(scope="module")
def broker() -> Iterator[SecureBroker]:
    with start_secure_broker() as one:
        yield one


@pytest.fixture(scope="module")
def users(broker: SecureBroker) -> dict[str, Identity]:
    return identities(broker)


def test_a_worker_with_its_own_rights_makes_alerts_and_restores_them(users):
    settings = users["worker"].settings.model_copy(update={"clock": "events"})
    sample = read_lines([DATA / "sample.jsonl.gz"])
    lines = [one for one, _ in zip(sample, range(300), strict=False)]
    sender = users["sender"].settings
    reports = [one for one in lines if b"counts.reported" not in one.value]
    Sender(sender, hold_back=False).send(reports)

    with worker_beside(settings) as worker:
        worker.settle()
    before = standing(users["console"].settings, None, None)
    with worker_beside(settings) as worker:
        worker.settle()

    assert before
    assert standing(users["console"].settings, None, None) == before
    assert check_start(users["notifier"].settings, "notifier") is False
    assert check_start(users["calibrator"].settings, "calibrator") is False


@pytest.mark.parametrize("role", ["console", "partner"])
def test_a_role_reads_and_writes_its_topics_and_no_other(users, role):
    assert set(by_librdkafka(users[role])) == expected([role])


def test_a_partner_sees_that_its_own_topic_is_there_and_nothing_else(users):
    seen = ask_metadata(admin_of(users["partner"].settings), "").topics

    assert set(seen) == {NWAS}


@pytest.mark.parametrize("role", ["worker", "calibrator", "notifier", "auditor", "resender"])
def test_the_broker_says_of_each_role_what_the_source_of_rights_says(users, role):
    assert wrong_rights(users[role].settings, PLAN, role, users[role].organisation) == []


async def test_nobody_takes_the_place_of_a_worker_by_its_transactional_id(users):
    console = users["console"].settings
    rogue = AIOKafkaProducer(
        bootstrap_servers=console.broker,
        transactional_id="tocsin-worker-receive-0",
        **security_of(console).aiokafka(),
    )
    with pytest.raises(TransactionalIdAuthorizationFailed):
        await rogue.start()
    await rogue.stop()


async def test_nobody_joins_the_group_of_another(users):
    partner = users["partner"].settings
    reader = AIOKafkaConsumer(
        NWAS,
        bootstrap_servers=partner.broker,
        group_id="tocsin-worker-receive",
        **security_of(partner).aiokafka(),
    )
    with pytest.raises(GroupAuthorizationFailedError):
        await reader.start()
    await reader.stop()


def test_only_the_administrator_makes_changes_or_shortens_topics(users):
    admin = admin_of(users["console"].settings)
    tries = [
        admin.create_topics([NewTopic("mine", 1, 1)]),
        admin.delete_topics([COMMANDS]),
        admin.delete_records([Place(AUDIT, 0, 1)]),
        admin.incremental_alter_configs(
            [ConfigResource(ResourceType.TOPIC, AUDIT, incremental_configs=[SHORTER])]
        ),
    ]  # fmt: skip
    for answers in tries:
        for answer in answers.values():
            with pytest.raises(KafkaException, match="AUTHORIZATION_FAILED"):
                answer.result(10)


def test_a_certificate_names_a_user_who_has_the_same_rights(broker, users):
    settings = broker.settings_by_certificate("tocsin-console")

    assert wrong_rights(settings, PLAN, "console") == []


@pytest.mark.parametrize(
    "changed",
    [{"password_file": "wrong"}, {"security": "plaintext"}, {"ca_file": None}],
    ids=["wrong password", "no TLS", "another CA"],
)
def test_who_does_not_say_who_they_are_is_out_of_reach(broker, users, changed):
    if "password_file" in changed:
        changed = {"password_file": broker.password_file("nobody", "wrong")}
    settings = users["console"].settings.model_copy(update=changed)

    with pytest.raises(BrokerOutOfReach):
        ask_metadata(
            administer(settings.broker, security_of(settings).librdkafka()),
            settings.broker,
            patience=timedelta(seconds=3),
        )


def test_a_worker_lacking_a_right_ends_with_2_and_names_it(broker, users):
    bare = users["console"].settings

    done = tocsin(bare, "worker")

    assert done.returncode == 2
    assert f"missing right: tocsin-console lacks Read on {RECEIVE_STATE}" in done.stderr
    assert f"surplus right: tocsin-console has Read on {AUDIT}" in done.stderr


def test_a_right_too_many_keeps_a_notifier_from_starting(broker, users):
    name = users["notifier"].name
    made = broker.grant(name, [Right(Resource.TOPIC, DEATH_REPORTS, ("Read",))])
    try:
        faults = eventually(lambda: wrong_rights(users["notifier"].settings, PLAN, "notifier"))
        assert faults == [
            f"surplus right: {name} has {one} on {DEATH_REPORTS}, which a notifier must not have"
            for one in ("Describe", "Read")
        ]
    finally:
        _revoke(broker, made)


def eventually(ask) -> list[str]:
    """Rights come a moment after they are made."""
    for _ in range(50):
        found = ask()
        if found:
            return found
    return []


def _revoke(broker: SecureBroker, made) -> None:
    filters = [
        AclBindingFilter(
            one.restype, one.name, one.resource_pattern_type, one.principal, one.host,
            one.operation, one.permission_type,
        )
        for one in made
    ]  # fmt: skip
    for answer in broker.admin.delete_acls(filters).values():
        answer.result(10)


def tocsin(settings: Settings, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, which must come by itself."""
    return subprocess.run(
        [sys.executable, "-m", "streams", *command],
        env={**os.environ, **settings.as_environment()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_secret_that_everybody_can_read_is_refused(users, tmp_path):
    loose = tmp_path / "password"
    loose.write_text("x")
    loose.chmod(0o644)
    settings = users["console"].settings.model_copy(update={"password_file": loose})

    with pytest.raises(ConfigurationError, match=r"TOCSIN_PASSWORD_FILE: .*chmod 440"):
        security_of(settings)


def test_what_is_secret_never_shows():
    assert "hidden" not in repr(Security("SASL_SSL", None, "u", "hidden"))


def examined(one: Identity, role: str, **changes: object) -> dict[str, list[Finding]]:
    """What the doctor says of a user, by step."""
    settings = one.settings.model_copy(update=changes)
    found: dict[str, list[Finding]] = {}
    for finding in examine(settings, PLAN, role, one.organisation):
        found.setdefault(finding.step, []).append(finding)
    return found


def test_the_doctor_finds_a_right_user_well_and_names_every_fault_of_another(users):
    well = examined(users["monitoring"], "monitoring")
    strange = examined(users["console"], "notifier")

    assert [one for one in well["topics"] if not one.is_well] == []
    assert {"dns", "tcp", "tls", "identity", "topics"} <= set(well)
    assert not any(one.is_well for one in strange["rights"])
    assert any(f"lacks Write on {DELIVERIES}" in one.seen for one in strange["rights"])
    assert all(one.remedy for found in strange.values() for one in found if not one.is_well)


def test_the_doctor_says_which_step_fails(broker, users):
    wrong = broker.password_file("nobody", "wrong")

    assert not examined(users["console"], "console", password_file=wrong)["identity"][0].is_well
    assert not examined(users["console"], "console", ca_file=None)["tls"][0].is_well
    assert "identity" not in examined(users["console"], "console", broker="nowhere.invalid:9092")
    assert not examined(users["console"], "console", broker=f"127.0.0.1:{free_port()}")["tcp"][
        0
    ].is_well


async def test_what_a_console_records_the_auditor_verifies_and_the_auditor_cannot_write(
    users, tmp_path
):
    console, auditor = users["console"].settings, users["auditor"].settings
    seals, public, key = tmp_path / "seals.jsonl", tmp_path / "public.pem", a_key()
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    sink = KafkaSink(aiokafka_of(console), AUDIT)
    await sink.open()
    chain = AuditChain("console", sink, Sealer(key), [SealFile(seals)])
    for number in range(20):
        await chain.record(user="ana01", role="analyst", action="view", alert_id=f"A-{number}")
    await chain.close()
    await sink.close()

    told = await asyncio.to_thread(
        tocsin, auditor, "audit", "verify", "--key", str(public), "--seals", str(seals)
    )
    rogue = KafkaSink(aiokafka_of(auditor), AUDIT)
    with pytest.raises(ClusterAuthorizationFailedError):
        await rogue.open()
    await rogue.close()

    said = orjson.loads(told.stdout)
    ours = [one for one in said["findings"] if one["writer"].startswith("console-")]
    assert ours == []
    assert (said["seals"], said["outside_seals"]) == (1, 1)
    assert said["records"] >= 20


def a_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def aiokafka_of(settings: Settings) -> dict[str, object]:
    return {"bootstrap_servers": settings.broker, **security_of(settings).aiokafka()}
