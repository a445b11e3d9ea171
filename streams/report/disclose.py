"""From the full edition to the partners': figures are redacted, and drawn only afterwards.

Counts of 1 to 4 are hidden, all others rounded to 5, totals too; rates and shares are made anew
from rounded counts; usual ranges are widened to fives. Nothing else is let through.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

from streams.report.figure import (
    COMPLEMENT_FEW,
    SHARE_FEW,
    Figure,
    Panel,
    Row,
    Unit,
    Verdict,
)
from streams.report.measures.intervals import count_interval, wilson

ROUNDED_TO = 5
HIDDEN_UNDER = 5


def disclose(figures: list[Figure]) -> list[Figure]:
    """Redact what partners may see, and leave out the rest."""
    return [_figure(one) for one in figures if one.partner == "counts"]


def rounded(n: float) -> int:
    """Round a count to the nearest five, halves up."""
    return floor(n / ROUNDED_TO + 0.5) * ROUNDED_TO


def _figure(figure: Figure) -> Figure:
    return replace(
        figure,
        rows=tuple(_row(row, figure.unit) for row in figure.rows),
        panels=tuple(
            Panel(panel.label, tuple(_row(row, "count") for row in panel.rows), by=panel.by)
            for panel in figure.panels
        ),
        notes=tuple(note for note in figure.notes if not any(map(str.isdigit, note))),
        sentence="",
        alt="",
        numbers={},
    )


def _row(row: Row, unit: Unit) -> Row:
    if unit == "count":
        return _count(row)
    if unit == "share":
        return _share(row)
    if unit in ("rate", "ratio"):
        return _rate(row)
    return Row(label=row.label)


def _count(row: Row) -> Row:
    if row.value is None:
        return Row(label=row.label, verdict=row.verdict if row.verdict == "no_data" else None)
    if 0 < row.value < HIDDEN_UNDER:
        return Row(label=row.label, hidden=True)
    value = rounded(row.value)
    usual = None
    if row.usual is not None:
        usual = _widened(*row.usual)
    if row.verdict == "incomplete" and row.low is not None and row.high is not None:
        low, high = _widened(row.low, row.high)
        return Row(label=row.label, value=value, usual=usual, low=min(low, value),
                   high=max(high, value), verdict="incomplete", silent=row.silent)  # fmt: skip
    kept = row.verdict if row.verdict in ("incomplete", "few") else _verdict(value, usual)
    return Row(label=row.label, value=value, usual=usual, verdict=kept, silent=row.silent)


def _widened(low: float, high: float) -> tuple[int, int]:
    """Widen a range to fives; from 1 to 4 nothing but 0 and 5 can be said."""
    return floor(low / ROUNDED_TO) * ROUNDED_TO, ceil(high / ROUNDED_TO) * ROUNDED_TO


def _verdict(value: float, usual: tuple[int, int] | None) -> Verdict | None:
    if usual is None:
        return None
    return "inside" if usual[0] <= value <= usual[1] else "between"


def _share(row: Row) -> Row:
    k, n = rounded(row.k or 0), rounded(row.n or 0)
    if (
        n < SHARE_FEW
        or 0 < (row.k or 0) < HIDDEN_UNDER
        or (row.n or 0) - (row.k or 0) < (COMPLEMENT_FEW)
    ):
        return Row(label=row.label, hidden=True)
    low, high = wilson(min(k, n), n)
    return Row(label=row.label, value=min(k, n) / n, k=k, n=n, low=low, high=high)


def _rate(row: Row) -> Row:
    k = rounded(row.k or 0)
    if (row.k or 0) < SHARE_FEW or not row.exposure or (row.n is not None and row.n < SHARE_FEW):
        return Row(label=row.label, hidden=True)
    low, high = count_interval(k)
    exposure = row.exposure * (rounded(row.n) / row.n if row.n else 1.0)
    each = 1 / exposure
    return Row(
        label=row.label, value=k * each, k=k, exposure=exposure, low=low * each,
        high=high * each,
    )  # fmt: skip
