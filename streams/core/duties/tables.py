"""One table of a rule file while it is read: each fault is noted with its place, none ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


class Table:
    """Reads the fields of one table; a field that is wrong is a fault and gets a stand-in."""

    def __init__(self, where: str, data: object, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self.data: Mapping[str, object] = {}
        if isinstance(data, Mapping):
            self.data = data
        else:
            self.fault("must be a table")

    def fault(self, what: str) -> None:
        """Note one fault at this place."""
        self.faults.append(f"{self.where}: {what}")

    def only(self, known: Iterable[str]) -> None:
        """Refuse fields that nothing reads: most are misspelt."""
        for name in sorted(set(self.data) - set(known)):
            self.fault(f"unknown field {name}")

    def text(self, name: str, *, is_optional: bool = False, may_be_empty: bool = False) -> str:
        """Read a text."""
        value = self.data.get(name)
        if value is None and is_optional:
            return ""
        if isinstance(value, str) and (value or may_be_empty):
            return value
        self.fault(f"{name} is missing" if value in (None, "") else f"{name} must be a text")
        return ""

    def texts(self, name: str, *, is_optional: bool = False) -> tuple[str, ...]:
        """Read a list of texts that is not empty."""
        value = self.data.get(name)
        if value is None and is_optional:
            return ()
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.fault(f"{name} is missing" if not value else f"{name} must be a list of texts")
        return ()

    def numbers(self, name: str) -> tuple[int, ...]:
        """Read a list of whole numbers that may be left out."""
        value = self.data.get(name, [])
        if isinstance(value, list) and all(type(one) is int for one in value):
            return tuple(value)
        self.fault(f"{name} must be a list of whole numbers")
        return ()

    def number(self, name: str, least: int) -> int:
        """Read a whole number."""
        value = self.data.get(name)
        if type(value) is int and value >= least:
            return value
        self.fault(f"{name} must be a whole number, {least} or more")
        return least

    def day(self, name: str) -> date | None:
        """Read a date that may be left out."""
        value = self.data.get(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(f"{name} must be a date like 2026-11-23")
        return None

    def choice(self, name: str, choices: type[E]) -> E:
        """Read one of a closed set; the stand-in for a wrong one is the first."""
        value = self.data.get(name)
        members = list(choices)
        for member in members:
            if member.value == value:
                return member
        allowed = ", ".join(members)
        self.fault(f"{name} is missing" if value is None else f"{name} must be one of {allowed}")
        return members[0]

    def word(self, name: str, allowed: Iterable[str]) -> str:
        """Read one of the words that the file itself explains."""
        value = self.text(name)
        known = sorted(allowed)
        if value and value not in known:
            self.fault(f"{name} must be one of {', '.join(known)}")
        return value

    def items(self, name: str) -> list[object]:
        """Read a list that may be left out."""
        value = self.data.get(name, [])
        if isinstance(value, list):
            return value
        self.fault(f"{name} must be a list")
        return []

    def table(self, name: str) -> Table:
        """Read a table within this one; left out, it is empty."""
        return Table(f"{self.where}, {name}", self.data.get(name, {}), self.faults)
