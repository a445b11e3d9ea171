"""Bars from zero, one line a group, divided by state; hatching repeats what shade says."""

from __future__ import annotations

from streams.report.charts.canvas import ALARM, GREY, INK, SMALL, Canvas
from streams.report.figure import Figure
from streams.report.words import number

STATES = (
    ("in time", INK, ""),
    ("done late", "#7A93AA", ""),
    ("open, late", ALARM, "////"),
    ("open", "white", ""),
    ("excluded", "#C9CFD4", ""),
    ("undecided", "white", "...."),
)
EACH, MARGIN = 0.24, 0.75  # inches
MOST = 25


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw groups; where states are not shown, one bar of the whole."""
    rows = [row for row in figure.rows if row.value][:MOST]
    if not rows:
        return
    (axes,) = canvas.sheet(MARGIN + EACH * len(rows))
    for i, row in enumerate(rows):
        start = 0.0
        for state, color, hatch in STATES:
            n = float(row.facts.get(state) or 0)
            axes.barh([i], [n], 0.66, left=start, fc=color, ec=INK, hatch=hatch, lw=0.6)
            start += n
        if not row.facts:
            axes.barh([i], [row.value or 0], 0.66, fc=INK)
        said = ", ".join(f"{number(float(row.facts[state] or 0))} {state}" for state, _, _ in STATES
                         if row.facts.get(state))  # fmt: skip
        axes.annotate(said or number(row.value or 0), (row.value or 0, i), (4, 0), va="center",
                      textcoords="offset points", fontsize=SMALL)  # fmt: skip
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, max(row.value or 0 for row in rows) * 1.02)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GREY, alpha=0.2, lw=0.6)
    drawn = canvas.made
    assert drawn is not None  # noqa: S101  It was laid out above.
    tall = drawn.get_figheight()
    drawn.subplots_adjust(left=0.27, right=0.62, top=0.98, bottom=0.4 / tall)
