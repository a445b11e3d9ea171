"""One process's chain of audit records: nothing is shown before its record stands on the topic."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Final, Protocol

from schemas import envelope
from schemas.audit import (
    AUDIT_SEAL_TYPE,
    AUDIT_TYPE,
    FIRST_PREV,
    AuditAction,
    AuditRecord,
    AuditSeal,
)
from streams.audit.sealing import Sealer, SealEvents, SealLog

SEAL_EVERY: Final = timedelta(hours=1)
SOURCE: Final = "//tocsin"


class AuditUnavailable(Exception):
    """What somebody did could not be recorded, so it must not be done."""


@dataclass(frozen=True, slots=True)
class AuditMessage:
    """One record or seal as it goes to ``audit.v1``: key, JSON, CloudEvents headers."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


class AuditSink(Protocol):
    """Where records go."""

    async def write(self, message: AuditMessage) -> None:
        """Write one message; return when every copy of the broker holds it.

        Raises:
            AuditUnavailable: it may not be there.
        """


@dataclass(slots=True)
class _Chain:
    """How far a chain has come, and how far of it is sealed."""

    writer: str
    seq: int = 0
    digest: str = FIRST_PREV
    sealed: int = 0


class AuditChain:
    """Records of one process in the order in which they were written.

    After a write that failed nobody knows whether it arrived, so the next record begins a new
    chain, under the name of the process with the next number behind it.
    """

    def __init__(
        self,
        process: str,
        sink: AuditSink,
        sealer: Sealer | None = None,
        outside: Sequence[SealLog] = (SealEvents(),),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``process`` names what runs (``console``); a random part makes each run another one."""
        self._process = f"{process}-{secrets.token_hex(6)}"
        self._sink, self._sealer, self._outside, self._now = sink, sealer, outside, now
        self._one = asyncio.Lock()
        self._unsealed: list[_Chain] = []  # Ended by a write that failed, and not sealed yet.
        self._number = 1
        self._chain = _Chain(self.writer)

    @property
    def writer(self) -> str:
        """The name under which this chain stands."""
        return f"{self._process}.{self._number}"

    async def record(
        self,
        *,
        user: str,
        role: str,
        action: AuditAction,
        alert_id: str | None = None,
        revision: int | None = None,
        area: str | None = None,
        screen: str | None = None,
        recipient: str | None = None,
        reason: str | None = None,
        request_id: str | None = None,
    ) -> AuditRecord:
        """Record what a user is about to do; do it only when this has returned.

        Raises:
            AuditUnavailable: it could not be recorded.
        """
        async with self._one:
            chain = self._chain
            record = AuditRecord(
                writer=chain.writer, seq=chain.seq + 1, prev=chain.digest, at=self._now(),
                user=user, role=role, action=action, alert_id=alert_id, revision=revision,
                area=area, screen=screen, recipient=recipient, reason=reason,
                request_id=request_id,
            )  # fmt: skip
            message = message_of(record)
            try:
                await self._sink.write(message)
            except BaseException:
                self._begin()
                raise
            chain.seq, chain.digest = record.seq, digest_of(message.value)
            return record

    async def seal(self) -> tuple[AuditSeal, ...]:
        """Seal what was recorded since the last seal: on the topic and outside.

        Raises:
            AuditUnavailable: the topic did not take it; the copy outside is made all the same.
        """
        async with self._one:
            if self._sealer is None:
                return ()
            ends = [one for one in (*self._unsealed, self._chain) if one.seq > one.sealed]
            seals = [
                self._sealer.seal(one.writer, one.seq, one.digest, self._now()) for one in ends
            ]
            for outside, seal in product(self._outside, seals):
                outside.keep(seal)
            for chain, seal in zip(ends, seals, strict=True):
                await self._sink.write(message_of(seal))
                chain.sealed = seal.seq
            self._unsealed.clear()
            return tuple(seals)

    async def run(self, every: timedelta = SEAL_EVERY) -> None:
        """Seal every hour until cancelled; a seal that fails is made again the next time."""
        while True:
            await asyncio.sleep(every.total_seconds())
            try:
                await self.seal()
            except AuditUnavailable:
                continue

    async def close(self) -> None:
        """Seal the end of the chain.

        Raises:
            AuditUnavailable: the topic did not take it; the copy outside is made all the same.
        """
        await self.seal()

    def _begin(self) -> None:
        """Begin a chain; the one before is sealed with the next seal."""
        self._unsealed.append(self._chain)
        self._number += 1
        self._chain = _Chain(self.writer)


def digest_of(value: bytes) -> str:
    """Digest a record as it stands on the topic: what the next one's ``prev`` must be."""
    return sha256(value).hexdigest()


def message_of(event: AuditRecord | AuditSeal) -> AuditMessage:
    """Write a record, keyed by its user, or a seal, keyed by its writer, as a CloudEvent."""
    is_record = isinstance(event, AuditRecord)
    kind = AUDIT_TYPE if is_record else AUDIT_SEAL_TYPE
    headers = envelope.headers_of(
        type=kind,
        source=f"{SOURCE}/{event.writer}",
        id=f"{event.writer}/{event.seq}",
        subject=None,
        time=event.at,
        dataschema=f"{kind}.json",
    )
    key = event.user if isinstance(event, AuditRecord) else event.writer
    return AuditMessage(key.encode(), envelope.to_json(event), headers)
