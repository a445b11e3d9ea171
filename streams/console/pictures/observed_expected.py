"""Week by week: dots for what was counted, the band of 19 weeks in 20, what is outside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.area_summaries import Measure
from streams.console.pictures.canvas import WIDTH, Canvas, Point
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import number, steps_to
from streams.console.words.clocks import counted, day

LEFT, RIGHT, TOP, TALL = 34.0, 12.0, 40.0, 150.0
FEWEST = 1.0  # expected in a week; under it nothing can be said of one week
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week: what was seen and usual, and what is to be said of it."""

    start: datetime
    observed: int
    expected: float | None
    low: int | None
    high: int | None
    is_unfinished: bool

    @property
    def is_few(self) -> bool:
        """Whether too little is usual to say anything."""
        return self.expected is None or self.expected < FEWEST

    @property
    def is_outside(self) -> bool:
        """Whether it lies outside the band; a low week may still fill up."""
        if self.is_few or self.low is None or self.high is None:
            return False
        return self.observed > self.high or (self.observed < self.low and not self.is_unfinished)

    @property
    def remark(self) -> str:
        """What is to be said of it."""
        said = [
            "outside" if self.is_outside else "",
            "too few to say" if self.is_few else "",
            "reports still coming" if self.is_unfinished else "",
        ]
        return ", ".join(filter(None, said))


def draw(
    measure: Measure, weeks_end: datetime, unfinished: int, weeks: int, key: str = "weeks"
) -> Picture:
    """Draw the newest weeks of one measure; ``unfinished``: newest that still have reports to come.

    Where under 1 is expected a week, the picture is hatched: too few to say.
    """
    shown = weeks_of(measure, weeks_end, unfinished, weeks)
    title = f"{measure.words}, week by week"
    sentence = _sentence(measure, shown)
    rows = tuple(
        (
            day(one.start),
            number(one.observed),
            "" if one.expected is None else number(one.expected),
            "" if one.low is None or one.high is None else f"{one.low} to {one.high}",
            one.remark,
        )
        for one in shown
    )
    columns = ("Week from", "Counted", "Usual", "19 weeks in 20", "Remark")
    svg = _drawn(key, title, sentence, shown) if shown else None
    return Picture(key, title, sentence, columns, rows, svg)


def weeks_of(
    measure: Measure, weeks_end: datetime, unfinished: int, weeks: int
) -> tuple[Week, ...]:
    """Cut the newest weeks out of a measure, oldest first."""
    kept = len(measure.observed)
    first = max(0, kept - weeks)
    return tuple(
        Week(
            weeks_end - (kept - i) * WEEK,
            measure.observed[i],
            measure.expected[i],
            measure.low[i],
            measure.high[i],
            i >= kept - unfinished,
        )
        for i in range(first, kept)
    )


def _sentence(measure: Measure, shown: Sequence[Week]) -> str:
    if not shown:
        return f"{measure.words}: no week has been counted yet."
    outside = [one for one in shown if one.is_outside]
    few = sum(one.is_few for one in shown)
    seen = number(sum(one.observed for one in shown))
    total = f"{measure.words}: {seen} in {counted(len(shown), 'week')}"
    if few == len(shown):
        return f"{total}. Under 1 a week is usual: too few to say."
    said = f"{total}; {counted(len(outside), 'week')} outside what is usual"
    if outside:
        named = [f"{one.observed} in the week from {day(one.start)}" for one in outside[-2:]]
        said += f" ({'; '.join(named)})"
    return said + (f". In {counted(few, 'week')} too few to say." if few else ".")


def _drawn(key: str, title: str, desc: str, shown: Sequence[Week]) -> str:
    canvas = Canvas(key, title, desc, TOP + TALL + 52)
    tops = [float(one.observed) for one in shown] + [float(one.high or 0) for one in shown]
    steps = steps_to(max(1.0, *tops))
    each, bottom = (WIDTH - LEFT - RIGHT) / len(shown), TOP + TALL

    def up(value: float) -> float:
        return bottom - TALL * value / steps[-1]

    def across(place: float) -> float:
        return LEFT + each * (place + 0.5)

    canvas.words((10, 18), "Dots: counted. Line: usual.", "quiet")
    for step in steps:
        canvas.line((LEFT, up(step)), (WIDTH - RIGHT, up(step)), "grid")
        canvas.words((LEFT - 6, up(step) + 5), str(step), "quiet", "end")
    _hatch(canvas, shown, each)
    for run in _runs(shown):
        band = [(across(i - 0.5), i) for i in run[:1]] + [(across(i), i) for i in run]
        band += [(across(run[-1] + 0.5), run[-1])]
        over = [(x, up(shown[i].high or 0)) for x, i in band]
        under = [(x, up(shown[i].low or 0)) for x, i in reversed(band)]
        canvas.shape([*over, *under], "band")
        canvas.path([(x, up(shown[i].expected or 0.0)) for x, i in band], "expected")
    for i, one in enumerate(shown):
        _dot(canvas, one, (across(i), up(one.observed)))
    canvas.words((LEFT, bottom + 20), day(shown[0].start), "quiet")
    canvas.words((WIDTH - RIGHT, bottom + 20), day(shown[-1].start), "quiet", "end")
    canvas.words((10, bottom + 42), _legend(shown), "quiet")
    return canvas.svg()


def _hatch(canvas: Canvas, shown: Sequence[Week], each: float) -> None:
    few = [i for i, one in enumerate(shown) if one.is_few]
    if not few:
        return
    fill = canvas.hatching()
    for i in few:
        canvas.hatched(LEFT + each * i, TOP, each, TALL, fill)


def _runs(shown: Sequence[Week]) -> Iterator[list[int]]:
    """Give the stretches of weeks that have a band."""
    run: list[int] = []
    for i, one in enumerate(shown):
        if one.is_few or one.low is None or one.high is None:
            if run:
                yield run
            run = []
        else:
            run.append(i)
    if run:
        yield run


def _dot(canvas: Canvas, one: Week, at: Point) -> None:
    if one.is_outside:
        canvas.diamond(at, 7, "outside")
        canvas.words((min(max(at[0], 24), WIDTH - 24), at[1] - 10), str(one.observed), "strong",
                     "middle")  # fmt: skip
    else:
        canvas.circle(at, 3.5, "hollow" if one.is_unfinished else "dot")


def _legend(shown: Sequence[Week]) -> str:
    said = ["Band: 19 weeks in 20"] if any(not one.is_few for one in shown) else []
    if any(one.is_unfinished for one in shown):
        said.append("hollow: reports still coming")
    if any(one.is_few for one in shown):
        said = [said[0]] if said and len(said) == 1 else said[1:]
        said.append("hatched: too few to say")
    return "; ".join(said)
