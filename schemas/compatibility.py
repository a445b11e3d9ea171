"""Whether the schemas still take, and still promise, what they did at the last release.

``python -m schemas.compatibility`` compares with ``schemas/released/``, which each release fills
anew. What breaks a sender or a reader needs a new type, ``.v2``, beside the old one for 90 days.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from schemas.commands import COMMAND_TYPE
from schemas.publish import CONTRACTS, file_name, schema_of
from schemas.reports import REPORTS

RELEASED: Final = Path(__file__).parent / "released"
READ: Final = frozenset({*REPORTS, COMMAND_TYPE})
"""What others write and we read: we may take more, never less. All else: promise no less."""
LEAST: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
MOST: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")

Node = dict[str, Any]


def breaks(old: Node, new: Node, *, is_read: bool) -> list[str]:
    """Name what a change breaks: of what we read, for its senders; else for its readers."""
    wide, narrow = (new, old) if is_read else (old, new)
    found = {*_not_within(wide, narrow, wide, narrow, ""), *_gone(old, new, old, new, "")}
    return sorted(found)


def _not_within(
    wide_root: Node, narrow_root: Node, wide: Node, narrow: Node, path: str
) -> Iterator[str]:
    """Say where something that fits the narrow schema would not fit the wide one."""
    wide, narrow = _followed(wide_root, wide), _followed(narrow_root, narrow)
    if "anyOf" in wide or "anyOf" in narrow:
        choices = wide.get("anyOf", [wide])
        for each in narrow.get("anyOf", [narrow]):
            if all(list(_not_within(wide_root, narrow_root, one, each, path)) for one in choices):
                yield f"{path or 'event'}: another shape"
        return
    yield from _bounds(wide, narrow, path)
    for name in sorted(set(wide.get("required", ())) - set(narrow.get("required", ()))):
        yield f"{path}.{name}: required on one side alone".lstrip(".")
    inside, other = wide.get("properties", {}), narrow.get("properties", {})
    for name in inside.keys() & other.keys():
        below = f"{path}.{name}".lstrip(".")
        yield from _not_within(wide_root, narrow_root, inside[name], other[name], below)
    if isinstance(wide.get("items"), dict) and isinstance(narrow.get("items"), dict):
        yield from _not_within(wide_root, narrow_root, wide["items"], narrow["items"], f"{path}[]")


def _bounds(wide: Node, narrow: Node, path: str) -> Iterator[str]:
    allowed, values = _values(wide), _values(narrow)
    if allowed is not None and (values is None or not values <= allowed):
        yield f"{path}: another set of values"
    if wide.get("type", narrow.get("type")) != narrow.get("type"):
        yield f"{path}: another type"
    if wide.get("pattern") not in (None, narrow.get("pattern")):
        yield f"{path}: another pattern"
    for names, sign in ((LEAST, 1), (MOST, -1)):
        for name in (one for one in names if one in wide):
            if name not in narrow or sign * wide[name] > sign * narrow[name]:
                yield f"{path}: {name}"


def _gone(old_root: Node, new_root: Node, old: Node, new: Node, path: str) -> Iterator[str]:
    """Say which fields are no longer there: senders' would be lost, readers' would be missed."""
    old, new = _followed(old_root, old), _followed(new_root, new)
    inside, other = old.get("properties", {}), new.get("properties", {})
    for name in inside:
        below = f"{path}.{name}".lstrip(".")
        if other and name not in other:
            yield f"{below}: gone"
        elif name in other:
            yield from _gone(old_root, new_root, inside[name], other[name], below)


def _values(node: Node) -> frozenset[str] | None:
    if "const" in node:
        return frozenset({json.dumps(node["const"])})
    return frozenset(map(json.dumps, node["enum"])) if "enum" in node else None


def _followed(root: Node, node: Node) -> Node:
    while "$ref" in node:
        target = root
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def all_breaks(released: Path = RELEASED) -> list[str]:
    """Compare every type that was released with what the code would publish now."""
    found = []
    for path in sorted(released.glob("tocsin.*.json")):
        kind = path.stem
        if kind not in CONTRACTS:
            found.append(f"{file_name(kind)}: no longer published")
            continue
        old = json.loads(path.read_text(encoding="utf-8"))
        found += [f"{kind}: {one}" for one in breaks(old, schema_of(kind), is_read=kind in READ)]
    return found


if __name__ == "__main__":
    faults = all_breaks()
    print("\n".join(faults) or "Nothing that was released is broken.")
    sys.exit(bool(faults))
