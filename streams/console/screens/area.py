"""Area picture: what was counted lately against what is usual, by measure and by district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.area_summaries import AreaSummary, DistrictStanding, Measure, Span
from streams.console.desk.view import DeskView
from streams.console.pictures import districts, funnel, observed_expected
from streams.console.pictures.districts import DistrictCount
from streams.console.pictures.observed_expected import FEWEST
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import number
from streams.console.screen import Asked, NotFound, Screen
from streams.console.words.codes import capital, spoken

SPANS: Final = (4, 12, 52)  # weeks
USUAL_SPAN: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over the span. ``said`` is what it is against usual; ``rank`` 0: look here."""

    name: str
    words: str
    family: str
    observed: int
    expected: float | None
    low: int | None
    high: int | None
    said: str
    rank: int


@dataclass(frozen=True, slots=True)
class AreaPage:
    """All that the screen shows; without a summary only the names are there."""

    title: str
    area: str
    name: str
    at: datetime | None
    since: datetime | None
    weeks: int
    spans: tuple[int, ...]
    family: str
    families: tuple[tuple[str, str], ...]
    sentence: str
    lines: tuple[Line, ...]
    measure: str
    pictures: tuple[Picture, ...]
    others: tuple[tuple[str, str], ...]


def build(view: DeskView, asked: Asked) -> AreaPage:
    """Lay out one area; without a code the first of the viewer's that has a summary."""
    known = view.configuration.areas.by_code
    code = asked.params.get("code") or _first(view)
    if code not in known or not view.viewer.may_see((code,)):
        raise NotFound
    summary = view.summary(code)
    weeks = _weeks(asked.one("weeks"))
    families = _families(summary)
    family = asked.one("family") or ""
    family = family if family in dict(families) else ""
    lines = _lines(summary, weeks, family)
    measure = _measure(lines, asked.one("measure"))
    return AreaPage(
        title=f"Area picture: {known[code].name}",
        area=code,
        name=known[code].name,
        at=summary.at if summary else None,
        since=summary.since if summary else None,
        weeks=weeks,
        spans=SPANS,
        family=family,
        families=families,
        sentence=sentence(lines) if summary else NO_SUMMARY,
        lines=lines,
        measure=measure,
        pictures=_pictures(view, summary, measure, weeks) if summary else (),
        others=tuple(
            (one.area, one.name) for one in view.summaries() if one.area != code and one.cases
        ),
    )


NO_SUMMARY: Final = (
    "No summary of this area has come yet. That says nothing of what happened there."
)


def sentence(lines: Sequence[Line]) -> str:
    """Say what stands out: Knife injuries: 14 where 6 to 13 is usual; the other 9 are as usual."""
    if not lines:
        return "Nothing is counted here yet."
    out = [one for one in lines if one.rank == 0]
    few = sum(one.rank == 2 for one in lines)
    new = sum(one.rank == 3 for one in lines)
    usual = len(lines) - len(out) - few - new
    said = [f"{one.words}: {one.observed} where {one.low} to {one.high} is usual" for one in out]
    if usual:
        which = "the other " if out else "all " if not few else ""
        said.append(f"{which}{usual} {'measure is' if usual == 1 else 'measures are'} as usual")
    if few:
        said.append(f"{few} {'has' if few == 1 else 'have'} too few to say")
    if new:
        said.append(f"{new} {'has' if new == 1 else 'have'} nothing to compare with yet")
    return f"{capital('; '.join(said))}."


def _first(view: DeskView) -> str:
    """The first area with a summary, else the first that the viewer sees."""
    found = view.summaries()
    return found[0].area if found else next(iter(view.areas), "")


def _weeks(asked: str | None) -> int:
    return next((one for one in SPANS if str(one) == asked), USUAL_SPAN)


def _families(summary: AreaSummary | None) -> tuple[tuple[str, str], ...]:
    names = dict.fromkeys(one.family for one in summary.measures) if summary else {}
    return tuple((name, capital(spoken(name))) for name in names)


def _lines(summary: AreaSummary | None, weeks: int, family: str) -> tuple[Line, ...]:
    found = [
        _line(one, span)
        for one in (summary.measures if summary else ())
        for span in one.spans
        if span.weeks == weeks and family in ("", one.family)
    ]
    return tuple(sorted(found, key=lambda one: (one.rank, one.words)))


def _line(measure: Measure, span: Span) -> Line:
    said, rank = "as usual", 1
    if span.expected is None:
        said, rank = "nothing to compare with yet", 3
    elif span.expected < FEWEST or span.low is None or span.high is None:
        said, rank = "too few to say", 2
    elif span.observed > span.high:
        said, rank = "more than usual", 0
    elif span.observed < span.low:
        said, rank = "fewer than usual", 0
    return Line(
        measure.name, measure.words, measure.family, span.observed, span.expected, span.low,
        span.high, said, rank,
    )  # fmt: skip


def _measure(lines: Sequence[Line], asked: str | None) -> str:
    """The measure that is drawn: the one asked for, else the first that stands out."""
    names = [one.name for one in lines]
    if asked in names:
        return asked or ""
    return max(lines, key=lambda one: (-one.rank, one.observed)).name if lines else ""


def _pictures(
    view: DeskView, summary: AreaSummary, measure: str, weeks: int
) -> tuple[Picture, ...]:
    drawn = []
    for one in summary.measures:
        if one.name == measure:
            counts = _counts(summary.districts, one, weeks)
            title = f"{one.words} by district, {weeks} weeks"
            areas = view.configuration.areas
            if counts:
                drawn.append(districts.draw(title, counts, areas, summary.area))
            drawn.append(
                observed_expected.draw(one, summary.weeks_end, summary.unfinished_weeks, weeks)
            )
    if summary.institutions:
        drawn.append(funnel.draw(summary.institutions))
    return tuple(drawn)


def _counts(
    found: Sequence[DistrictStanding], measure: Measure, weeks: int
) -> tuple[DistrictCount, ...]:
    """One measure in each district; a district in which none was seen has none."""
    made = []
    for district in found:
        span = next(
            (
                span
                for count in district.counts
                if count.measure == measure.name
                for span in count.spans
                if span.weeks == weeks
            ),
            None,
        )
        if span is not None:
            made.append(
                DistrictCount(
                    district.name, district.lat, district.lon, span.observed, span.expected
                )
            )
    return tuple(made)


def usual_words(line: Line) -> str:
    """Write the range of a line: 6 to 13; or the number where there is no range."""
    if line.low is not None and line.high is not None:
        return f"{line.low} to {line.high}"
    return "not known" if line.expected is None else number(line.expected)


SCREEN = Screen("area", "/area/{code}", build, "area.html")
INDEX = Screen("area_index", "/area", build, "area.html")
