"""Seals: an Ed25519 signature over a chain so far, kept also where no one on Kafka can reach."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from stat import S_IRWXO
from typing import Protocol

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from schemas import envelope
from schemas.audit import AuditSeal
from streams.core.errors import ConfigurationError

KEY_ID_LENGTH = 16  # hexadecimal characters

log = structlog.get_logger()


def sealed_bytes(writer: str, seq: int, digest: str, at: datetime) -> bytes:
    """Write what a seal signs."""
    return f"tocsin.audit-seal.v1\n{writer}\n{seq}\n{digest}\n{envelope.write_time(at)}".encode()


class Sealer:
    """Signs with one private key; the auditor holds the public one."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.key_id = key_id_of(key.public_key())

    def seal(self, writer: str, seq: int, digest: str, at: datetime) -> AuditSeal:
        """Sign a chain as far as it has come."""
        signature = b64encode(self._key.sign(sealed_bytes(writer, seq, digest, at))).decode()
        return AuditSeal(
            writer=writer, seq=seq, digest=digest, at=at, key_id=self.key_id, signature=signature
        )


def key_id_of(key: Ed25519PublicKey) -> str:
    """Name a public key by the beginning of its digest."""
    return sha256(key.public_bytes_raw()).hexdigest()[:KEY_ID_LENGTH]


def is_signed(seal: AuditSeal, key: Ed25519PublicKey) -> bool:
    """Tell whether a seal was made with the private half of a key."""
    try:
        key.verify(
            b64decode(seal.signature),
            sealed_bytes(seal.writer, seal.seq, seal.digest, seal.at),
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def read_sealer(path: Path) -> Sealer:
    """Read the private key of the seals: Ed25519, PEM, not readable by everybody.

    Raises:
        ConfigurationError: naming the file and what is wrong with it.
    """
    try:
        if path.stat().st_mode & S_IRWXO:
            raise ConfigurationError([f"{path}: everybody can read it; chmod 440"])
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as fault:
        raise ConfigurationError([f"{path}: {fault.strerror}"]) from None
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError(
            [f"{path}: no Ed25519 key; make one with `openssl genpkey -algorithm ed25519`"]
        )
    return Sealer(key)


def read_public_keys(paths: Iterable[Path]) -> Mapping[str, Ed25519PublicKey]:
    """Read the public keys that seals are checked with, by their names.

    Raises:
        ConfigurationError: naming every file that holds none.
    """
    keys, faults = {}, []
    for path in paths:
        try:
            key = load_pem_public_key(path.read_bytes())
        except OSError as fault:
            faults.append(f"{path}: {fault.strerror}")
            continue
        except ValueError:
            key = None
        if isinstance(key, Ed25519PublicKey):
            keys[key_id_of(key)] = key
        else:
            faults.append(
                f"{path}: no Ed25519 public key; `openssl pkey -in KEY -pubout` writes it"
            )
    if faults:
        raise ConfigurationError(faults)
    return keys


class SealLog(Protocol):
    """Where a copy of each seal goes that the administrators of Kafka cannot reach."""

    def keep(self, seal: AuditSeal) -> None:
        """Keep one seal.

        Raises:
            OSError: it could not be kept.
        """


class SealFile:
    """Appends each seal to a file, one JSON object a line, on disk before it returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, seal: AuditSeal) -> None:
        """Append one seal."""
        place = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(place, envelope.to_json(seal) + b"\n")
            os.fsync(place)
        finally:
            os.close(place)


class SealEvents:
    """Writes each seal to this process's log, which the force's log store collects."""

    def keep(self, seal: AuditSeal) -> None:
        """Log one seal."""
        log.info(
            "audit.sealed",
            writer=seal.writer,
            seq=seal.seq,
            digest=seal.digest,
            sealed_at=envelope.write_time(seal.at),
            key_id=seal.key_id,
            signature=seal.signature,
        )
