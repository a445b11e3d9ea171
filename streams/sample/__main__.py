"""Write the sample stream, or background alone: ``python -m streams.sample --out FILE``."""

from __future__ import annotations

import argparse
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from streams.sample.background import background
from streams.sample.describe import labels, note
from streams.sample.ground import TERRITORIES
from streams.sample.sample import AREAS, DAYS, SEED, START, line, sample


def packed(lines: Iterable[str], name: str) -> bytes:
    """Return lines as bytes, gzipped without a date or name if the file's name asks for it."""
    text = "".join(f"{one}\n" for one in lines).encode()
    if not name.endswith(".gz"):
        return text
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, out, mtime=0) as file:
        file.write(text)
    return out.getvalue()


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line and write the files."""
    ask = argparse.ArgumentParser(prog="python -m streams.sample", description=__doc__)
    ask.add_argument("--out", type=Path, required=True, help="file to write, .jsonl or .jsonl.gz")
    ask.add_argument("--seed", type=int, default=SEED)
    ask.add_argument("--days", type=int, default=DAYS, help="length of the period")
    ask.add_argument("--start", type=date.fromisoformat, default=START, help="background only")
    ask.add_argument("--areas", default=",".join(AREAS), help="background only: " + _known())
    ask.add_argument("--no-stories", action="store_true", help="background alone, at full rates")
    given = ask.parse_args(argv)
    areas = given.areas.split(",")
    if wrong := [name for name in areas if name not in TERRITORIES]:
        ask.error(f"unknown areas: {', '.join(wrong)}; known: {_known()}")
    if given.no_stories:
        events = background(given.seed, areas, given.days, start=given.start)
        lines = (json.dumps(event, separators=(",", ":")) for event in events)
        given.out.write_bytes(packed(lines, given.out.name))
        return
    if (given.start, tuple(areas)) != (START, AREAS):
        ask.error("--start and --areas go with --no-stories: stories have their dates and towns")
    made = sample(given.seed, given.days)
    given.out.write_bytes(packed(map(line, made.sent), given.out.name))
    stem = given.out.name.split(".")[0]
    command = f"python -m streams.sample --out streams/data/sample.jsonl.gz --seed {given.seed}"
    given.out.with_name(f"{stem}.md").write_text(note(made, command), encoding="utf-8")
    given.out.with_name(f"{stem}_labels.csv").write_text(labels(made), encoding="utf-8")


def _known() -> str:
    return ", ".join(TERRITORIES)


if __name__ == "__main__":
    main()
