"""When it happened: a mark a case, the days between; below, the weeks before against usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from schemas.alerts import Alert, Evidence, History
from streams.console.pictures.canvas import LETTER, WIDTH, Canvas
from streams.console.pictures.picture import Picture
from streams.console.pictures.scales import number, steps_to
from streams.console.words.clocks import counted, dated, day
from streams.core.duties.calendar import LONDON

LEFT, RIGHT = 26.0, 26.0
LINE = 62.0  # where the line of time lies
HEAD, BARS = 132.0, 110.0  # of the chart below: its top, its height
TOUCH = 24.0  # marks nearer than this are drawn as one
DAY = timedelta(days=1)
Marked = tuple[int, Evidence]


def draw(alert: Alert, key: str = "timeline") -> Picture:
    """Draw the cases of an alert in time, and what was usual where the alert says it."""
    cases = sorted(enumerate(alert.evidence, start=1), key=lambda one: one[1].occurred_from)
    history = alert.measures.history
    gaps = [
        (after.occurred_from - before.occurred_from) // DAY
        for (_, before), (_, after) in pairwise(cases)
    ]
    title = _title(gaps, len(cases))
    sentence = _sentence(cases, history)
    columns = ("When", "What", "Number", "Usual")
    rows = (*_case_rows(cases, gaps), *_week_rows(history))
    svg = _drawn(key, title, sentence, cases, gaps, history) if cases else None
    return Picture(key, title, sentence, columns, rows, svg)


def _title(gaps: Sequence[int], count: int) -> str:
    if not count:
        return "No case has a time"
    if not gaps:
        return "One case"
    if len(gaps) <= 2:
        return f"{' and '.join(str(gap) for gap in gaps)} days apart"
    return f"{counted(count, 'case')} in {counted(sum(gaps), 'day')}"


def _sentence(cases: Sequence[Marked], history: History | None) -> str:
    if not cases:
        return "Nothing here has a time."
    first, last = cases[0][1].occurred_from, cases[-1][1].occurred_from
    said = f"From {day(first)} to {day(last)}." if len(cases) > 1 else f"On {day(first)}."
    if history is None:
        return said
    weeks = len(history["observed"])
    return (
        f"{said} Below, {counted(weeks, 'week')}: {counted(sum(history['observed']), 'case')} "
        f"happened where {number(sum(history['expected']))} "
        f"{'is' if sum(history['expected']) == 1 else 'are'} usual."
    )


def _case_rows(cases: Sequence[Marked], gaps: Sequence[int]) -> list[tuple[str, ...]]:
    said = [
        "",
        *(
            f"{counted(gap, 'day')} after case {before}"
            for (before, _), gap in zip(cases, gaps, strict=False)
        ),
    ]
    return [
        (dated(case.occurred_from), f"Case {place}", said[i], "")
        for i, (place, case) in enumerate(cases)
    ]


def _week_rows(history: History | None) -> list[tuple[str, ...]]:
    if history is None:
        return []
    start, each = history["from"], timedelta(days=history["step_days"])
    span = "Week" if history["step_days"] == 7 else counted(history["step_days"], "day")
    return [
        (f"{span} from {day(start + i * each)}", "All that happened", number(seen), number(usual))
        for i, (seen, usual) in enumerate(
            zip(history["observed"], history["expected"], strict=True)
        )
    ]


def _drawn(
    key: str, title: str, desc: str, cases: Sequence[Marked], gaps: Sequence[int],
    history: History | None,
) -> str:  # fmt: skip
    canvas = Canvas(key, title, desc, HEAD + BARS + 30 if history else LINE + 34)
    first, last = cases[0][1].occurred_from, cases[-1][1].occurred_from
    whole = (last - first) or DAY
    wide = WIDTH - LEFT - RIGHT
    at = {n: LEFT + wide * ((case.occurred_from - first) / whole if len(cases) > 1 else 0.5)
          for n, case in cases}  # fmt: skip
    canvas.line((10, LINE), (WIDTH - 10, LINE), "axis")
    _marks(canvas, [n for n, _ in cases], at)
    if len(gaps) <= 5:
        for (a, _), (b, _), gap in zip(cases, cases[1:], gaps, strict=False):
            said = counted(gap, "day")
            if at[b] - at[a] > LETTER * len(said) + TOUCH:
                canvas.words(((at[a] + at[b]) / 2, LINE - 6), said, "", "middle")
    canvas.words((10, LINE + 22), _date(first))
    if len(cases) > 1:
        canvas.words((WIDTH - 10, LINE + 22), _date(last), "", "end")
    if history is not None:
        _weeks(canvas, history)
    return canvas.svg()


def _marks(canvas: Canvas, numbers: Sequence[int], at: dict[int, float]) -> None:
    """Put a mark a case; marks that would touch stand as one that counts them."""
    groups: list[list[int]] = []
    for one in numbers:
        if groups and at[one] - _middle(groups[-1], at) < (_width(groups[-1]) + TOUCH) / 2:
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        wide = _width(group)
        x = min(max(_middle(group, at), 8 + wide / 2), WIDTH - 8 - wide / 2)
        canvas.line((x, 30), (x, LINE), "stem")
        canvas.pill((x, 22), wide, 24, "case")
        canvas.words((x, 27), _label(group), "on", "middle")


def _label(group: Sequence[int]) -> str:
    return ", ".join(map(str, group)) if len(group) <= 3 else f"{group[0]} … {group[-1]}"


def _width(group: Sequence[int]) -> float:
    return max(24.0, LETTER * len(_label(group)) + 14)


def _middle(group: Sequence[int], at: dict[int, float]) -> float:
    return sum(at[one] for one in group) / len(group)


def _weeks(canvas: Canvas, history: History) -> None:
    """Bars for what happened, a dashed line for what is usual."""
    seen, usual = history["observed"], history["expected"]
    steps = steps_to(max([*map(float, seen), *usual, 1.0]))
    bottom, wide = HEAD + BARS, WIDTH - LEFT - 10
    each = wide / len(seen)
    span = "week" if history["step_days"] == 7 else counted(history["step_days"], "day")
    canvas.words((10, HEAD - 14), f"Each {span}: happened (bars), usual (dashes)", "strong")

    def up(value: float) -> float:
        return bottom - BARS * value / steps[-1]

    for step in steps:
        canvas.line((LEFT, up(step)), (WIDTH - 10, up(step)), "grid")
        canvas.words((LEFT - 5, up(step) + 5), str(step), "quiet", "end")
    for i, value in enumerate(seen):
        canvas.box(LEFT + i * each + each * 0.1, up(value), each * 0.8, bottom - up(value), "bar")
    along = [
        (LEFT + (i + end) * each, up(value)) for i, value in enumerate(usual) for end in (0, 1)
    ]
    canvas.path(along, "usual")
    last = history["from"] + (len(seen) - 1) * timedelta(days=history["step_days"])
    canvas.words((LEFT, bottom + 20), _date(history["from"]), "quiet")
    canvas.words((WIDTH - 10, bottom + 20), _date(last), "quiet", "end")


def _date(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{there.day} {there:%b %Y}"
