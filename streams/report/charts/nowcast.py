"""Bars by month; what is still to come is hatched, and its interval is on that part alone."""

from __future__ import annotations

from streams.report.charts.canvas import INK, TEXT, Canvas, hatch_silent
from streams.report.charts.months import mark_months
from streams.report.figure import Figure


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw one group beside the other."""
    panels = [one for one in figure.panels if one.rows]
    if not panels:
        return
    for axes, panel in zip(canvas.sheet(2.4, 1, len(panels)), panels, strict=True):
        for i, row in enumerate(panel.rows):
            if row.value is None:
                continue
            axes.bar([i], [row.value], 0.72, color=INK)
            if row.verdict == "incomplete" and row.low is not None and row.high is not None:
                middle = (row.low + row.high) / 2
                axes.bar([i], [middle - row.value], 0.72, bottom=row.value, fc="white", ec=INK,
                         hatch="////")  # fmt: skip
                axes.plot([i, i], [row.low, row.high], color=TEXT, lw=1.4)
        hatch_silent(axes, panel.rows)
        axes.set_title(panel.label, loc="left", fontsize=8.5, fontweight="bold")
        axes.set_ylim(bottom=0)
        mark_months(axes, [row.label for row in panel.rows], 4)
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(left=0.07, right=0.985, top=0.88, bottom=0.13, wspace=0.2)
