"""The ground under a map: outlines of forces, names of districts, a scale bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from streams.console.pictures.canvas import LETTER, WIDTH, Canvas, Point
from streams.console.pictures.scales import metres
from streams.core.areas import Areas
from streams.core.borders import Ring

METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km
EDGE, STRIP = 40.0, 30.0  # margin around the places; height of the strip below
FAR = 4000.0  # units beyond the sheet at which an outline is cut straight
FINEST = 0.7  # units: nearer points of an outline are one


@dataclass(frozen=True, slots=True)
class View:
    """A part of the country on a sheet. ``scale``: units a metre."""

    lat: float
    lon: float
    scale: float
    middle: Point

    @classmethod
    def of(
        cls, places: Sequence[tuple[float, float]], least: float, height: float, edge: float = EDGE
    ) -> View:
        """Fit places (WGS 84 degrees), and at least so many metres, to a sheet."""
        lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        tall = (max(lats) - min(lats)) * METRES_A_DEGREE
        wide = (max(lons) - min(lons)) * METRES_A_DEGREE * cos(radians(lat))
        room_x, room_y = WIDTH - 2 * edge, height - STRIP - 2 * edge
        scale = min(room_x / max(wide, least), room_y / max(tall, least))
        return cls(lat, lon, scale, (WIDTH / 2, (height - STRIP) / 2))

    def at(self, lat: float, lon: float) -> Point:
        """Where a place stands on the sheet."""
        east = (lon - self.lon) * cos(radians(self.lat)) * METRES_A_DEGREE
        north = (lat - self.lat) * METRES_A_DEGREE
        return self.middle[0] + east * self.scale, self.middle[1] - north * self.scale

    def rounded(self, lat: float, lon: float, to: float) -> tuple[float, float]:
        """Round a place to so many metres."""
        up = to / METRES_A_DEGREE
        along = up / cos(radians(self.lat))
        return round(lat / up) * up, round(lon / along) * along


def ground(canvas: Canvas, view: View, areas: Areas, bold: Iterable[str]) -> None:
    """Draw what lies in view; the areas named are drawn bold and filled."""
    mine = set(bold)
    outlines(canvas, view, areas, mine, canvas.height)
    names(canvas, view, areas, mine)


def outlines(canvas: Canvas, view: View, areas: Areas, mine: set[str], height: float) -> None:
    """Draw the outlines in view; those of ``mine`` bold and filled."""
    seen = [
        (code, shape)
        for code, area in areas.by_code.items()
        for ring in area.outline
        if (shape := _shape(view, ring, height))
    ]
    for code, shape in sorted(seen, key=lambda one: one[0] in mine):
        canvas.shape(shape, "land-own" if code in mine else "land")


def names(canvas: Canvas, view: View, areas: Areas, mine: set[str]) -> None:
    """Write the names of districts at their label points, where they have room."""
    taken: list[Point] = []
    for code in sorted(mine & areas.by_code.keys()):
        for district in areas.by_code[code].districts:
            if district.lat is None or district.lon is None:
                continue
            x, y = view.at(district.lat, district.lon)
            half = LETTER * len(district.name) / 2
            fits = half < x < WIDTH - half and 16 < y < canvas.height - STRIP - 6
            if fits and all(abs(x - a) > 90 or abs(y - b) > 18 for a, b in taken):
                taken.append((x, y))
                canvas.words((x, y), district.name, "place", "middle")


def scale_bar(canvas: Canvas, view: View, height: float, note: str = "Ring: how exact") -> None:
    """Draw the strip below: a round length, what else is drawn, and where north is."""
    top = height - STRIP
    canvas.box(0, top, WIDTH, STRIP, "strip")
    sizes = [step * size for size in (10, 100, 1000, 10_000, 100_000) for step in (1, 2, 5)]
    length = max((one for one in sizes if one * view.scale <= 90), default=sizes[0])
    end = 12 + length * view.scale
    for start, stop in (((12, top + 15), (end, top + 15)), ((12, top + 10), (12, top + 20)),
                        ((end, top + 10), (end, top + 20))):  # fmt: skip
        canvas.line(start, stop, "axis")
    canvas.words((end + 6, top + 20), metres(length))
    canvas.words((WIDTH - 34, top + 20), note, "quiet", "end")
    canvas.words((WIDTH - 26, top + 20), "N ↑", "strong")


def _shape(view: View, ring: Ring, height: float) -> list[Point]:
    """Put an outline on the sheet; nothing where it does not touch it."""
    points = [view.at(lat, lon) for lon, lat in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > height:
        return []
    cut = [(_within(x, WIDTH), _within(y, height)) for x, y in points]
    kept = cut[:1]
    for _, one in pairwise(cut):
        if abs(one[0] - kept[-1][0]) + abs(one[1] - kept[-1][1]) >= FINEST:
            kept.append(one)
    return kept if len(kept) > 2 else []


def _within(value: float, size: float) -> float:
    return min(max(value, -FAR), size + FAR)
