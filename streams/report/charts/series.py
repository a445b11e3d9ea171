"""One row an alert: its reports before and after it was first told, and what became of it."""

from __future__ import annotations

from datetime import date

from matplotlib.axes import Axes

from streams.report.charts.canvas import ALARM, BAND, GREY, INK, SMALL, Canvas
from streams.report.figure import Figure, Row
from streams.report.words import number

EACH, MARGIN = 0.25, 0.8  # inches
MOST = 30
FIRST, SECOND, THIRD = 1.03, 1.24, 1.45  # columns beside the axes, in their widths
NO_MARK = "never told"


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw the newest thirty alerts that have reports; hollow: known when it was told."""
    rows = [row for row in figure.rows if row.facts.get("dates")][:MOST]
    if not rows:
        return
    (axes,) = canvas.sheet(MARGIN + EACH * len(rows))
    for i, row in enumerate(rows):
        _row(axes, i, row)
    labels = [str(row.facts["kind"]).capitalize() for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    _dates(axes, rows)
    for x, head in ((FIRST, "known then"), (SECOND, "since first"), (THIRD, "outcome")):
        axes.annotate(head, (x, 1), (0, 4), xycoords="axes fraction", textcoords="offset points",
                      fontsize=SMALL, color=GREY)  # fmt: skip
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    drawn = canvas.made
    assert drawn is not None  # noqa: S101  It was laid out above.
    tall = drawn.get_figheight()
    drawn.subplots_adjust(left=0.22, right=0.63, top=1 - 0.3 / tall, bottom=0.4 / tall)


def _row(axes: Axes, i: int, row: Row) -> None:
    days = [date.fromisoformat(day).toordinal() for day in str(row.facts["dates"]).split()]
    told = str(row.facts["told"])
    known = int(row.n) if row.n is not None else 0
    if told != NO_MARK:
        at = date.fromisoformat(told).toordinal()
        axes.plot([days[0], at], [i, i], color=BAND, lw=5, solid_capstyle="butt")
        axes.plot([at, max(at, days[-1])], [i, i], color=INK, lw=1)
        axes.plot([at, at], [i - 0.34, i + 0.34], color=ALARM, lw=2)
    for j, day in enumerate(days):
        axes.plot([day], [i], "o", ms=4.5, color=INK, mfc="white" if j < known else INK)
    said = (
        (FIRST, f"{known} of {len(days)}" if known else "-"),
        (SECOND, f"{number(row.value)} d" if row.value is not None else "-"),
        (THIRD, str(row.facts["outcome"]).capitalize()),
    )
    for x, words in said:
        axes.annotate(words, (x, i), xycoords=("axes fraction", "data"), va="center",
                      fontsize=SMALL)  # fmt: skip


def _dates(axes: Axes, rows: list[Row]) -> None:
    low, high = axes.get_xlim()
    first, last = date.fromordinal(int(low)), date.fromordinal(int(high))
    marks = [date(year, month, 1) for year in range(first.year, last.year + 1)
             for month in (1, 4, 7, 10)]  # fmt: skip
    marks = [day for day in marks if first <= day <= last]
    every = max(1, -(-len(marks) // 6))
    axes.set_xticks([day.toordinal() for day in marks[::every]],
                    [f"{day:%b %y}" for day in marks[::every]])  # fmt: skip
