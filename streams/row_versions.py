"""How a row of a stage's state says which release can read it.

A release reads the newest form and the one before, and writes the one before until
``state_write_version`` is raised: so workers of two releases can take over from each other while
they are exchanged one by one. Form 1 is the row alone; form 2 carries ``v``.
"""

from __future__ import annotations

import re
from typing import Final

from streams.core.errors import ConfigurationError

OLDEST: Final = 1
NEWEST: Final = 2
_OPENS: Final = b'{"v":2,"row":'
_ANY = re.compile(rb'\{"v":(\d{1,9}),')


def stored(row: bytes, version: int) -> bytes:
    """Write a row, JSON, in a form that releases from ``version`` on read."""
    return row if version == OLDEST else _OPENS + row + b"}"


def row_of(value: bytes) -> bytes:
    """Read a row of either form.

    Raises:
        ConfigurationError: a later release wrote it.
    """
    if value.startswith(_OPENS):
        return value[len(_OPENS) : -1]
    later = _ANY.match(value)
    if later is not None:
        raise ConfigurationError(
            [
                f"the state holds rows of form {int(later.group(1))}, and this release reads "
                f"{OLDEST} and {NEWEST}: start the release that wrote them"
            ]
        )
    return value
