"""What an offence code stands for: its class and its group, on a given day."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

COLUMNS = ("code", "class", "group", "other_forms", "in_force_from", "in_force_to")


@dataclass(frozen=True, slots=True)
class Offence:
    """One line of the list of offence codes."""

    code: str
    offence_class: str
    group: str
    in_force_from: date | None = None
    in_force_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Say whether the code was in use on that day."""
        if self.in_force_from is not None and day < self.in_force_from:
            return False
        return self.in_force_to is None or day <= self.in_force_to


@dataclass(frozen=True, slots=True)
class OffenceCodes:
    """The Home Office codes by the ways in which senders write them."""

    by_code: Mapping[str, tuple[Offence, ...]]

    def find(self, code: str | None, day: date) -> Offence | None:
        """Find what a code stands for on a day: itself, or its class-level row (19C/1 is 19C)."""
        if not code:
            return None
        written = code.strip().upper()
        for form in (written, written.partition("/")[0]):
            for offence in self.by_code.get(form, ()):
                if offence.is_in_force(day):
                    return offence
        return None


def read_offence_codes(text: str, faults: list[str]) -> OffenceCodes:
    """Read the lines of ``offence_codes.csv``; what cannot be read is added to ``faults``."""
    rows = csv.DictReader(StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        faults.append(f"offence codes: no column {', '.join(missing)}")
        return OffenceCodes({})
    own: defaultdict[str, list[Offence]] = defaultdict(list)
    others: defaultdict[str, list[Offence]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        offence = _read_offence(row, f"offence codes, line {line}", faults)
        own[offence.code.upper()].append(offence)
        for form in _other_forms(row["other_forms"] or ""):
            others[form].append(offence)
    forms = own.keys() | others.keys()
    return OffenceCodes({form: (*own.get(form, ()), *others.get(form, ())) for form in forms})


def _read_offence(row: Mapping[str, str | None], where: str, faults: list[str]) -> Offence:
    """Read one line; a date that is no date is a fault."""
    code, offence_class, group = ((row[name] or "").strip() for name in COLUMNS[:3])
    if not (code and offence_class and group):
        faults.append(f"{where}: code, class and group must be given")
    days: list[date | None] = []
    for name in ("in_force_from", "in_force_to"):
        written = (row[name] or "").strip()
        try:
            days.append(date.fromisoformat(written) if written else None)
        except ValueError:
            faults.append(f"{where}: {name} must be like 2012-04-01")
            days.append(None)
    return Offence(code, offence_class, group, *days)


def _other_forms(written: str) -> list[str]:
    """Pick the codes out of a list such as ``008/06 (ABH); 4.1``."""
    return re.findall(r"(?:^|[,;]\s*)(\d+[A-Z]?(?:[/.]\d+)?)", re.sub(r"\([^)]*\)", "", written))
