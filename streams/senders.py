"""Reads ``senders.toml`` and the senders' keys, and says every fault of both at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from schemas.topics import COMMANDS, INPUTS
from streams.core.areas import Areas
from streams.core.errors import ConfigurationError
from streams.core.senders import Senders, SendingRule
from streams.partner_keys import PREVIOUS, read_key

LEAST_KEY: Final = 32
"""Bytes of a key. Source: RFC 2104, section 3: no shorter than the digest."""
KNOWN: Final = {"source", "areas", "topics", "actions", "key_file"}


def read_senders(path: Path, keys: Path, areas: Areas) -> Senders:
    """Read who may send what.

    Raises:
        ConfigurationError: naming every fault of the file and of the keys.
    """
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "not TOML"
        raise ConfigurationError([f"{path}: {why}"]) from None
    rules: dict[str, SendingRule] = {}
    faults: list[str] = []
    for name, row in table.get("sender", {}).items():
        where = f"senders, {name}"
        wrong = [f"{where}: {one}" for one in _faults(row, areas)]
        if not wrong:
            rule, wrong = _rule(where, row, keys)
            if row["source"] in rules:
                wrong = [f"{where}: source stands here twice"]
            rules[row["source"]] = rule
        faults += wrong
    if not table.get("sender"):
        faults.append(f"{path}: no [sender.NAME], so every report would be refused")
    if faults:
        raise ConfigurationError(faults)
    return Senders(rules, areas)


def read_secret(path: Path) -> bytes:
    """Read one sender's key.

    Raises:
        ConfigurationError: it cannot be read, everybody can read it, or it is too short.
    """
    try:
        key = read_key(path)
    except OSError as fault:
        raise ConfigurationError([f"{path}: {fault.strerror}"]) from None
    if len(key) < LEAST_KEY:
        raise ConfigurationError([f"{path}: a key has {LEAST_KEY} bytes or more"])
    return key


def _faults(row: Mapping[str, Any], areas: Areas) -> list[str]:
    faults = [f"{name} is not known" for name in row if name not in KNOWN]
    faults += [
        f"{name} is missing"
        for name in ("source", "areas", "topics", "key_file")
        if not row.get(name)
    ]
    faults += [f"area {one} is not in the area file" for one in row.get("areas", ())
               if one not in areas.by_code]  # fmt: skip
    faults += [f"topic {one} is none that reports come on" for one in row.get("topics", ())
               if one not in INPUTS]  # fmt: skip
    if COMMANDS in row.get("topics", ()) and not row.get("actions"):
        faults.append(f"actions are missing, which {COMMANDS} needs")
    return faults


def _rule(where: str, row: Mapping[str, Any], folder: Path) -> tuple[SendingRule, list[str]]:
    found, faults = [], []
    for path in (folder / row["key_file"], folder / f"{row['key_file']}{PREVIOUS}"):
        if path.name.endswith(PREVIOUS) and not path.exists():
            continue
        try:
            found.append(read_secret(path))
        except ConfigurationError as fault:
            faults += [f"{where}: {one}" for one in fault.faults]
    rule = SendingRule(
        frozenset(row["areas"]), frozenset(row["topics"]), frozenset(row.get("actions", ())),
        tuple(found),
    )  # fmt: skip
    return rule, faults
