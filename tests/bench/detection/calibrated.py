"""Rules and areas of a benchmark run: the shipped ones with another budget, and fewer areas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from streams.configuration import DATA

SERIES = "series.toml"


@dataclass(frozen=True, slots=True)
class Budget:
    """False alerts an area and year, all statistical parts together."""

    red: float
    amber: float


OPEN = Budget(red=20.0, amber=200.0)  # so that what lies below the lines is seen, too


def areas_of(folder: Path, codes: Sequence[str]) -> Path:
    """Write an area file of the benchmark's areas alone; nothing is copied to any other."""
    folder.mkdir(parents=True, exist_ok=True)
    pack = orjson.loads((DATA / "areas.json").read_bytes())
    pack["areas"] = [row for row in pack["areas"] if row["code"] in codes]
    path = folder / "areas.json"
    path.write_bytes(orjson.dumps(pack))
    return path


def rules_at(folder: Path, budget: Budget) -> Path:
    """Write a folder of rules that differ from the shipped ones in the budget alone."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (DATA / SERIES).read_text(encoding="utf-8")
    for name, value in (("red_a_year", budget.red), ("amber_a_year", budget.amber)):
        text, changed = re.subn(rf"(?m)^{name} = [0-9.]+", f"{name} = {value}", text)
        if changed != 1:
            raise ValueError(f"{SERIES} holds {name} {changed} times")
    (folder / SERIES).write_text(text, encoding="utf-8")
    return folder
