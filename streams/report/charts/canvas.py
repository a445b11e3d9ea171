"""The one style of all pictures: measure, ink, font, and SVG that is the same each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing

from streams.report.figure import Figure, Row

WIDTH = 7.1  # inches: A4 less margins of 15 mm
INK, ALARM, TEXT, GREY, BAND = "#12436D", "#801650", "#1A1A1A", "#5F6B75", "#DDE2E6"
SIZE, SMALL = 8.5, 7.5  # points
FONTS = Path(__file__).parents[1] / "fonts"
FAMILY = 'Arial, "Liberation Sans", sans-serif'
SETTINGS: Any = {
    "svg.hashsalt": "tocsin report",
    "svg.fonttype": "none",
    "font.family": "Liberation Sans",
    "font.size": SIZE,
    "axes.edgecolor": GREY,
    "axes.labelcolor": TEXT,
    "text.color": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "hatch.linewidth": 0.6,
    "hatch.color": INK,
    "path.simplify": False,
}
MARKS = {"beyond": "D", "between": "^"}


@cache
def _font() -> None:
    for name in ("Regular", "Bold"):
        font_manager.fontManager.addfont(FONTS / f"LiberationSans-{name}.ttf")


@contextmanager
def style() -> Iterator[None]:
    """Draw in the one style, whatever the machine's own settings are."""
    _font()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        yield


class Canvas:
    """A sheet of a given height; ``outline``: rings of the area, for maps."""

    def __init__(self, figure: Figure, outline: tuple[Any, ...] = ()) -> None:
        self.figure, self.outline = figure, outline
        self.made: Drawing | None = None

    def sheet(self, height: float, rows: int = 1, columns: int = 1, **grid: Any) -> list[Axes]:
        """Lay out axes, row by row. Units: inches."""
        self.made = Drawing(figsize=(WIDTH, height))
        FigureCanvasSVG(self.made)
        made = self.made.subplots(rows, columns, squeeze=False, **grid)
        return [one for row in made for one in row]


def color_of(row: Row) -> str:
    """Red and a diamond beyond the outer line; all others in one ink."""
    return ALARM if row.verdict == "beyond" else INK


def mark_of(row: Row) -> str:
    """Give the shape of a mark, which repeats what its colour says."""
    return MARKS.get(row.verdict or "", "o")


def finding(figure: Figure) -> str:
    """Give the first sentence of a figure, which is what its picture shows."""
    return figure.sentence.partition(". ")[0].rstrip(".") or figure.title


def hatch_silent(axes: Axes, rows: Sequence[Row]) -> None:
    """Hatch the months in which a sender was silent: what is there may lack reports."""
    for i, row in enumerate(rows):
        if row.silent:
            axes.axvspan(i - 0.5, i + 0.5, fc="none", ec=GREY, hatch="////", lw=0, zorder=0)


def svg_of(canvas: Canvas) -> str:
    """Write SVG whose ids begin with the figure's key, with a title and a description."""
    assert canvas.made is not None  # noqa: S101  The caller has asked.
    figure, buffer = canvas.figure, io.StringIO()
    canvas.made.savefig(
        buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
    )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"""(\bid=")([^"]+)""", rf"\g<1>{figure.key}-\2", text)
    text = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{figure.key}-", text)
    text = text.replace("'Liberation Sans'", escape(FAMILY, quote=True).replace("&quot;", "'"))
    names = f"{figure.key}-title {figure.key}-desc"
    told = (
        f'<title id="{figure.key}-title">{escape(finding(figure))}</title>'
        f'<desc id="{figure.key}-desc">{escape(figure.alt)}</desc>'
    )
    head = text.index(">") + 1
    opening = re.sub(r' (?:width|height)="[^"]*"', "", text[:head])
    return f'{opening[:-1]} role="img" aria-labelledby="{names}">{told}{text[head:]}'
