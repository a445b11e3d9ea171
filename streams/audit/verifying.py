"""Go through ``audit.v1`` and say what was edited, removed, rewritten, cut off or never sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from schemas.audit import AUDIT_SEAL_TYPE, FIRST_PREV, AuditRecord, AuditSeal
from schemas.topics import SEVEN_YEARS
from streams.audit.chain import SEAL_EVERY, digest_of
from streams.audit.sealing import is_signed

RECORD: Final[TypeAdapter[AuditRecord]] = TypeAdapter(AuditRecord)
SEAL: Final[TypeAdapter[AuditSeal]] = TypeAdapter(AuditSeal)
LATE: Final = 2 * SEAL_EVERY
"""How old a record may be without a seal. Source: sealed each hour; an hour for a failed one."""
DELETED_AFTER: Final = SEVEN_YEARS - timedelta(days=31)
"""Records older than this may be gone by the topic's own retention."""


class Fault(StrEnum):
    """What is wrong with a chain."""

    UNREADABLE = "unreadable"
    REMOVED = "removed"
    REPEATED = "repeated"
    EDITED = "edited"
    REWRITTEN = "rewritten"
    NOT_SIGNED = "not_signed"
    KEY_UNKNOWN = "key_unknown"
    CUT = "cut"
    UNSEALED = "unsealed"


WORDS: Final[Mapping[Fault, str]] = {
    Fault.UNREADABLE: "is no audit record: somebody else wrote to the topic",
    Fault.REMOVED: "does not follow the record before it: records were removed",
    Fault.REPEATED: "comes a second time",
    Fault.EDITED: "does not fit the record before it: one of the two was edited",
    Fault.REWRITTEN: "is not what was sealed: the chain was rewritten",
    Fault.NOT_SIGNED: "has a seal that its key did not make",
    Fault.KEY_UNKNOWN: "has a seal of a key that was not given",
    Fault.CUT: "was sealed and is not there: the end of the chain was cut off",
    Fault.UNSEALED: "is not sealed, and its time for that is over",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which chain, at which record of it."""

    fault: Fault
    writer: str
    seq: int

    def __str__(self) -> str:
        return f"{self.writer}, record {self.seq}: {WORDS[self.fault]}"


@dataclass(slots=True)
class _Seen:
    """How far a chain was read."""

    seq: int
    digest: str
    sealed: int = 0
    unsealed_since: datetime | None = None


class Verifier:
    """Hears the topic in its order, then says what is wrong.

    ``outside`` are copies of seals from where the administrators of Kafka cannot reach: without
    them a chain whose end was cut off, seals and all, looks whole.
    """

    def __init__(
        self,
        keys: Mapping[str, Ed25519PublicKey],
        outside: Iterable[AuditSeal] = (),
        now: datetime | None = None,
    ) -> None:
        """``now`` is the time of the check; without it nothing is found unsealed."""
        self._keys, self._now = keys, now
        self._chains: dict[str, _Seen] = {}
        self._wanted: dict[tuple[str, int], str] = {}
        self.findings: list[Finding] = []
        self.records = self.seals = 0
        for seal in outside:
            self._check_signature(seal)
            self._wanted[seal.writer, seal.seq] = seal.digest

    @property
    def chains(self) -> int:
        """How many chains were seen."""
        return len(self._chains)

    def hear(self, kind: str | None, value: bytes | None, place: str) -> None:
        """Hear one message; ``place`` names it if it is no record."""
        try:
            if kind == AUDIT_SEAL_TYPE:
                self._hear_seal(SEAL.validate_json(value or b""))
            else:
                self._hear_record(RECORD.validate_json(value or b""), digest_of(value or b""))
        except ValidationError:
            self._find(Fault.UNREADABLE, place, 0)

    def close(self) -> list[Finding]:
        """Say all that is wrong, once everything was heard."""
        for writer, seq in self._wanted:
            self._find(Fault.CUT, writer, seq)
        for writer, chain in self._chains.items():
            since = chain.unsealed_since
            if self._now is not None and since is not None and self._now - since > LATE:
                self._find(Fault.UNSEALED, writer, chain.sealed + 1)
        return self.findings

    def _hear_record(self, record: AuditRecord, digest: str) -> None:
        self.records += 1
        chain = self._chains.get(record.writer)
        if chain is None:
            chain = self._chains[record.writer] = _Seen(0, FIRST_PREV)
            if record.seq > 1 and self._may_be_gone(record.at):
                chain.seq, chain.digest = record.seq - 1, record.prev
        if record.seq <= chain.seq:
            self._find(Fault.REPEATED, record.writer, record.seq)
            return
        if record.seq > chain.seq + 1:
            self._find(Fault.REMOVED, record.writer, record.seq)
        elif record.prev != chain.digest:
            self._find(Fault.EDITED, record.writer, record.seq)
        chain.seq, chain.digest = record.seq, digest
        chain.unsealed_since = chain.unsealed_since or record.at
        if self._wanted.pop((record.writer, record.seq), digest) != digest:
            self._find(Fault.REWRITTEN, record.writer, record.seq)

    def _hear_seal(self, seal: AuditSeal) -> None:
        self.seals += 1
        if not self._check_signature(seal):
            return
        chain = self._chains.get(seal.writer)
        if chain is None or seal.seq > chain.seq:
            self._find(Fault.CUT, seal.writer, seal.seq)
        elif seal.seq == chain.seq and seal.digest != chain.digest:
            self._find(Fault.REWRITTEN, seal.writer, seal.seq)
        elif seal.seq == chain.seq:
            chain.sealed, chain.unsealed_since = seal.seq, None

    def _check_signature(self, seal: AuditSeal) -> bool:
        key = self._keys.get(seal.key_id)
        if key is None or not is_signed(seal, key):
            fault = Fault.KEY_UNKNOWN if key is None else Fault.NOT_SIGNED
            self._find(fault, seal.writer, seal.seq)
            return False
        return True

    def _may_be_gone(self, at: datetime) -> bool:
        return self._now is not None and self._now - at > DELETED_AFTER

    def _find(self, fault: Fault, writer: str, seq: int) -> None:
        self.findings.append(Finding(fault, writer, seq))
