"""The rule files as they stand, chosen as the worker chooses them: for words it has no use for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from streams.configuration import DATA

TABLE = re.compile(r"^\[(?P<name>[\w.]+)\]")
LIMIT = re.compile(r"^(?P<name>\w+)\s*=\s*[^#]+(?:#\s*(?P<remark>.+))?$")


def text_of(rules: Path | None, name: str) -> str:
    """Read a rule file: of the given folder if it is there, else the shipped one."""
    mine = rules / name if rules is not None else None
    return (mine if mine is not None and mine.exists() else DATA / name).read_text("utf-8")


def regime_tables(rules: Path | None) -> Mapping[str, Any]:
    """Read the regime file with what the book leaves out: evidence, sources, meanings of words."""
    return tomllib.loads(text_of(rules, "regimes.toml"))


def units_of(rules: Path | None) -> Mapping[tuple[str, str], str]:
    """Give the remark beside each limit, which names its unit; the shipped one if there is none.

    A limit without a remark goes by the one above it, as in the file.
    """
    shipped = dict(_remarks(text_of(None, "detectors.toml")))
    return {**shipped, **dict(_remarks(text_of(rules, "detectors.toml")))}


def _remarks(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    detector = remark = ""
    for line in text.splitlines():
        table, limit = TABLE.match(line), LIMIT.match(line)
        if table is not None:
            name = table["name"]
            detector = name.removesuffix(".limits") if name.endswith(".limits") else ""
            remark = ""
        elif limit is not None and detector:
            remark = limit["remark"] or remark
            if remark:
                yield (detector, limit["name"]), remark
