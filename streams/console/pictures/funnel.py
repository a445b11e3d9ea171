"""Sites against what is expected of them: square-root axes, lines by the exact tail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from schemas.area_summaries import Institution
from streams.console.pictures.canvas import LETTER, WIDTH, Canvas, Point, is_free
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import number
from streams.console.words.clocks import counted
from streams.console.words.codes import spoken
from streams.report.measures.lines import INNER, OUTER, upper_line

LEFT, RIGHT, TOP, TALL = 38.0, 70.0, 38.0, 190.0
ALONG = 24  # points of a line
TICKS = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
BELOW = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
Scale = Callable[[float], float]
QUESTION = "Above the line is a question, not a finding: case mix and coding come first."


@dataclass(frozen=True, slots=True)
class Site:
    """A site with an expected number: whether it lies above the line of 1 in 40, or of 1,000."""

    name: str
    kind: str
    observed: int
    expected: float

    @property
    def above(self) -> str:
        """The outermost line that it lies on or above."""
        if self.observed >= upper_line(self.expected, OUTER):
            return "1 in 1,000"
        return "1 in 40" if self.observed >= upper_line(self.expected, INNER) else ""


def draw(institutions: Sequence[Institution], key: str = "funnel") -> Picture:
    """Draw unexpected deaths at sites over 12 months against those expected of each."""
    sites = [
        Site(one.institution, spoken(one.kind), one.observed, one.expected)
        for one in institutions
        if one.expected is not None and one.expected > 0
    ]
    unknown = len(institutions) - len(sites)
    above = [site for site in sites if site.above]
    title = (
        f"{counted(len(above), 'site')} above the line"
        if above
        else "No site above the line"
        if sites
        else "No site can be compared"
    )
    sentence = _sentence(sites, above, unknown)
    rows = tuple(
        (site.name, site.kind, number(site.expected), number(site.observed), site.above)
        for site in sorted(sites, key=lambda one: (-one.observed / one.expected, one.name))
    ) + tuple(
        (one.institution, spoken(one.kind), "", number(one.observed), "no expected number")
        for one in institutions
        if not one.expected
    )
    columns = ("Site", "Kind", "Expected", "Observed", "Above the line")
    svg = _drawn(key, title, sentence, sites) if sites else None
    return Picture(key, title, sentence, columns, rows, svg)


def _sentence(sites: Sequence[Site], above: Sequence[Site], unknown: int) -> str:
    if not sites:
        return "No site here has an expected number."
    said = f"{counted(len(sites), 'site')} compared over 12 months; {len(above) or 'none'} above."
    if unknown:
        said += f" {counted(unknown, 'site')} without an expected number."
    return f"{said} {QUESTION}"


def _drawn(key: str, title: str, desc: str, sites: Sequence[Site]) -> str:
    canvas = Canvas(key, title, desc, TOP + TALL + 58)
    low = min(site.expected for site in sites) * 0.8
    high = max(site.expected for site in sites) * 1.2
    top = max([upper_line(high, OUTER)] + [float(site.observed) for site in sites]) * 1.1
    wide = WIDTH - LEFT - RIGHT

    def across(expected: float) -> float:
        return LEFT + wide * (sqrt(expected) - sqrt(low)) / (sqrt(high) - sqrt(low))

    def up(count: float) -> float:
        return TOP + TALL * (1 - sqrt(count / top))

    canvas.words((10, 18), "Deaths observed", "quiet")
    _axes(canvas, across, up, low, high, top)
    along = [low + (high - low) * i / ALONG for i in range(ALONG + 1)]
    for tail, name, look in ((OUTER, "1 in 1,000", "limit"), (INNER, "1 in 40", "limit-inner")):
        heights = [upper_line(x, tail) for x in along]
        canvas.path([(across(x), up(y)) for x, y in zip(along, heights, strict=True)], look)
        canvas.words((WIDTH - RIGHT + 4, up(heights[-1]) + 4), name, "quiet")
    canvas.path([(across(x), up(x)) for x in along], "expected")
    canvas.words((WIDTH - RIGHT + 4, up(high) + 5), "as usual", "quiet")
    taken: list[tuple[float, float, float]] = []
    for site in sorted(sites, key=lambda one: one.expected - one.observed):
        at = across(site.expected), up(site.observed)
        if site.above:
            canvas.diamond(at, 7, "outside")
            _name(canvas, taken, site.name, at)
        else:
            canvas.circle(at, 4, "dot")
    return canvas.svg()


def _name(canvas: Canvas, taken: list[tuple[float, float, float]], name: str, at: Point) -> None:
    """Write a site's name above or below its mark, where it has room; the table has them all."""
    wide = (LETTER + 1.5) * len(name)
    x = min(max(at[0], wide / 2 + 4), WIDTH - wide / 2 - 4)
    for y in (at[1] - 10, at[1] + 21):
        if is_free(taken, (x, y), wide):
            canvas.words((x, y), name, "strong", "middle")
            return


def _axes(canvas: Canvas, across: Scale, up: Scale, low: float, high: float, top: float) -> None:
    bottom = TOP + TALL
    spaced = float("inf")
    for tick in TICKS:
        if tick <= top and spaced - up(tick) >= 17:
            spaced = up(tick)
            canvas.line((LEFT, up(tick)), (WIDTH - RIGHT, up(tick)), "grid")
            canvas.words((LEFT - 6, up(tick) + 5), str(tick), "quiet", "end")
    spaced = -30.0
    for value in BELOW:
        if low <= value <= high and across(value) - spaced >= 30:
            spaced = across(value)
            canvas.words((spaced, bottom + 20), f"{value:g}", "quiet", "middle")
    canvas.line((LEFT, bottom), (WIDTH - RIGHT, bottom), "axis")
    canvas.words((WIDTH - RIGHT, bottom + 42), "Deaths expected, 12 months", "quiet", "end")
