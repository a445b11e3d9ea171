"""Audit: who read, changed or was refused what, when; never the content. Contract, section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

AuditAction = Literal[
    "view", "print", "export", "search", "disclose", "alter", "erase", "sign_in", "refused"
]

AUDIT_TYPE: Final = "tocsin.audit.v1"
AUDIT_SEAL_TYPE: Final = "tocsin.audit-seal.v1"
FIRST_PREV: Final = "0" * 64
"""What stands in place of a digest before the first record of a chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One thing that one user did, in the chain of the process that saw it.

    ``writer`` is one run of one process; ``seq`` counts its records from 1; ``prev`` is the
    SHA-256 of the record before, as it stands on the topic, in hexadecimal. ``screen`` is the name
    of what was shown, ``recipient`` who was given it, ``reason`` what the user gave as theirs.
    """

    writer: str
    seq: int
    prev: str
    at: datetime
    user: str
    role: str
    action: AuditAction
    alert_id: str | None = None
    revision: int | None = None
    area: str | None = None
    screen: str | None = None
    recipient: str | None = None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSeal:
    """A signature over a chain as far as it had come.

    ``seq`` and ``digest`` are those of the last record that it covers; ``signature`` is Ed25519
    over `sealed_bytes`, in base64; ``key_id`` names the public key that it is checked with.
    """

    writer: str
    seq: int
    digest: str
    at: datetime
    key_id: str
    signature: str
