"""A real broker as a force would run it: TLS, SCRAM-SHA-512, mutual TLS, rights by role."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final

import trustme
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from streams.broker.reach import administer
from streams.broker.rights import Right
from streams.broker.security import Security, security_of
from streams.settings import Settings, read
from tests.kafka.broker import Broker, free_port
from tests.kafka.jars import CLUSTER, Kit, prepare, run

ADMIN: Final = "admin"
RESOURCES: Final = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactionalId": ResourceType.TRANSACTIONAL_ID,
    "cluster": ResourceType.BROKER,
}
BY_CN: Final = "RULE:^.*CN=([^,]+).*$/$1/,DEFAULT"


def pkcs8(pem: bytes) -> bytes:
    """Write a key as Kafka reads it; trustme's own form it cannot load."""
    key = load_pem_private_key(pem, None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def secret(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o440)
    return path


class SecureBroker(Broker):
    """A broker that knows its users; ``bootstrap`` speaks SCRAM, ``mutual`` certificates."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.ca = trustme.CA()
        self.ca_file = self.folder / "ca.pem"
        self.ca.cert_pem.write_to_path(self.ca_file)
        mutual = free_port()
        self.mutual = f"127.0.0.1:{mutual}"
        own = self.ca.issue_cert("127.0.0.1", "localhost", common_name="broker")
        key_store = self.folder / "broker.pem"
        chain = b"".join(one.bytes() for one in own.cert_chain_pems)
        secret(key_store, pkcs8(own.private_key_pem.bytes()) + chain)
        settings = self.folder / "server.properties"
        settings.write_text(settings.read_text() + self._secured(mutual, key_store))
        shutil.rmtree(self.folder / "data")
        run(
            kit.command(
                "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(settings),
                "--add-scram", f"SCRAM-SHA-512=[name={ADMIN},password={self.password_of(ADMIN)}]",
            ),
            "Kafka could not format its data folder",
        )  # fmt: skip

    def _secured(self, mutual: int, key_store: Path) -> str:
        controller = self._controller
        wanted = {
            "listeners": f"CLIENT://{self.bootstrap},MTLS://127.0.0.1:{mutual},"
            f"CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"CLIENT://{self.bootstrap},MTLS://127.0.0.1:{mutual}",
            "listener.security.protocol.map": "CLIENT:SASL_SSL,CONTROLLER:SSL,MTLS:SSL",
            "inter.broker.listener.name": "MTLS",
            "listener.name.client.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.client.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(key_store),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.ca_file),
            "ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
            "listener.name.mtls.ssl.client.auth": "required",
            "listener.name.controller.ssl.client.auth": "required",
            "listener.name.mtls.ssl.principal.mapping.rules": BY_CN,
            "listener.name.controller.ssl.principal.mapping.rules": BY_CN,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": f"User:broker;User:{ADMIN}",
        }
        return "".join(f"{key}={value}\n" for key, value in wanted.items())

    def answers(self) -> bool:
        """Whether TLS is spoken at the address."""
        host, port = self.bootstrap.split(":")
        context = ssl.create_default_context(cafile=self.ca_file)
        try:
            with (
                socket.create_connection((host, int(port)), timeout=1.0) as wire,
                context.wrap_socket(wire, server_hostname=host),
            ):
                return True
        except OSError:
            return False

    @staticmethod
    def password_of(user: str) -> str:
        return f"{user}-secret"

    def password_file(self, user: str, password: str | None = None) -> Path:
        name = self.folder / f"{user}.password"
        name.unlink(missing_ok=True)
        return secret(name, (password or self.password_of(user)).encode() + b"\n")

    def settings_of(self, user: str, **more: object) -> Settings:
        """Settings of a process that is this user, by SCRAM."""
        given = {
            "broker": self.bootstrap, "security": "sasl_ssl", "ca_file": self.ca_file,
            "user": user, "password_file": self.password_file(user), "partitions": 1,
            "replicas": 1, "session_timeout": 2.0, "web_port": free_port(),
            "notify_port": free_port(), "log_level": "warning",
        }  # fmt: skip
        return read(**(given | more))

    def settings_by_certificate(self, user: str) -> Settings:
        """Settings of a process that is this user, by its certificate."""
        made = self.ca.issue_cert(f"{user}.tocsin.internal", common_name=user)
        cert = self.folder / f"{user}.pem"
        cert.write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
        key = self.folder / f"{user}.key"
        key.unlink(missing_ok=True)
        secret(key, made.private_key_pem.bytes())
        return read(
            broker=self.mutual, security="ssl", ca_file=self.ca_file, cert_file=cert,
            key_file=key, partitions=1, replicas=1,
        )  # fmt: skip

    @property
    def admin_security(self) -> Security:
        return security_of(self.settings_of(ADMIN))

    @cached_property
    def admin(self) -> AdminClient:
        return administer(self.bootstrap, self.admin_security.librdkafka())

    def add_user(self, user: str) -> None:
        """Give a user its password."""
        change = UserScramCredentialUpsertion(
            user,
            ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
            self.password_of(user).encode(),
        )
        for answer in self.admin.alter_user_scram_credentials([change]).values():
            answer.result(30)

    def grant(self, user: str, rights: Sequence[Right]) -> list[AclBinding]:
        """Give a user rights."""
        made = [_binding(user, right, one) for right in rights for one in right.operations]
        for answer in self.admin.create_acls(made, request_timeout=30).values():
            answer.result(30)
        return made


def _binding(user: str, right: Right, operation: str) -> AclBinding:
    words = {"DescribeConfigs": "DESCRIBE_CONFIGS"}
    return AclBinding(
        RESOURCES[right.resource.value],
        right.name,
        ResourcePatternType.PREFIXED if right.is_prefix else ResourcePatternType.LITERAL,
        f"User:{user}",
        "*",
        AclOperation[words.get(operation, operation.upper())],
        AclPermissionType.ALLOW,
    )


@contextmanager
def start_secure_broker() -> Iterator[SecureBroker]:
    """Run one for a block."""
    broker = SecureBroker(prepare())
    try:
        broker.start()
        yield broker
    finally:
        broker.close()
