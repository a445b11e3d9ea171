"""Dots with intervals, one line a row, the number beside it."""

from __future__ import annotations

from streams.report.charts.canvas import GREY, SMALL, Canvas, color_of, mark_of
from streams.report.figure import Figure, Row
from streams.report.words import FEWEST_OF_PERCENT, number, percent

EACH, MARGIN = 0.23, 0.75  # inches
MOST = 40
LABEL = 0.36  # of the width


def _said(row: Row, figure: Figure) -> str:
    """The number in words: no percentage of fewer than twenty."""
    value = row.value or 0.0
    if row.k is None or row.n is None:
        return percent(value) if figure.unit == "share" else number(value)
    of = f"{number(row.k)} of {number(row.n)}"
    return of if row.n < FEWEST_OF_PERCENT else f"{percent(value)}, {of}"


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw values with their intervals; a row without one is named and left empty."""
    rows = figure.rows[:MOST]
    if not any(row.value is not None for row in rows):
        return
    (axes,) = canvas.sheet(MARGIN + EACH * len(rows))
    for i, row in enumerate(rows):
        if row.value is None:
            continue
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [i, i], color=color_of(row), lw=1.3)
        axes.plot([row.value], [i], mark_of(row), color=color_of(row), ms=5, mfc="white"
                  if mark_of(row) == "o" else color_of(row))  # fmt: skip
        axes.annotate(
            _said(row, figure), (1.01, i), xycoords=("axes fraction", "data"), va="center",
            fontsize=SMALL,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    if figure.unit == "share":
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f}%")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GREY, alpha=0.2, lw=0.6)
    drawn = canvas.made
    assert drawn is not None  # noqa: S101  It was laid out above.
    drawn.subplots_adjust(left=LABEL, right=0.84, top=0.98, bottom=0.4 / drawn.get_figheight())
