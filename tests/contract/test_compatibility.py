"""A schema that was released is never narrowed for its senders, nor widened for its readers."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from schemas.compatibility import all_breaks, breaks

OLD: dict[str, Any] = {
    "required": ["report_id"],
    "properties": {
        "report_id": {"type": "string", "maxLength": 120},
        "method": {"enum": ["sharp", "blunt"]},
        "place": {"$ref": "#/$defs/Place"},
        "age": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    },
    "$defs": {"Place": {"type": "object", "properties": {"lat": {"type": "number"}}}},
}


def changed(**properties: Any) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    new["properties"] |= properties
    return new


def test_nothing_released_is_broken_today():
    assert all_breaks() == []


@pytest.mark.parametrize("is_read", [True, False])
def test_a_new_optional_field_breaks_nobody(is_read):
    assert breaks(OLD, changed(note={"type": "string"}), is_read=is_read) == []


@pytest.mark.parametrize(
    ("new", "for_senders", "for_readers"),
    [
        (changed(method={"enum": ["sharp"]}), ["method: another set of values"], []),
        (changed(method={"enum": ["sharp", "blunt", "fire"]}), [],
         ["method: another set of values"]),
        (changed(report_id={"type": "string", "maxLength": 60}), ["report_id: maxLength"], []),
        (changed(report_id={"type": "string", "maxLength": 200}), [], ["report_id: maxLength"]),
        (changed(age={"type": "integer"}), ["age: another shape"], []),
        ({**OLD, "required": ["report_id", "method"]},
         ["method: required on one side alone"], []),
        ({**OLD, "required": []}, [], ["report_id: required on one side alone"]),
        ({**OLD, "$defs": {"Place": {"type": "object", "properties": {"x": {}}}}},
         ["place.lat: gone"], ["place.lat: gone"]),
    ],
    ids=["value gone", "value new", "shorter", "longer", "no null", "now required",
         "no longer promised", "field gone"],
)  # fmt: skip
def test_a_break_is_named_for_whom_it_is_one(new, for_senders, for_readers):
    assert breaks(OLD, new, is_read=True) == for_senders
    assert breaks(OLD, new, is_read=False) == for_readers
