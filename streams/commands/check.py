"""``tocsin check``: what would be used of a sender's files, line by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import typer

from streams.clients.file_check import Checked, check_lines
from streams.commands.options import FINDING, AreaFile, AsJson, Files, err, is_piped, out, write
from streams.configuration import load
from streams.replay.lines import read_lines
from streams.settings import read


def check(files: Files, areas: AreaFile = None, as_json: AsJson = False) -> None:
    """Say of each line what would be used, left out or set aside. 1: a line is not used whole.

    Needs no broker and sends nothing. It names lines and fields, and never says a value.
    """
    known = load(read(areas=areas).areas).areas
    counts: Counter[str] = Counter()
    is_whole = True
    for one in check_lines(read_lines(files), known):
        counts[one.verdict] += 1
        is_whole = is_whole and one.is_whole
        if is_piped(as_json):
            write(asdict(one))
        elif not one.is_whole:
            out.print(f"line {one.line}: {_sentence(one)}", markup=False, soft_wrap=True)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.items()) or "none"
    err.print(f"Lines: {counts.total()} ({said})")
    if not is_whole:
        raise typer.Exit(FINDING)


def _sentence(one: Checked) -> str:
    named = ", ".join(one.fields)
    passed = f"{one.unknown} fields that no schema names are passed over" if one.unknown else ""
    reason = (one.reason or "").replace("_", " ")
    if one.verdict == "set aside":
        return f"set aside: {reason}" + (f" ({named})" if named else "")
    if one.verdict == "partly":
        return f"used without {named}" + (f"; {passed}" if passed else "")
    return f"used; {passed}"
