"""Files of reports: one CloudEvent a line, plain, .gz or .zst, in order of arrival."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from schemas import envelope
from schemas.alerts import Origin
from schemas.envelope import Envelope, UnreadableEnvelope
from schemas.topics import DEATH_REPORTS, TOPIC_OF_TYPE
from streams.core.reading import Arrival


class UnreadableFile(Exception):
    """A file that cannot be read; says which and what to do."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands, and how far the file is read (bytes of the file on disk)."""

    number: int
    value: bytes
    read: int


def read_lines(paths: Iterable[Path]) -> Iterator[Line]:
    """Go through the lines of several files as one; empty lines are skipped.

    Raises:
        UnreadableFile: a file is missing, or its compression is broken.
    """
    number = done = 0
    for path in paths:
        with _opened(path) as (raw, text):
            try:
                for value in text:
                    number += 1
                    value = value.rstrip(b"\r\n")
                    if value.strip():
                        yield Line(number, value, done + raw.tell())
            except (OSError, EOFError, zlib.error, zstandard.ZstdError) as fault:
                raise UnreadableFile(path, f"cannot be read to its end ({fault})") from None
            done += raw.tell()


def size_of(paths: Iterable[Path]) -> int:
    """Bytes on disk, for a progress bar.

    Raises:
        UnreadableFile: a file is missing.
    """
    try:
        return sum(path.stat().st_size for path in paths)
    except OSError as fault:
        raise UnreadableFile(Path(fault.filename or "?"), "no such file") from None


def arrival_of(line: Line) -> Arrival:
    """A line as it would arrive on its topic; one of no known type goes with the deaths."""
    event = _read(line.value)
    return Arrival(
        topic=_topic(event), value=line.value, origin=Origin(line=line.number), event=event
    )


def _read(value: bytes) -> Envelope | None:
    try:
        return envelope.read(value)
    except UnreadableEnvelope:
        return None


def _topic(event: Envelope | None) -> str:
    kind = event.type if event is not None else None
    return TOPIC_OF_TYPE.get(kind or "", DEATH_REPORTS)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Iterable[bytes]]]:
    try:
        raw = path.open("rb")
    except OSError as fault:
        raise UnreadableFile(path, fault.strerror or "cannot be opened") from None
    with raw:
        if path.suffix == ".gz":
            yield raw, cast(Iterable[bytes], gzip.GzipFile(fileobj=raw))
        elif path.suffix == ".zst":
            reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
            yield raw, io.BufferedReader(cast(io.RawIOBase, reader))
        else:
            yield raw, raw
