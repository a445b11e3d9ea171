"""One figure of the report: its numbers, its sentence, its table, and what draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["count", "share", "rate", "ratio", "days", "text"]
Verdict = Literal["inside", "between", "beyond", "few", "incomplete", "no_data"]
Fact = str | int | float | None
COMPARED: tuple[Verdict, ...] = ("inside", "between", "beyond")
SHARE_FEW, COMPLEMENT_FEW = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a figure.

    ``value``: in the figure's unit; ``low`` and ``high``: its 95% interval, or the likely range
    where it is not complete yet; ``k`` of ``n`` for shares, cases over ``exposure`` for rates and
    ratios; ``missing``: not known, and ``bounds``: of the share if none or all of those were one;
    ``outer``: the outer lines. ``hidden``: under 5, and so not shown. ``silent``: a sender was.
    """

    label: str
    value: float | None = None
    k: int | None = None
    n: int | None = None
    exposure: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    usual: tuple[int, int] | None = None
    outer: tuple[float, float] | None = None
    missing: int | None = None
    bounds: tuple[float, float] | None = None
    verdict: Verdict | None = None
    unseen: float | None = None
    hidden: bool = False
    silent: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """A run of months or quarters, oldest first; ``dates``: too few for lines.

    ``run``: first and last place of the newest run on one side of what was expected, of the
    ``looked`` places that were looked through for one.
    """

    label: str
    rows: tuple[Row, ...]
    note: str = ""
    by: Literal["month", "quarter", "dates"] = "month"
    run: tuple[int, int] | None = None
    looked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. ``numbers``: numbers of the sentence that stand in no row.

    ``partner``: what other organisations see: ``counts`` rounded, or nothing. ``basis``: by which
    date things are counted. ``label_name``, ``of_name``: heads of the table for label and ``n``.
    """

    key: str
    section: int
    title: str
    unit: Unit = "count"
    rows: tuple[Row, ...] = ()
    panels: tuple[Panel, ...] = ()
    method: str = ""
    basis: str = "by date of death"
    sentence: str = ""
    alt: str = ""
    notes: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    chart: str | None = None
    partner: Literal["counts", "drop"] = "counts"
    label_name: str = ""
    of_name: str = ""

    @property
    def compared(self) -> tuple[Row, ...]:
        """Rows, months and quarters that were held against what is usual."""
        every = (*self.rows, *(row for panel in self.panels for row in panel.rows))
        return tuple(row for row in every if row.verdict in COMPARED)
