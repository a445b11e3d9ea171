"""From the first category to the newest: the gravest on top, in the same order on both sides."""

from __future__ import annotations

from collections import Counter

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from streams.report.charts.canvas import ALARM, INK, SMALL, Canvas
from streams.report.figure import Figure
from streams.report.figures.reclassified import NAMES
from streams.report.words import number

LEAST = 0.006  # of the height: thinner bands could not be seen
GAP = 0.035
GRAVE = ("Homicide", "Suspicious")
LEFT, RIGHT = 0.32, 0.66
UNCHANGED = "#B9C0C6"


def draw(canvas: Canvas, figure: Figure) -> None:
    """Draw a band for each pair; of few deaths it is wider than true."""
    flows = [(str(row.facts["first"]), str(row.facts["now"]), int(row.value or 0))
             for row in figure.rows if row.facts and row.value]  # fmt: skip
    if not flows:
        return
    (axes,) = canvas.sheet(4.2)
    total = sum(n for _, _, n in flows)
    wide = {(a, b): max(LEAST, n / total * 0.6) for a, b, n in flows}
    left, right = _places(flows, wide, 0), _places(flows, wide, 1)
    _names(axes, flows, wide, left, right)
    order = list(NAMES.values())
    for a, b, _ in sorted(flows, key=lambda one: (order.index(one[0]), order.index(one[1]))):
        _band(axes, left[a], right[b], wide[a, b], _color(a, b), grey=a == b)
        left[a] -= wide[a, b]
        right[b] -= wide[a, b]
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.axis("off")
    assert canvas.made is not None  # noqa: S101  It was laid out above.
    canvas.made.subplots_adjust(left=0, right=1, top=1, bottom=0)


def _places(
    flows: list[tuple[str, str, int]], wide: dict[tuple[str, str], float], side: int
) -> dict[str, float]:
    """Give the top of each category on one side."""
    sums: Counter[str] = Counter()
    for pair, width in wide.items():
        sums[pair[side]] += width  # type: ignore[assignment]
    at, found = 0.96, {}
    for name in NAMES.values():
        if sums[name]:
            found[name] = at
            at -= max(sums[name], 0.012) + GAP
    return found


def _names(
    axes: Axes, flows: list[tuple[str, str, int]], wide: dict[tuple[str, str], float],
    left: dict[str, float], right: dict[str, float],
) -> None:  # fmt: skip
    for side, places, x, align in (
        (0, left, LEFT - 0.01, "right"),
        (1, right, RIGHT + 0.01, "left"),
    ):
        for name, top in places.items():
            n = sum(flow[2] for flow in flows if flow[side] == name)
            width = sum(w for pair, w in wide.items() if pair[side] == name)
            axes.text(x, top - width / 2, f"{name}  {number(n)}", ha=align, va="center",
                      fontsize=SMALL + 0.5, color=ALARM if name in GRAVE and side else "#1A1A1A",
                      fontweight="bold" if name in GRAVE else "normal")  # fmt: skip
    axes.text(LEFT - 0.01, 1.0, "First recorded as", ha="right", fontsize=SMALL)
    axes.text(RIGHT + 0.01, 1.0, "Recorded now", ha="left", fontsize=SMALL)


def _color(was: str, now: str) -> str:
    if was == now:
        return UNCHANGED
    return ALARM if now in GRAVE and was not in GRAVE else INK


def _band(axes: Axes, y0: float, y1: float, width: float, color: str, *, grey: bool) -> None:
    middle = (LEFT + RIGHT) / 2
    points = [
        (LEFT, y0), (middle, y0), (middle, y1), (RIGHT, y1), (RIGHT, y1 - width),
        (middle, y1 - width), (middle, y0 - width), (LEFT, y0 - width), (LEFT, y0),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    alpha = 0.55 if grey else 0.9 if color == ALARM else 0.5
    axes.add_patch(PathPatch(Path(points, codes), fc=color, ec="none", alpha=alpha))
