"""Conditions as a rule file writes them: [field, op, value], or tables of all, any, not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from streams.core.duties.conditions import FITS, AllOf, AnyOf, Comparison, Condition, Not, Op
from streams.core.duties.sight import AGES

NEVER = AnyOf(())  # stands in for a condition that could not be read


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a condition may refer to, and where its faults go."""

    sets: Mapping[str, tuple[str, ...]]
    faults: list[str]

    def fault(self, where: str, what: str) -> None:
        """Note one fault."""
        self.faults.append(f"{where}: {what}")

    def condition(self, written: object, where: str) -> Condition:
        """Read a condition; what cannot be read is a fault and never holds."""
        if isinstance(written, Mapping):
            return self._group(written, where)
        if isinstance(written, list):
            return self._comparison(written, where)
        self.fault(where, "a condition must be a list or a table with all, any or not")
        return NEVER

    def _group(self, written: Mapping[str, object], where: str) -> Condition:
        if len(written) != 1 or not written.keys() <= {"all", "any", "not"}:
            self.fault(where, "a condition table must have exactly one of all, any, not")
            return NEVER
        (word, inner), *_ = written.items()
        if word == "not":
            return Not(self.condition(inner, f"{where}.not"))
        if not isinstance(inner, list) or not inner:
            self.fault(where, f"{word} must be a list of conditions that is not empty")
            return NEVER
        parts = tuple(
            self.condition(part, f"{where}.{word}[{place}]") for place, part in enumerate(inner)
        )
        return AllOf(parts) if word == "all" else AnyOf(parts)

    def _comparison(self, written: list[object], where: str) -> Condition:
        if len(written) not in (2, 3):
            self.fault(where, "a comparison must be [field, op, value]")
            return NEVER
        field, op, *values = written
        if not isinstance(field, str) or field not in FITS:
            self.fault(where, f"unknown field {field}")
            return NEVER
        if not isinstance(op, str) or op not in set(Op):
            self.fault(where, f"unknown op {op}")
            return NEVER
        if Op(op) not in FITS[field]:
            self.fault(where, f"op {op} does not fit field {field}")
            return NEVER
        return self._valued(field, Op(op), values, where)

    def _valued(self, field: str, op: Op, values: list[object], where: str) -> Condition:
        """Read the value: nothing for 'present', years for an age, else words."""
        value = values[0] if values else None
        if op is Op.PRESENT:
            return Comparison(field, op)
        if field in AGES:
            if type(value) is int and value >= 0:
                return Comparison(field, op, limit=value)
            self.fault(where, f"{field} {op} needs whole years")
            return NEVER
        words = self.words(value, where, is_single=op in (Op.IS, Op.IS_NOT))
        return Comparison(field, op, words) if words else NEVER

    def words(self, value: object, where: str, *, is_single: bool = False) -> tuple[str, ...]:
        """Read the words to compare with: one, a list, or '@name' of a list in [sets]."""
        if isinstance(value, str) and value.startswith("@"):
            if value[1:] not in self.sets:
                self.fault(where, f"unknown set {value}")
            return self.sets.get(value[1:], ())
        if is_single:
            value = [value]
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.fault(where, "needs a word" if is_single else "needs a list of words or a set")
        return ()
