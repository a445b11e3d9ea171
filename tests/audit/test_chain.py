"""A chain of audit records: whole it passes; whatever is done to it afterwards is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.audit import AuditRecord, AuditSeal
from streams.audit.chain import AuditChain, AuditMessage, AuditUnavailable
from streams.audit.sealing import Sealer, SealFile, key_id_of
from streams.audit.summary import summarise
from streams.audit.verifying import RECORD, SEAL, Fault, Verifier

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = {key_id_of(KEY.public_key()): KEY.public_key()}


@dataclass
class Topic:
    """Takes messages, until it is told to refuse one."""

    messages: list[AuditMessage] = field(default_factory=list)
    refuses: bool = False

    async def write(self, message: AuditMessage) -> None:
        if self.refuses:
            raise AuditUnavailable("NotEnoughReplicasError")
        self.messages.append(message)


async def a_chain(topic: Topic, seals: Path, n: int = 5) -> AuditChain:
    chain = AuditChain("console", topic, Sealer(KEY), [SealFile(seals)], now=lambda: NOON)
    for number in range(n):
        await chain.record(user="ana01", role="analyst", action="view", alert_id=f"A-{number}")
    await chain.close()
    return chain


def verified(
    messages: list[AuditMessage], outside: list[AuditSeal] | None = None, now: datetime = NOON
) -> list[Fault]:
    verifier = Verifier(PUBLIC, outside or [], now)
    for number, one in enumerate(messages):
        verifier.hear(dict(one.headers)["ce_type"].decode(), one.value, f"audit.v1[0]@{number}")
    return [one.fault for one in verifier.close()]


def outside(path: Path) -> list[AuditSeal]:
    return [SEAL.validate_json(line) for line in path.read_bytes().splitlines()]


async def test_what_nobody_touched_passes_with_the_seals_from_outside(tmp_path):
    topic = Topic()
    await a_chain(topic, tmp_path / "seals.jsonl")
    await a_chain(topic, tmp_path / "seals.jsonl")

    assert len(topic.messages) == 12
    assert len(outside(tmp_path / "seals.jsonl")) == 2
    assert verified(topic.messages, outside(tmp_path / "seals.jsonl")) == []


def edited(messages: list[AuditMessage], place: int) -> list[AuditMessage]:
    row = orjson.loads(messages[place].value) | {"user": "sup02"}
    forged = AuditMessage(b"sup02", orjson.dumps(row), messages[place].headers)
    return [*messages[:place], forged, *messages[place + 1 :]]


@pytest.mark.parametrize(
    ("done_to_it", "fault"),
    [
        (lambda m: edited(m, 2), Fault.EDITED),
        (lambda m: edited(m, 4), Fault.REWRITTEN),
        (lambda m: [*m[:2], *m[3:]], Fault.REMOVED),
        (lambda m: m[1:], Fault.REMOVED),
        (lambda m: [*m[:4], *m[5:]], Fault.CUT),
        (lambda m: m[:3], Fault.CUT),
        (lambda m: [], Fault.CUT),
        (lambda m: [*m[:2], m[1], *m[2:]], Fault.REPEATED),
        (lambda m: [*m, AuditMessage(b"x", b"{}", m[0].headers)], Fault.UNREADABLE),
    ],
    ids=["edited", "last edited", "one removed", "first removed", "last removed", "end cut off",
         "all removed", "repeated", "foreign"],
)  # fmt: skip
async def test_what_was_done_to_it_is_found(tmp_path, done_to_it, fault):
    topic = Topic()
    await a_chain(topic, tmp_path / "seals.jsonl")

    assert fault in verified(done_to_it(topic.messages), outside(tmp_path / "seals.jsonl"))


async def test_an_end_cut_off_with_its_seal_is_found_by_the_copy_outside_alone(tmp_path):
    topic = Topic()
    await a_chain(topic, tmp_path / "seals.jsonl")

    assert verified(topic.messages[:3]) == []
    assert verified(topic.messages[:3], outside(tmp_path / "seals.jsonl")) == [Fault.CUT]


async def test_a_whole_chain_written_anew_with_another_key_is_found(tmp_path):
    topic = Topic()
    other = Sealer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    chain = AuditChain("console", topic, other, [], now=lambda: NOON)
    await chain.record(user="ana01", role="analyst", action="view")
    await chain.close()

    assert verified(topic.messages) == [Fault.KEY_UNKNOWN]


async def test_records_that_nobody_seals_for_two_hours_are_found(tmp_path):
    topic = Topic()
    chain = AuditChain("console", topic, None, [], now=lambda: NOON)
    await chain.record(user="ana01", role="analyst", action="view")

    assert verified(topic.messages, now=NOON + timedelta(hours=1)) == []
    assert verified(topic.messages, now=NOON + timedelta(hours=3)) == [Fault.UNSEALED]


async def test_after_a_write_that_failed_a_new_chain_begins_and_both_are_sealed(tmp_path):
    topic, seals = Topic(), tmp_path / "seals.jsonl"
    chain = AuditChain("console", topic, Sealer(KEY), [SealFile(seals)], now=lambda: NOON)
    await chain.record(user="ana01", role="analyst", action="view")
    topic.refuses = True
    with pytest.raises(AuditUnavailable):
        await chain.record(user="ana01", role="analyst", action="view")
    topic.refuses = False
    after = await chain.record(user="ana01", role="analyst", action="view")
    await chain.close()

    assert after.seq == 1
    assert [one.seq for one in outside(seals)] == [1, 1]
    assert verified(topic.messages, outside(seals)) == []


async def test_the_summary_flags_who_opened_a_hundred_alerts_in_an_hour(tmp_path):
    topic = Topic()
    chain = AuditChain("console", topic, now=lambda: NOON)
    for number in range(100):
        await chain.record(user="ana01", role="analyst", action="view", alert_id=f"A-{number}")
        await chain.record(user="ana02", role="analyst", action="view", alert_id="A-1")
    await chain.record(user="ana02", role="analyst", action="print", alert_id="A-1")

    first, second = summarise(records(topic))

    assert (first.user, first.busiest, first.is_flagged) == ("ana01", 100, True)
    assert (second.user, second.busiest, second.is_flagged) == ("ana02", 1, False)
    assert second.actions == {"view": 100, "print": 1}


def records(topic: Topic) -> list[AuditRecord]:
    return [RECORD.validate_json(one.value) for one in topic.messages]
