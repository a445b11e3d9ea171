"""A sheet of SVG without inline style: classes only, every text escaped, title and description."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

WIDTH = 360.0  # of every sheet: drawn for a phone
TEXT = 14.0  # height of the smallest text, by the style sheet
LETTER = 7.0  # width of a letter of such text, on average
Point = tuple[float, float]


class Canvas:
    """A sheet 360 wide on which lines, marks and words are put; ``key`` begins its ids."""

    def __init__(self, key: str, title: str, desc: str, height: float) -> None:
        self.key, self.height = key, height
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH:g} {height:g}",
                "role": "img",
                "aria-labelledby": f"{key}-title {key}-desc",
                "class": "drawn",
            },
        )
        for tag, words in (("title", title), ("desc", desc)):
            ElementTree.SubElement(self.root, tag, {"id": f"{key}-{tag}"}).text = words

    def line(self, start: Point, end: Point, look: str) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = start, end
        self._add("line", look, x1=_n(x1), y1=_n(y1), x2=_n(x2), y2=_n(y2))

    def box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """Draw a box; nothing where it has no surface."""
        if width > 0 and height > 0:
            self._add("rect", look, x=_n(x), y=_n(y), width=_n(width), height=_n(height))

    def pill(self, centre: Point, width: float, height: float, look: str) -> None:
        """Draw a box with round ends around a point."""
        x, y = centre
        self._add(
            "rect",
            look,
            x=_n(x - width / 2),
            y=_n(y - height / 2),
            width=_n(width),
            height=_n(height),
            rx=_n(height / 2),
        )

    def circle(self, centre: Point, radius: float, look: str) -> None:
        """Draw a circle."""
        self._add("circle", look, cx=_n(centre[0]), cy=_n(centre[1]), r=_n(radius))

    def diamond(self, centre: Point, radius: float, look: str) -> None:
        """Draw a square on its point."""
        x, y = centre
        self.shape([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], look)

    def shape(self, points: Iterable[Point], look: str) -> None:
        """Draw a closed shape."""
        self._add("polygon", look, points=" ".join(f"{_n(x)},{_n(y)}" for x, y in points))

    def path(self, points: Iterable[Point], look: str) -> None:
        """Draw a line through points."""
        self._add("polyline", look, points=" ".join(f"{_n(x)},{_n(y)}" for x, y in points))

    def curve(self, start: Point, end: Point, width: float, look: str) -> None:
        """Draw a curve from left to right, so many units thick."""
        (x1, y1), (x2, y2) = start, end
        middle = (x1 + x2) / 2
        way = f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
        self._add("path", look, d=way, **{"stroke-width": _n(width)})

    def words(self, at: Point, text: str, look: str = "", anchor: str = "start") -> None:
        """Write words on a base line; ``anchor``: start, middle or end."""
        x, y = at
        made = self._add("text", look, x=_n(x), y=_n(y), **{"text-anchor": anchor})
        made.text = text

    def hatching(self) -> str:
        """Define hatching for this sheet and give what a fill refers to it by."""
        name = f"{self.key}-hatching"
        pattern = ElementTree.SubElement(
            ElementTree.SubElement(self.root, "defs"),
            "pattern",
            {
                "id": name,
                "width": "6",
                "height": "6",
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
        )
        ElementTree.SubElement(
            pattern, "line", {"x1": "0", "y1": "0", "x2": "0", "y2": "6", "class": "drawn-hatch"}
        )
        return f"url(#{name})"

    def hatched(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a hatched box; ``fill`` as :meth:`hatching` gave it."""
        self._add("rect", "", x=_n(x), y=_n(y), width=_n(width), height=_n(height), fill=fill)

    def hatched_circle(self, centre: Point, radius: float, fill: str) -> None:
        """Draw a hatched circle; ``fill`` as :meth:`hatching` gave it."""
        x, y = centre
        self._add("circle", "", cx=_n(x), cy=_n(y), r=_n(radius), fill=fill)

    def svg(self) -> str:
        """Write the sheet."""
        return ElementTree.tostring(self.root, encoding="unicode")

    def _add(self, tag: str, look: str, **values: str) -> ElementTree.Element:
        if look:
            values["class"] = " ".join(f"drawn-{one}" for one in look.split())
        return ElementTree.SubElement(self.root, tag, values)


def shortened(text: str, width: float) -> str:
    """Cut words that would be wider than so many units."""
    most = int(width / LETTER)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def wrapped(text: str, width: float, most: int) -> list[str]:
    """Break words into at most so many lines of so many units, the last one cut."""
    lines: list[str] = []
    left = text.split()
    while left and len(lines) < most - 1:
        taken = [left.pop(0)]
        while left and LETTER * len(" ".join([*taken, left[0]])) <= width:
            taken.append(left.pop(0))
        lines.append(shortened(" ".join(taken), width))
    return [*lines, shortened(" ".join(left), width)] if left else lines


def is_free(taken: list[tuple[float, float, float]], at: Point, width: float) -> bool:
    """Tell whether words of a width have room, and note them if they have."""
    x, y = at
    free = all(abs(x - a) >= (width + wide) / 2 or abs(y - b) >= TEXT + 2 for a, b, wide in taken)
    if free:
        taken.append((x, y, width))
    return free


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
