"""Reads the partners' keys from their folder of secret files; what is in them is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from stat import S_IRWXO
from typing import Any

from streams.core.partners.partner_file import key_files
from streams.core.partners.recipients import Keys

PREVIOUS = ".previous"  # after the name of a key file: the key before, while it is changed


def read_keys(table: Mapping[str, Any], folder: Path) -> tuple[dict[str, Keys], list[str]]:
    """Read each recipient's key, and the one before if it is there; name every fault."""
    keys, faults = {}, []
    for name, file in sorted(key_files(table).items()):
        try:
            before = folder / f"{file}{PREVIOUS}"
            keys[name] = Keys(
                read_key(folder / file), read_key(before) if before.exists() else None
            )
        except OSError as fault:
            faults.append(f"partners, recipient, {name}: {fault.filename}: {fault.strerror}")
    return keys, faults


def read_key(path: Path) -> bytes:
    """Read one key.

    Raises:
        OSError: it cannot be read, or everybody can read it.
    """
    if path.stat().st_mode & S_IRWXO:
        raise PermissionError(1, "everybody can read it; chmod 440", str(path))
    return path.read_bytes().strip()
