"""Rules for a benchmark run: the shipped ones with other budgets of false alerts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from streams.configuration import DATA

SERIES = "series.toml"


@dataclass(frozen=True, slots=True)
class Budget:
    """False alerts an area and year, all statistical parts together."""

    red: float
    amber: float


OPEN = Budget(red=20.0, amber=200.0)  # so that what lies below the lines is seen, too


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
