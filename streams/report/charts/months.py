"""Lines by month on one scale, each named at its end."""

from __future__ import annotations

from streams.report.charts.canvas import GREY, INK, SMALL, Canvas, hatch_silent
from streams.report.figure import Figure

STYLES = ((INK, "-"), (GREY, "--"), ("#801650", ":"), ("#00625B", "-."))
APART = 0.06  # of the height, between two names


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw each panel as a line from zero; months that are hidden leave a gap."""
    panels = [one for one in figure.panels if any(row.value is not None for row in one.rows)]
    if not panels or len(panels[0].rows) < 2:
        return
    (axes,) = canvas.sheet(2.7)
    top = max(row.value or 0 for panel in panels for row in panel.rows)
    ends = []
    for (color, style), panel in zip(STYLES, panels, strict=False):
        values = [float("nan") if row.value is None else row.value for row in panel.rows]
        axes.plot(values, style, color=color, lw=1.5)
        ends.append((next((v for v in reversed(values) if v == v), 0.0), panel.label, color))
    hatch_silent(axes, panels[0].rows)
    last = -1.0
    for value, label, color in sorted(ends):
        at = max(value / (top * 1.08 or 1), last + APART)
        last = at
        axes.annotate(label, (1.01, at), xycoords="axes fraction", color=color, va="center",
                      fontsize=SMALL)  # fmt: skip
    axes.set_ylim(0, top * 1.08 or 1)
    mark_months(axes, [row.label for row in panels[0].rows])
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(left=0.08, right=0.76, top=0.94, bottom=0.13)


def mark_months(axes, labels: list[str], most: int = 8) -> None:  # type: ignore[no-untyped-def]
    """Name some of the months, the first among them."""
    every = max(1, -(-len(labels) // most))
    axes.set_xticks(range(0, len(labels), every), labels[::every])
