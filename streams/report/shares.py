"""Shares with their interval, what is not known, and the bounds that this leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from streams.report.columns import Death
from streams.report.figure import Row
from streams.report.measures.intervals import wilson

MUCH_MISSING = 0.05  # of all: from here on the bounds are given


def share(label: str, k: int, known: int, missing: int = 0) -> Row:
    """Give k of those known; where over a twentieth is not known, the bounds of the whole, too.

    Bounds: k/N, as if none of those not known were one, to (k + missing)/N, as if all were.
    """
    low, high = wilson(k, known)
    whole = known + missing
    wide = missing > MUCH_MISSING * whole
    return Row(
        label=label, value=k / known if known else None, k=k, n=known, low=low, high=high,
        missing=missing, bounds=(k / whole, (k + missing) / whole) if wide else None,
    )  # fmt: skip


def shares(
    groups: Mapping[str, Callable[[Death], bool]], known: Iterable[Death], missing: int = 0
) -> tuple[Row, ...]:
    """Give the share of each group in the same deaths."""
    of = list(known)
    return tuple(
        share(name, sum(map(holds, of)), len(of), missing) for name, holds in groups.items()
    )
