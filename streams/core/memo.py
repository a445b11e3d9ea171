"""What was worked out since the facts last changed: asked by many cases of one step, made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Results by key, forgotten as soon as the facts have changed. Nothing that is kept."""

    __slots__ = ("_facts", "_made")

    def __init__(self) -> None:
        self._facts: Hashable = None
        self._made: dict[Hashable, Any] = {}

    def of(self, facts: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of these facts under a key, or make it now."""
        if facts != self._facts:
            self._made.clear()
            self._facts = facts
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made
