"""What a stage of the pipeline is to the transport: records in, outcomes and rows out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

Headers = tuple[tuple[str, bytes], ...]


# Records and outputs are tuples and not dataclasses: some 90,000 a second are made.
class Record(NamedTuple):
    """One message as it lies on the broker; ``topic`` is the name without a test's prefix."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class Output(NamedTuple):
    """One message to write; with no ``partition`` it goes where Kafka's hash of the key says."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None


class Count(NamedTuple):
    """So many more of a metric, told to the watchers once the batch is committed."""

    metric: str
    labels: tuple[str, ...]
    n: int = 1


class Measure(NamedTuple):
    """One value of a metric, told to the watchers once the batch is committed."""

    metric: str
    labels: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Settled:
    """What a batch came to: messages, whole rows that changed (None: gone), counts, measures.

    ``arrived``: when the broker had each report that is settled (milliseconds since 1970).
    """

    outputs: tuple[Output, ...] = ()
    rows: Mapping[str, bytes | None] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    measures: tuple[Measure, ...] = ()
    arrived: tuple[int, ...] = ()

    @classmethod
    def joined(cls, parts: Sequence[Settled]) -> Settled:
        """Join what the parts of a batch came to, in their order; of a row the last stands."""
        rows: dict[str, bytes | None] = {}
        for part in parts:
            rows.update(part.rows)
        return cls(
            tuple(one for part in parts for one in part.outputs),
            rows,
            tuple(one for part in parts for one in part.counts),
            tuple(one for part in parts for one in part.measures),
            tuple(one for part in parts for one in part.arrived),
        )


class Stage(Protocol):
    """A pure core over one partition: no I/O, no clock; it may raise nothing for bad input."""

    name: str
    inputs: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many rows are held."""

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row; keys come in no order, each once."""

    def restored(self) -> None:
        """Learn that every row is back."""

    def apply(self, records: Sequence[Record]) -> Settled:
        """Apply records in this order and say what came of them."""

    def idle(self, now_ms: int) -> Settled | None:
        """Say what is due by the wall clock, if anything, once all inputs are read to their end."""

    def time_of(self, record: Record) -> int | None:
        """Return the event's own time for merging, in any one unit; None: take at once."""


@runtime_checkable
class ShowsLevels(Protocol):
    """A stage that can say how its areas stand: name, labels and value of each level."""

    def levels(self) -> Iterable[tuple[str, tuple[str, ...], float]]:
        """Go through the levels as they are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    """A stage before it has a partition: the registry's entry.

    ``inputs`` stand in the order that breaks ties; ``identity`` is what the state depends on
    besides the partition count (the area file's digest): a change of it is refused.
    ``in_turn``: its owners take turns by the oldest event, to load history in order.
    """

    name: str
    inputs: tuple[str, ...]
    make: Callable[[int], Stage]
    identity: Mapping[str, str | int] = field(default_factory=dict)
    in_turn: bool = False


_M = 0x5BD1E995
_32 = 0xFFFFFFFF


def partition_for(key: bytes, n: int) -> int:
    """Return the partition of a key among ``n``, as Kafka's own producer does (murmur2).

    Units: none. Source: Kafka ``Utils.murmur2``, seed 0x9747b28c. Blind to: keyless records.
    """
    length = len(key)
    h = 0x9747B28C ^ length
    for k in struct.unpack_from(f"<{length >> 2}I", key):
        k = (k * _M) & _32
        k ^= k >> 24
        h = ((h * _M) & _32) ^ ((k * _M) & _32)
    if length & 3:
        h ^= int.from_bytes(key[length & ~3 :], "little")
        h = (h * _M) & _32
    h ^= h >> 13
    h = (h * _M) & _32
    h ^= h >> 15
    return (h & 0x7FFFFFFF) % n
