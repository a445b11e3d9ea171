"""Each group's months on axes of its own, in the band of what is usual."""

from __future__ import annotations

from matplotlib.axes import Axes

from streams.report.charts.canvas import ALARM, BAND, GREY, INK, SMALL, Canvas
from streams.report.charts.months import mark_months
from streams.report.figure import Figure, Panel, Row
from streams.report.words import number

ACROSS = 3
TALL = 1.75  # inches


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw panels three across; axes are stretched so that expected lines match."""
    if not figure.panels or len(figure.panels[0].rows) < 2:
        return
    down = -(-len(figure.panels) // ACROSS)
    places = canvas.sheet(0.25 + TALL * down, down, ACROSS)
    for place in places[len(figure.panels) :]:
        place.set_visible(False)
    for axes, panel, row in zip(places, figure.panels, figure.rows, strict=False):
        _draw(axes, panel, row)
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(
        left=0.06, right=0.985, top=0.91, bottom=0.08, hspace=0.62, wspace=0.24
    )


def _draw(axes: Axes, panel: Panel, whole: Row) -> None:
    at = range(len(panel.rows))
    values = [float("nan") if row.value is None else row.value for row in panel.rows]
    banded = [(i, row) for i, row in enumerate(panel.rows) if row.outer and row.expected]
    if banded:
        places = [i for i, _ in banded]
        lows, highs = zip(*(row.outer or (0.0, 0.0) for _, row in banded), strict=True)
        axes.fill_between(places, lows, highs, color=BAND, lw=0)
        axes.plot(places, [row.expected or 0 for _, row in banded], color=GREY, lw=1.2)
    axes.plot(at, values, "-", color=INK, lw=0.7, alpha=0.7)
    for i, row in enumerate(panel.rows):
        if row.value is None:
            continue
        hollow = row.verdict == "incomplete"
        out = row.outer is not None and not hollow and _is_out(row)
        axes.plot([i], [row.value], "D" if out else "o", ms=3.6, color=ALARM if out else INK,
                  mfc="white" if hollow else ALARM if out else INK)  # fmt: skip
    top = max([row.outer[1] for _, row in banded if row.outer] + [v for v in values if v == v])
    axes.set_ylim(0, top * 1.08 or 1)
    mark_months(axes, [row.label for row in panel.rows], 3)
    axes.tick_params(labelsize=SMALL)
    usual = f"; usual {number(whole.usual[0])} to {number(whole.usual[1])}" if whole.usual else ""
    value = "under 5" if whole.value is None else number(whole.value)
    axes.set_title(panel.label, loc="left", fontsize=8.5, fontweight="bold", pad=14)
    axes.text(0, 1.03, f"This period {value}{usual}", transform=axes.transAxes, fontsize=SMALL)


def _is_out(row: Row) -> bool:
    low, high = row.outer or (0.0, float("inf"))
    value = row.value or 0.0
    return value >= high or (low > 0 and value <= low)
