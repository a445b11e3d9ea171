"""A map with a mark at each district's label point, never without the intervals beside it."""

from __future__ import annotations

from math import cos, radians, sqrt
from string import ascii_uppercase

from matplotlib.axes import Axes

from streams.report.charts.canvas import GREY, SMALL, Canvas, color_of, mark_of
from streams.report.figure import Figure, Row
from streams.report.words import number

LEAST, LARGEST = 60.0, 310.0  # square points
LAND = "#EDF1F4"


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw the area's outline and the districts; letters stand for names, they are no order."""
    rows = [row for row in figure.rows if row.value is not None or row.hidden]
    if not any(row.value and "ratio" in row.facts for row in rows):
        return
    land, dots = canvas.sheet(
        max(3.0, 0.5 + 0.21 * len(rows)), 1, 2, gridspec_kw={"width_ratios": [1, 1.1]}
    )
    names = sorted(row.label for row in rows)
    letters = {name: ascii_uppercase[i % 26] + "'" * (i // 26) for i, name in enumerate(names)}
    _map(land, canvas.outline, rows, letters)
    _intervals(dots, rows, letters)
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(left=0.01, right=0.93, top=0.93, bottom=0.11, wspace=0.42)


def _map(axes: Axes, outline: tuple[object, ...], rows: list[Row], letters: dict[str, str]) -> None:
    for ring in outline:
        points = list(ring)  # type: ignore[call-overload]
        axes.fill([p[0] for p in points], [p[1] for p in points], fc=LAND, ec=GREY, lw=0.7)
    most = max(row.value or 0 for row in rows)
    lats = []
    for row in rows:
        lat, lon = row.facts.get("lat"), row.facts.get("lon")
        if lat is None or lon is None:
            continue
        lats.append(float(lat))
        beyond = row.verdict == "beyond"
        size = LEAST + LARGEST * (row.value or 0) / (most or 1)
        axes.scatter([float(lon)], [float(lat)], s=size,
                     marker=mark_of(row), fc=color_of(row) if beyond else "white",
                     ec=color_of(row), lw=1.2, zorder=3)  # fmt: skip
        axes.text(float(lon), float(lat), letters[row.label], ha="center", va="center_baseline",
                  fontsize=SMALL, fontweight="bold", color="white" if beyond else "#1A1A1A",
                  zorder=4)  # fmt: skip
    if lats:
        axes.set_aspect(1 / cos(radians(sum(lats) / len(lats))))
    axes.axis("off")


def _intervals(axes: Axes, rows: list[Row], letters: dict[str, str]) -> None:
    for i, row in enumerate(rows):
        ratio = row.facts.get("ratio")
        if ratio is None:
            continue
        axes.plot([row.low or 0, row.high or 0], [i, i], color=color_of(row), lw=1.3)
        axes.plot([float(ratio)], [i], mark_of(row), color=color_of(row), ms=5,
                  mfc=color_of(row) if row.verdict == "beyond" else "white")  # fmt: skip
        axes.plot([float(row.facts.get("shrunk") or 0)], [i], "|", color="#1A1A1A", ms=7, mew=1.6)
    for i, row in enumerate(rows):
        said = "under 5" if row.value is None else number(row.value)
        axes.annotate(said, (1.02, i), xycoords=("axes fraction", "data"), va="center",
                      fontsize=SMALL)  # fmt: skip
    axes.axvline(1, color="#1A1A1A", lw=0.9)
    axes.set_yticks(range(len(rows)), [f"{row.label}  {letters[row.label]}" for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    most = max([row.high or 1 for row in rows] + [sqrt(4)])
    axes.set_xlim(0, most * 1.02)
    axes.set_xticks([0, 1, 2], ["0", "force\naverage", "twice"])
    axes.annotate("deaths", (1.02, 1.01), xycoords="axes fraction", fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
