"""What a backup says of itself: where each topic ended, how much there is, which bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from schemas.envelope import to_json
from streams.clients.archive.records import Record, digest_of, reading
from streams.core.errors import ConfigurationError

NAME = "manifest.json"
FORMAT = 1  # of the folder; a restore reads this one


@dataclass(frozen=True, slots=True)
class Part:
    """One file: of one partition, and of one day (UTC) where every record is kept."""

    name: str
    partition: int
    records: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Held:
    """One topic. ``ends``: the offset at which each partition ended when the backup began."""

    ends: tuple[int, ...]
    records: int
    files: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup. ``topics`` by logical name."""

    format: int
    taken_at: datetime
    cluster: str
    topics: dict[str, Held]


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def write(folder: Path, manifest: Manifest) -> None:
    """Write it last: a folder without one is no backup."""
    (folder / NAME).write_bytes(to_json(manifest) + b"\n")


def read(folder: Path) -> Manifest:
    """Read a backup's manifest and check every file against it.

    Raises:
        ConfigurationError: naming every file that is missing or not as it was written.
    """
    try:
        manifest = _MANIFEST.validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        raise ConfigurationError([f"{folder} is no backup: {NAME} cannot be read"]) from None
    if manifest.format != FORMAT:
        raise ConfigurationError([f"{folder}: format {manifest.format}; this release reads 1"])
    faults = list(_faults(folder, manifest))
    if faults:
        raise ConfigurationError(faults)
    return manifest


def records(folder: Path, held: Held) -> Iterator[tuple[int, Record]]:
    """Go through a topic's records with their partition, each partition in its order."""
    for part in held.files:
        for record in reading(folder / part.name):
            yield part.partition, record


def _faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    for held in manifest.topics.values():
        for part in held.files:
            try:
                if digest_of(folder / part.name) != part.sha256:
                    yield f"{part.name}: its SHA-256 is not the manifest's; take another backup"
            except OSError as fault:
                yield f"{part.name}: {fault.strerror}"
