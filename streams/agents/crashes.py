"""What follows when the core crashes: after three times at one position, one record at a time.

Source: engineering guide, section 5: a record that kills the core is set aside, and the rest
goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.topics import QUARANTINE
from streams.agents.feed import BATCH
from streams.agents.stage import Output, Record

CRASHES = 3  # at one position, before its records go alone
CAREFUL = BATCH  # records that go alone: as many as the transaction may have held
REASON = b"crashed_the_service"


@dataclass(frozen=True, slots=True)
class Crash:
    """A crash as the journal remembers it: at which position and how often.

    ``alone``: topic and offset of the record, if no other was in its transaction.
    """

    position: Mapping[str, int]
    times: int
    alone: tuple[str, int] | None


class Care:
    """How carefully one owner goes on, from the crash that its journal remembers."""

    def __init__(self, crash: Crash | None, position: Mapping[str, int]) -> None:
        self._crash = crash if crash is not None and crash.position == position else None
        is_fatal = self._crash is not None and self._crash.times >= CRASHES
        self._killer = self._crash.alone if self._crash is not None and is_fatal else None
        self._alone = CAREFUL if is_fatal else 0

    def parts(self, records: list[Record]) -> Iterator[list[Record]]:
        """Split what was taken into transactions."""
        if self._alone <= 0:
            yield records
            return
        for record in records:
            yield [record]
            self._alone -= 1

    def is_killer(self, records: Sequence[Record]) -> bool:
        """Tell whether this is the record that the core crashed on, alone."""
        return self._killer is not None and _name(records) == self._killer

    def after(self, position: Mapping[str, int], records: Sequence[Record]) -> Crash:
        """Count a crash on these records; one that crashes while alone is found out at once."""
        alone = _name(records)
        if alone is not None and self._alone > 0:
            return Crash(dict(position), CRASHES, alone)
        before = self._crash.times if self._crash and self._crash.position == position else 0
        return Crash(dict(position), before + 1, alone)


def set_aside(record: Record) -> Output:
    """Put a record into quarantine as it came, with where it lay."""
    where = (
        ("q_topic", record.topic.encode()),
        ("q_partition", b"%d" % record.partition),
        ("q_offset", b"%d" % record.offset),
        ("q_reason", REASON),
        ("q_fields", b""),
        ("q_partial", b"false"),
    )
    own = tuple(header for header in record.headers if not header[0].startswith("q_"))
    return Output(QUARANTINE, record.key, record.value, (*own, *where), record.partition)


def _name(records: Sequence[Record]) -> tuple[str, int] | None:
    return (records[0].topic, records[0].offset) if len(records) == 1 else None
