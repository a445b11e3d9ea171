"""An area by district: a disc at each label point, in five classes of observed against usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.console.pictures.canvas import WIDTH, Canvas
from streams.console.pictures.ground import View, outlines, scale_bar
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import number
from streams.core.areas import Areas

HEIGHT = 388.0
MAP = 300.0  # height of the map above the classes
FEWEST = 1.0  # expected; under it a district is hatched
CLASSES = ((0.5, "under half"), (0.9, "fewer"), (1.1, "as usual"), (2.0, "more"))
MOST = "twice or more"
DARK = 3  # from this class on, words in a disc are white
NAMES = (*(name for _, name in CLASSES), MOST)


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """What was counted in one district, and what is usual there. WGS 84 degrees."""

    name: str
    lat: float | None
    lon: float | None
    observed: int
    expected: float | None

    @property
    def is_few(self) -> bool:
        """Whether too little is usual to say anything."""
        return self.expected is None or self.expected < FEWEST

    @property
    def place(self) -> int:
        """Its class, from 0 for the lowest."""
        share = self.observed / (self.expected or 1.0)
        return next((i for i, (top, _) in enumerate(CLASSES) if share < top), len(CLASSES))

    @property
    def said(self) -> str:
        """Its class in words."""
        return "too few to say" if self.is_few else NAMES[self.place]


def draw(
    title: str, counts: Sequence[DistrictCount], areas: Areas, area: str, key: str = "districts"
) -> Picture:
    """Draw one measure by district; where under 1 is expected, a disc is hatched."""
    sentence = _sentence(counts)
    rows = tuple(
        (
            one.name,
            number(one.observed),
            "" if one.expected is None else number(one.expected),
            one.said,
        )
        for one in counts
    )
    drawn = [one for one in counts if one.lat is not None and one.lon is not None]
    svg = _drawn(key, title, sentence, drawn, areas, area) if drawn else None
    columns = ("District", "Counted", "Usual", "Against usual")
    return Picture(key, title, sentence, columns, rows, svg)


def _sentence(counts: Sequence[DistrictCount]) -> str:
    above = [one for one in counts if not one.is_few and one.place == len(CLASSES)]
    few = sum(one.is_few for one in counts)
    if not counts:
        return "Nothing was counted in any district."
    named = "; ".join(
        f"{one.name} {number(one.observed)} where {number(one.expected or 0.0)} is usual"
        for one in above[:3]
    )
    said = "No district has twice its usual number."
    if above:
        said = f"Twice the usual number or more: {named}."
    return f"{said} {few} of {len(counts)} too few to say." if few else said


def _drawn(
    key: str, title: str, desc: str, counts: Sequence[DistrictCount], areas: Areas, area: str
) -> str:
    canvas = Canvas(key, title, desc, HEIGHT)
    held = areas.by_code.get(area)
    places = [(one.lat or 0.0, one.lon or 0.0) for one in counts]
    if held is not None:
        places += [(lat, lon) for ring in held.outline for lon, lat in ring]
    view = View.of(places, 2000.0, MAP, edge=14.0)
    outlines(canvas, view, areas, {area}, MAP)
    fill = canvas.hatching()
    for one in counts:
        x, y = view.at(one.lat or 0.0, one.lon or 0.0)
        if one.is_few:
            canvas.circle((x, y), 12, "class-0")
            canvas.hatched_circle((x, y), 12, fill)
        else:
            canvas.circle((x, y), 12, f"class-{one.place}")
        look = "on" if not one.is_few and one.place >= DARK else "strong"
        canvas.words((x, y + 5), number(one.observed), look, "middle")
    scale_bar(canvas, view, MAP, "Number: counted")
    canvas.box(0, MAP, WIDTH, HEIGHT - MAP, "strip")
    for i, name in enumerate(NAMES):
        at = (20 + 122 * (i % 3), MAP + 22 + 28 * (i // 3))
        canvas.circle(at, 8, f"class-{i}")
        canvas.words((at[0] + 14, at[1] + 5), name)
    at = (20 + 122 * 2, MAP + 50)
    canvas.circle(at, 8, "class-0")
    canvas.hatched_circle(at, 8, fill)
    canvas.words((at[0] + 14, at[1] + 5), "too few")
    canvas.words((12, HEIGHT - 10), "Each against what is usual there", "quiet")
    return canvas.svg()
