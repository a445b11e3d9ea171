"""Observed against expected on square-root axes: every site is a mark."""

from __future__ import annotations

from math import sqrt

from streams.report.charts.canvas import ALARM, GREY, INK, SMALL, Canvas, mark_of
from streams.report.figure import Figure
from streams.report.measures.lines import INNER, OUTER, upper_line
from streams.report.words import number

POINTS = 40
STEP = 0.045  # sites with the same number are set apart by this much, in turn


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw sites, the line of what is expected, and the inner and outer lines of chance."""
    rows = [row for row in figure.rows if row.expected and row.value is not None]
    if not rows:
        return
    (axes,) = canvas.sheet(3.4)
    low = min(row.expected or 1 for row in rows) * 0.9
    high = max(row.expected or 1 for row in rows) * 1.15
    across = [low + (high - low) * i / POINTS for i in range(POINTS + 1)]
    roots = [sqrt(x) for x in across]
    for tail, style, name in ((OUTER, "-", "1 in 1,000"), (INNER, "--", "1 in 40")):
        line = [sqrt(upper_line(x, tail)) for x in across]
        axes.plot(roots, line, style, color=GREY, lw=1.3)
        axes.annotate(name, (roots[-1], line[-1]), (5, 0), textcoords="offset points",
                      va="center", fontsize=SMALL)  # fmt: skip
    axes.plot(roots, roots, color="#1A1A1A", lw=1.2)
    axes.annotate("as expected", (roots[-1], roots[-1]), (5, 0), textcoords="offset points",
                  va="center", fontsize=SMALL)  # fmt: skip
    for i, row in enumerate(rows):
        x, y = sqrt(row.expected or 0), sqrt(row.value or 0) + STEP * (i % 3 - 1)
        beyond = row.verdict == "beyond"
        axes.plot([x], [y], mark_of(row), color=ALARM if beyond else INK, ms=6 if beyond else 4,
                  alpha=1 if beyond else 0.6)  # fmt: skip
        if beyond:
            said = (
                f"{row.label}: {number(row.value or 0)} where {number(row.expected or 0)} is usual"
            )
            axes.annotate(said, (x, y), (0, 8), textcoords="offset points", color=ALARM,
                          ha="center", fontsize=SMALL)  # fmt: skip
    top = max([row.value or 0 for row in rows] + [upper_line(high, OUTER)])
    ticks = [n for n in (0, 1, 2, 3, 5, 10, 20, 50, 100, 200) if n <= top * 1.1]
    axes.set_yticks([sqrt(n) for n in ticks], [str(n) for n in ticks])
    below = [x for x in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50) if low <= x <= high]
    axes.set_xticks([sqrt(x) for x in below], [f"{x:g}" for x in below])
    axes.set_ylabel("Unexpected deaths reported")
    axes.set_xlabel("Unexpected deaths expected, 12 months")
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(left=0.08, right=0.87, top=0.95, bottom=0.13)
