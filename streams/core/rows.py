"""State as rows: whole values by kind and key, and which of them changed since last asked.

The core reads and writes here; the edge stores what changed (engineering: state is rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

RowT = TypeVar("RowT")


class HasMembers(Protocol):
    """A row about cases."""

    @property
    def members(self) -> tuple[str, ...]:
        """Row ids of the cases."""


MemberT = TypeVar("MemberT", bound=HasMembers)


class Rows(Generic[RowT]):
    """One kind of row by key. Values are whole and never changed in place."""

    __slots__ = ("_changed", "_rows")

    def __init__(self) -> None:
        self._rows: dict[str, RowT] = {}
        self._changed: set[str] = set()

    def get(self, key: str) -> RowT | None:
        """Return the row, or None."""
        return self._rows.get(key)

    def __getitem__(self, key: str) -> RowT:
        return self._rows[key]

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def values(self) -> Iterator[RowT]:
        """Go through the rows in the order in which their keys first came."""
        return iter(self._rows.values())

    def put(self, key: str, row: RowT) -> None:
        """Write a row."""
        self._rows[key] = row
        self._changed.add(key)

    def delete(self, key: str) -> None:
        """Forget a row, if there is one."""
        if self._rows.pop(key, None) is not None:
            self._changed.add(key)

    def restore(self, key: str, row: RowT) -> None:
        """Put back a stored row; it does not count as changed."""
        self._rows[key] = row

    def changed(self) -> dict[str, RowT | None]:
        """Return what changed since last asked, None for what is gone, sorted by key."""
        out = {key: self._rows.get(key) for key in sorted(self._changed)}
        self._changed.clear()
        return out


class RowsByMember(Rows[MemberT]):
    """Rows about cases, found by any case that they are about. The index is a cache."""

    __slots__ = ("_about",)

    def __init__(self) -> None:
        super().__init__()
        self._about: dict[str, set[str]] = {}

    def of(self, *members: str) -> list[MemberT]:
        """Return the rows about any of these cases, sorted by key."""
        keys = {key for member in members for key in self._about.get(member, ())}
        return [self[key] for key in sorted(keys)]

    def put(self, key: str, row: MemberT) -> None:
        """Write a row."""
        self._forget(key)
        super().put(key, row)
        self._note(key, row)

    def delete(self, key: str) -> None:
        """Forget a row, if there is one."""
        self._forget(key)
        super().delete(key)

    def restore(self, key: str, row: MemberT) -> None:
        """Put back a stored row; it does not count as changed."""
        super().restore(key, row)
        self._note(key, row)

    def _note(self, key: str, row: MemberT) -> None:
        for member in row.members:
            self._about.setdefault(member, set()).add(key)

    def _forget(self, key: str) -> None:
        before = self.get(key)
        for member in before.members if before is not None else ():
            self._about[member].discard(key)
            if not self._about[member]:
                del self._about[member]
