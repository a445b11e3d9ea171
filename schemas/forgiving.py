"""Read JSON that is a little wrong, so that one bad character costs its field, not the report.

Source: contract, section 2: a death must never be ignored because a field was mistyped.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import orjson

MOST_LEVELS = 100  # of nesting in what is a little wrong; our shapes are four levels deep
LONGEST_NUMBER = 18  # digits of a whole number that any reader holds exactly
_OPENS, _CLOSES = b"[{", b"]}"
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(_OPENS + _CLOSES))


class NotJson(ValueError):
    """Bytes that are not JSON, however forgivingly read. Says nothing of what they hold."""

    def __init__(self) -> None:
        super().__init__("not JSON")


def loads(value: bytes) -> Any:
    """Read JSON. What real senders get wrong is let through for the schema to refuse by field.

    That is a byte order mark (skipped), NaN and Infinity, numbers past a double's range, lone
    surrogates, and bytes that are not UTF-8 (each a lone surrogate, which no field accepts).

    Raises:
        NotJson: anything else, or more than 100 levels deep where something is wrong.
    """
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        pass
    if _levels(value) > MOST_LEVELS:
        raise NotJson
    try:
        text = value.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        return json.loads(text, parse_int=_whole)
    except (ValueError, RecursionError):
        raise NotJson from None


def _levels(value: bytes) -> int:
    """How deep brackets nest, those in strings taken for real."""
    brackets = value.translate(None, _ALL_BUT_BRACKETS)
    return max(accumulate(1 if one in _OPENS else -1 for one in brackets), default=0)


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)
