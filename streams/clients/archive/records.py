"""A Kafka record as a line of JSON and back, byte for byte; files of lines, compressed."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson
import zstandard

LEVEL = 3  # of zstandard: its own default
BLOCK = 1024 * 1024  # bytes read at once for a digest


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``offset`` and ``time`` (milliseconds) are those of the broker it came from."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    offset: int
    time: int


def to_line(record: Record) -> bytes:
    """Write a record as a line; what is no UTF-8 goes as base64."""
    row = {
        "offset": record.offset,
        "time": record.time,
        "key": _text(record.key),
        "headers": [[name, _text(value)] for name, value in record.headers],
        "value": _text(record.value),
    }
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def from_line(line: bytes) -> Record:
    """Read a record back."""
    row = orjson.loads(line)
    headers = tuple((str(name), _bytes(value) or b"") for name, value in row["headers"])
    return Record(_bytes(row["key"]), _bytes(row["value"]), headers, row["offset"], row["time"])


def _text(value: bytes | None) -> str | dict[str, str] | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(value).decode()}


def _bytes(value: Any) -> bytes | None:
    if isinstance(value, dict):
        return b64decode(value["base64"])
    return None if value is None else str(value).encode()


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for lines; readable by its owner alone."""
    path.touch(0o600, exist_ok=False)
    with path.open("wb") as raw, zstandard.ZstdCompressor(LEVEL).stream_writer(raw) as packed:
        yield cast(BinaryIO, packed)


def reading(path: Path) -> Iterator[Record]:
    """Go through the records of a file.

    Raises:
        OSError, zstandard.ZstdError: it is not there, or damaged.
    """
    with path.open("rb") as raw:
        packed = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        for line in io.BufferedReader(cast(io.RawIOBase, packed)):
            yield from_line(line)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()
