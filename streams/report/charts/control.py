"""Each group's months on axes of its own, in the band of what is usual."""

from __future__ import annotations

from matplotlib.axes import Axes

from streams.report.charts.canvas import ALARM, BAND, GREY, INK, SMALL, Canvas, hatch_silent
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
    values = [float("nan") if row.value is None else row.value for row in panel.rows]
    banded = [(i, row) for i, row in enumerate(panel.rows) if row.outer and row.expected]
    if banded:
        places = [i for i, _ in banded]
        lows, highs = zip(*(row.outer or (0.0, 0.0) for _, row in banded), strict=True)
        axes.fill_between(places, lows, highs, color=BAND, lw=0)
        axes.plot(places, [row.expected or 0 for _, row in banded], color=GREY, lw=1.2)
    if panel.by != "dates":
        axes.plot(range(len(values)), values, "-", color=INK, lw=0.7, alpha=0.7)
    for i, row in enumerate(panel.rows):
        _mark(axes, i, row, is_dated=panel.by == "dates")
    top = max([row.outer[1] for _, row in banded if row.outer] + [v for v in values if v == v])
    axes.set_ylim(
        0 if panel.by != "dates" else -1, max(top * 1.08, 3 if panel.by == "dates" else 1)
    )
    _underline_run(axes, panel)
    hatch_silent(axes, panel.rows)
    mark_months(axes, [row.label for row in panel.rows], 3 if panel.by != "quarter" else 2)
    axes.tick_params(labelsize=SMALL)
    if panel.by == "dates":
        axes.set_yticks([])
    usual = f"; usual {number(whole.usual[0])} to {number(whole.usual[1])}" if whole.usual else ""
    value = "under 5" if whole.value is None else number(whole.value)
    axes.set_title(panel.label, loc="left", fontsize=8.5, fontweight="bold", pad=14)
    axes.text(0, 1.03, f"This period {value}{usual}", transform=axes.transAxes, fontsize=SMALL)


def _mark(axes: Axes, i: int, row: Row, *, is_dated: bool) -> None:
    """A point; where there are too few for lines, one mark for each death over its month."""
    if row.value is None:
        return
    if is_dated:
        axes.plot([i] * int(row.value), range(int(row.value)), "o", ms=3.6, color=INK)
        return
    hollow, out = row.verdict == "incomplete", row.verdict == "beyond"
    color = ALARM if out else INK
    axes.plot([i], [row.value], "D" if out else "o", ms=3.6, color=color,
              mfc="white" if hollow else color)  # fmt: skip


def _underline_run(axes: Axes, panel: Panel) -> None:
    if panel.run is not None:
        axes.axvspan(panel.run[0] - 0.4, panel.run[1] + 0.4, ymax=0.03, color=ALARM, lw=0)
