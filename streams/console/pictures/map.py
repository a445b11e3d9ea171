"""Where it happened: our own outlines, cases numbered as in the list, how exact each place is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians

from schemas.alerts import Alert, Evidence
from streams.console.pictures.canvas import LETTER, Canvas, is_free
from streams.console.pictures.ground import METRES_A_DEGREE, View, ground, scale_bar
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import metres
from streams.console.words.clocks import counted
from streams.console.words.codes import spoken
from streams.core.areas import Areas

HEIGHT = 268.0
ROUND = 50.0  # metres to which a drawn place is rounded
LEAST_SPAN = 500.0  # metres that a map shows at least
TOUCH = 25.0  # marks nearer than this are drawn as one
MOST_PAIRED = 4  # marks between which all distances are written


@dataclass(frozen=True, slots=True)
class Mark:
    """Cases drawn as one, where they stand on the sheet, and how exact they are (metres)."""

    numbers: tuple[int, ...]
    x: float
    y: float
    precision: float

    @property
    def width(self) -> float:
        """Units from end to end."""
        return max(24.0, LETTER * len(self.label) + 14)

    @property
    def label(self) -> str:
        """Their numbers."""
        few = len(self.numbers) <= 3
        shown = ", ".join(map(str, self.numbers))
        return shown if few else f"{self.numbers[0]} … {self.numbers[-1]}"


def draw(alert: Alert, areas: Areas, key: str = "map") -> Picture:
    """Draw the cases that have a place; the others stand in the table."""
    placed = [(n, one) for n, one in enumerate(alert.evidence, 1) if one.place.lat is not None]
    without = len(alert.evidence) - len(placed)
    farthest = max((apart(a, b) for (_, a), (_, b) in combinations(placed, 2)), default=0.0)
    title = _title(len(placed), farthest)
    sentence = _sentence(placed, farthest, without)
    rows = tuple(_row(n, one, placed) for n, one in enumerate(alert.evidence, 1))
    svg = _drawn(key, title, sentence, alert, areas, placed) if placed else None
    columns = ("Case", "Where", "Exact to", "Distance to the other cases")
    return Picture(key, title, sentence, columns, rows, svg)


def apart(one: Evidence, other: Evidence) -> float:
    """Distance between two places. Units: metres."""
    a, b = one.place, other.place
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return 0.0
    east = (a.lon - b.lon) * cos(radians((a.lat + b.lat) / 2))
    return METRES_A_DEGREE * hypot(a.lat - b.lat, east)


def _title(count: int, farthest: float) -> str:
    if not count:
        return "No place is known"
    if count == 1:
        return "Where it happened"
    all_of = "Both" if count == 2 else f"All {count}"
    return f"{all_of} within {metres(farthest)}" if farthest >= 5 else f"{all_of} at one place"


def _sentence(placed: Sequence[tuple[int, Evidence]], farthest: float, without: int) -> str:
    names = list(dict.fromkeys(one.place.name for _, one in placed if one.place.name))
    said = f"{counted(len(placed), 'case')}{' in ' if names else ''}{_few(names)}"
    if len(placed) > 1:
        apart_words = f"the two farthest {metres(farthest)} apart" if farthest >= 5 else ""
        said += f", {apart_words or 'at one place'}"
    if placed:
        worst = max(one.place.precision_m for _, one in placed)
        said += f". Places are exact to {metres(worst)} or better, and drawn to {ROUND:.0f} m."
    else:
        said += ": nothing can be drawn."
    return said + (f" {counted(without, 'case')} without a place." if without and placed else "")


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} other places" if len(names) > 3 else "")


def _row(number: int, one: Evidence, placed: Sequence[tuple[int, Evidence]]) -> tuple[str, ...]:
    where = ", ".join(filter(None, (one.place.name, spoken(one.place.kind))))
    if one.place.lat is None:
        return (str(number), where, "no place", "")
    others = [(n, apart(one, other)) for n, other in placed if n != number]
    near = others if len(placed) <= 6 else sorted(others, key=lambda far: far[1])[:1]
    said = "; ".join(f"{metres(far)} to {n}" for n, far in near)
    return (str(number), where, metres(one.place.precision_m), said)


def _drawn(
    key: str, title: str, desc: str, alert: Alert, areas: Areas,
    placed: Sequence[tuple[int, Evidence]],
) -> str:  # fmt: skip
    canvas = Canvas(key, title, desc, HEIGHT)
    points = [(one.place.lat or 0.0, one.place.lon or 0.0) for _, one in placed]
    widest = max(one.place.precision_m for _, one in placed)
    view = View.of(points, max(LEAST_SPAN, 2 * widest), HEIGHT)
    ground(canvas, view, areas, alert.areas)
    marks = _marks(view, placed)
    for mark in marks:
        if mark.precision * view.scale >= 4:
            canvas.circle((mark.x, mark.y), mark.precision * view.scale, "ring")
    if len(marks) <= MOST_PAIRED:
        _distances(canvas, marks, dict(placed))
    for mark in marks:
        canvas.pill((mark.x, mark.y), mark.width, 24, "case")
        canvas.words((mark.x, mark.y + 5), mark.label, "on", "middle")
    scale_bar(canvas, view, HEIGHT)
    return canvas.svg()


def _marks(view: View, placed: Sequence[tuple[int, Evidence]]) -> list[Mark]:
    found: list[Mark] = []
    for number, one in placed:
        x, y = view.at(*view.rounded(one.place.lat or 0.0, one.place.lon or 0.0, ROUND))
        near = next(
            (m for m in found if abs(m.x - x) < (m.width + TOUCH) / 2 and abs(m.y - y) < TOUCH),
            None,
        )
        exact = one.place.precision_m
        if near is None:
            found.append(Mark((number,), x, y, exact))
            continue
        joined = Mark((*near.numbers, number), near.x, near.y, max(near.precision, exact))
        found[found.index(near)] = joined
    return found


def _distances(canvas: Canvas, marks: Sequence[Mark], cases: dict[int, Evidence]) -> None:
    """Draw a line between two marks with its length, where the length has room."""
    taken: list[tuple[float, float, float]] = []
    for one, other in combinations(marks, 2):
        said = metres(apart(cases[one.numbers[0]], cases[other.numbers[0]]))
        canvas.line((one.x, one.y), (other.x, other.y), "between")
        if hypot(one.x - other.x, one.y - other.y) > LETTER * len(said) + TOUCH:
            at = ((one.x + other.x) / 2, (one.y + other.y) / 2)
            if not is_free(taken, at, LETTER * len(said) + 8):
                continue
            canvas.pill(at, LETTER * len(said) + 8, 18, "under")
            canvas.words((at[0], at[1] + 5), said, "", "middle")
