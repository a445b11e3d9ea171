"""Pictures: one file a kind, from a figure to SVG. The renderer holds nothing but the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from streams.report.charts import (
    bars,
    control,
    dots,
    flow,
    institutions,
    months,
    nowcast,
    place,
    ranges,
    series,
)
from streams.report.charts.canvas import Canvas, style, svg_of
from streams.report.figure import Figure

DRAWERS: Mapping[str, Callable[[Canvas, Figure], None]] = {
    "bars": bars.draw,
    "control": control.draw,
    "dots": dots.draw,
    "flow": flow.draw,
    "institutions": institutions.draw,
    "lines": months.draw,
    "nowcast": nowcast.draw,
    "place": place.draw,
    "ranges": ranges.draw,
    "series": series.draw,
}


def picture(figure: Figure, outline: tuple[object, ...] = ()) -> str | None:
    """Draw a figure as SVG; None where it has no picture, or nothing to draw."""
    if figure.chart is None or not (figure.rows or figure.panels):
        return None
    canvas = Canvas(figure, outline)
    with style():
        DRAWERS[figure.chart](canvas, figure)
        return svg_of(canvas) if canvas.made is not None else None
