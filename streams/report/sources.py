"""Where events come from: files, or the topics of a broker up to the ends noted at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from schemas.topics import (
    ALERT_REVISIONS,
    COMMANDS,
    DEATH_REPORTS,
    DECISIONS,
    MISSING_REPORTS,
    PARTNER_COUNTS,
    VIOLENCE_REPORTS,
)  # fmt: skip
from streams.clients.kafka import consumer, headers_of, partitions_of, read_to_end
from streams.core.reading import Arrival
from streams.replay.lines import Line, arrival_of, read_lines
from streams.settings import Settings

TOPICS = (
    DEATH_REPORTS, VIOLENCE_REPORTS, MISSING_REPORTS, PARTNER_COUNTS, COMMANDS, ALERT_REVISIONS,
    DECISIONS,
)  # fmt: skip


ASK_SECONDS = 10.0


@dataclass(slots=True)
class Input:
    """What was used of one input: its name, lines or records, and the digest of those used."""

    name: str
    used: int = 0
    offsets: dict[int, int] = field(default_factory=dict)
    digest: str = ""


class Source(Protocol):
    """Arrivals that can be gone through more than once; ``in_order``: in the order of arrival."""

    in_order: bool

    def arrivals(self) -> Iterator[tuple[Input, Arrival]]:
        """Go through them in order of arrival, each with the input that it is of."""
        ...


class FileSource:
    """Files of CloudEvents, as one."""

    in_order = True

    def __init__(self, paths: Sequence[Path], seen: Callable[[Line], None]) -> None:
        self._paths, self._seen = paths, seen

    def arrivals(self) -> Iterator[tuple[Input, Arrival]]:
        """Go through the lines of all files."""
        for path in self._paths:
            one = Input(path.name)
            for line in read_lines([path]):
                self._seen(line)
                yield one, arrival_of(line)


class BrokerSource:
    """Committed records of the topics, up to the ends noted when it is made."""

    in_order = False  # one topic after the other

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        reader = consumer(settings)
        self._ends = {
            (topic, place.partition): reader.get_watermark_offsets(place, timeout=ASK_SECONDS)[1]
            for topic in TOPICS
            for place in partitions_of(settings, topic)
        }
        reader.close()

    def arrivals(self) -> Iterator[tuple[Input, Arrival]]:
        """Go through the records of one topic after the other."""
        for topic in TOPICS:
            one = Input(topic)
            for message in read_to_end(self._settings, topic):
                partition, offset = message.partition() or 0, message.offset() or 0
                if offset < self._ends[topic, partition]:
                    one.offsets[partition] = offset
                    yield one, Arrival(topic, message.value(), headers_of(message))


class Digests:
    """One SHA-256 over what was used of each input, so that what came later leaves no trace."""

    def __init__(self) -> None:
        self._hashes: dict[str, tuple[Input, Any]] = {}

    def add(self, one: Input, value: bytes) -> None:
        """Add a line or record that was used."""
        if one.name not in self._hashes:
            self._hashes[one.name] = (one, sha256())
        kept, digest = self._hashes[one.name]
        kept.used += 1
        kept.offsets.update(one.offsets)
        digest.update(value + b"\n")

    def inputs(self) -> list[Input]:
        """List the inputs with their digests."""
        for kept, digest in self._hashes.values():
            kept.digest = digest.hexdigest()
        return [kept for kept, _ in self._hashes.values()]
