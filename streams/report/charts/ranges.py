"""What the last report expected as ranges, and what came as dots on them."""

from __future__ import annotations

from streams.report.charts.canvas import ALARM, BAND, GREY, INK, SMALL, Canvas
from streams.report.figure import Figure
from streams.report.words import number

EACH, MARGIN = 0.25, 0.6  # inches


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw one range a row; a dot that lies outside is a diamond."""
    rows = figure.rows
    (axes,) = canvas.sheet(MARGIN + EACH * len(rows))
    for i, row in enumerate(rows):
        inside = row.facts["inside"] == "yes"
        axes.plot([row.low or 0, row.high or 0], [i, i], color=GREY, lw=7, solid_capstyle="butt")
        axes.plot([row.low or 0, row.high or 0], [i, i], color=BAND, lw=5, solid_capstyle="butt")
        axes.plot([row.value or 0], [i], "o" if inside else "D", ms=5,
                  color=INK if inside else ALARM)  # fmt: skip
        said = f"{number(row.value or 0)} in {number(row.low or 0)} to {number(row.high or 0)}"
        axes.annotate(said, (1.01, i), xycoords=("axes fraction", "data"), va="center",
                      fontsize=SMALL)  # fmt: skip
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    drawn = canvas.made
    assert drawn is not None  # noqa: S101  It was laid out above.
    drawn.subplots_adjust(left=0.36, right=0.8, top=0.98, bottom=0.3 / drawn.get_figheight())
