"""Partial acceptance: a wrong core field refuses a report, any other wrong field is left out.

Source: contract, section 2. Nothing here ever quotes a value: faults are names of fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from schemas.fields import Schema
from schemas.reports import Report

ReportT = TypeVar("ReportT", bound=Report)
SchemaT = TypeVar("SchemaT", bound=Schema)
MOST_ROUNDS = 8  # of leaving out; our shapes are four levels deep

Path = tuple[int | str, ...]


class CoreFieldsWrong(ValueError):
    """A report whose core is wrong. ``fields`` names what, in the order of the schema."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(dict.fromkeys(fields))
        super().__init__(
            f"core fields missing or wrong: {', '.join(self.fields)}. "
            "Correct them at the sender and send the report again."
        )


@dataclass(frozen=True, slots=True)
class Accepted(Generic[ReportT]):
    """A report as far as it can be used; ``dropped`` names the fields left out."""

    report: ReportT
    dropped: tuple[str, ...]


def accept(model: type[ReportT], data: dict[str, Any]) -> Accepted[ReportT]:
    """Check ``data`` and leave out what is wrong outside the core; null says nothing.

    Raises:
        CoreFieldsWrong: a core field is missing or wrong.

    """
    data = _less_nothing(data)
    dropped: dict[str, None] = {}
    for _ in range(MOST_ROUNDS):
        try:
            return Accepted(model.model_validate(data), tuple(dropped))
        except ValidationError as error:
            paths = [
                (fault["loc"], fault["type"])
                for fault in error.errors(
                    include_url=False, include_context=False, include_input=False
                )
            ]
        core = [str(loc[0]) for loc, _ in paths if loc and loc[0] in model.CORE]
        if core or not all(loc for loc, _ in paths):
            raise CoreFieldsWrong(core or ["report"])
        for loc, _ in paths:
            dropped[".".join(part for part in loc if isinstance(part, str))] = None
        data = _without(data, [loc[:-1] if kind == "missing" else loc for loc, kind in paths])
    raise CoreFieldsWrong(["report"])


def accept_whole(model: type[SchemaT], data: dict[str, Any]) -> SchemaT:
    """Check ``data`` whose every field counts, such as an order.

    Raises:
        CoreFieldsWrong: any field is missing or wrong.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        names = [str(fault["loc"][0]) if fault["loc"] else "command" for fault in faults]
    raise CoreFieldsWrong(names)


def unknown_fields(report: Report, data: dict[str, Any]) -> int:
    """Count the top-level fields that the schema does not know (they are ignored)."""
    return len(data.keys() - type(report).model_fields.keys())


def _less_nothing(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out nulls of the fields and of objects in them: a sender's way to say not known."""
    if not any(value is None or isinstance(value, dict) for value in data.values()):
        return data
    return {
        name: {key: item for key, item in value.items() if item is not None}
        if isinstance(value, dict)
        else value
        for name, value in data.items()
        if value is not None
    }


def _without(value: Any, paths: Sequence[Path]) -> Any:
    """Return a copy of ``value`` without the elements at ``paths``."""
    heads: dict[int | str, list[Path]] = {}
    for path in paths:
        heads.setdefault(path[0], []).append(path[1:])
    gone = {head for head, rests in heads.items() if not all(rests)}
    if isinstance(value, dict):
        return {
            key: _without(item, heads[key]) if key in heads else item
            for key, item in value.items()
            if key not in gone
        }
    return [
        _without(item, heads[number]) if number in heads else item
        for number, item in enumerate(value)
        if number not in gone
    ]
