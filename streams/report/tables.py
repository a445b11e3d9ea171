"""A figure's numbers as tables for people, and as CSV and JSON for programs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any

import orjson

from streams.report.figure import Figure, Panel, Row
from streams.report.made import Report
from streams.report.words import FEWEST_OF_PERCENT, number, percent

UNDER = "under 5"
VERDICTS = {
    "inside": "as usual", "between": "between the lines",
    "beyond": "more or less than chance gives",
    "few": "too few to call", "incomplete": "not complete", "no_data": "no count came",
}  # fmt: skip
HIDDEN_FACTS = ("lat", "lon", "dates")
CSV_COLUMNS = ("figure", "section", "part", "label", "measure", "value")
NUMBERS = ("value", "k", "n", "low", "high", "expected", "missing", "unseen")


LONG, NARROW = 14, 44  # lines, and letters across
SHORT = 19  # letters


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text: its caption, heads and lines; the first cell of a line is its head."""

    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def styles(self) -> tuple[str, ...]:
        """Say of each column: numbers (n), short words that stay whole (s), or neither."""
        return tuple(map(_style, zip(*self.lines, strict=True)))

    @property
    def is_long(self) -> bool:
        """Say whether it is long and narrow enough for two columns on paper."""
        widest = (max(map(len, cells)) for cells in zip(self.heads, *self.lines, strict=True))
        return len(self.lines) >= LONG and sum(widest) <= NARROW


def _style(cells: Sequence[str]) -> str:
    if all(re.fullmatch(r"[\d,.]*%?", cell) for cell in cells):
        return "n"
    return "s" if max(map(len, cells)) <= SHORT else ""


def tables_of(figure: Figure) -> Iterator[Table]:
    """Give the table of rows, and one of months where there are panels."""
    if figure.rows:
        yield _rows(figure)
    for by, head in STEPS.items():
        mine = [panel for panel in figure.panels if panel.rows and panel.by == by]
        if mine and not (by == "month" and figure.key == "ages"):
            yield _panels(figure, mine, head)


def _rows(figure: Figure) -> Table:
    names = list(dict.fromkeys(
        name for row in figure.rows for name in row.facts if name not in HIDDEN_FACTS
    ))  # fmt: skip
    columns = [
        one for one in COLUMNS
        if any(_has(row, one[0]) for row in figure.rows) and not _said_twice(figure, one[0])
    ]  # fmt: skip
    heads = (figure.label_name or "Group", *(_head(one[1], figure) for one in columns),
             *(name[:1].upper() + name[1:] for name in names))  # fmt: skip
    lines = tuple(
        (row.label, *(_cell(row, one[0], figure) for one in columns),
         *(_fact(row.facts.get(name)) for name in names))
        for row in figure.rows
    )  # fmt: skip
    return Table(f"{figure.title}, {figure.basis}", heads, lines)


COLUMNS = (
    ("value", "value"), ("k", "number"), ("n", "of"), ("interval", "from and to"),
    ("expected", "Expected"), ("usual", "Usual"), ("missing", "Not known"),
    ("bounds", "Bounds if those were known"), ("verdict", "Verdict"),
    ("unseen", "Rise that would show"),
)  # fmt: skip
WORDS = {"count": "Number", "share": "Share", "rate": "Rate", "ratio": "Ratio", "days": "Days",
         "text": "Value"}  # fmt: skip


def _head(name: str, figure: Figure) -> str:
    if name == "of" and figure.of_name:
        return figure.of_name
    return WORDS[figure.unit] if name == "value" else name.capitalize()


def _said_twice(figure: Figure, name: str) -> bool:
    """Say whether a column of facts holds the same numbers under a name of their own."""
    return name in ("k", "n") and all(getattr(row, name) in row.facts.values()
                                      for row in figure.rows)  # fmt: skip


def _has(row: Row, name: str) -> bool:
    if name == "interval":
        return row.low is not None
    if name == "missing":
        return bool(row.missing)
    return row.hidden if name == "value" and row.value is None else getattr(row, name) is not None


def _cell(row: Row, name: str, figure: Figure) -> str:
    if name == "interval":
        if row.low is None or row.high is None or row.n == 0:
            return ""
        return f"{_shown(row.low, figure)} to {_shown(row.high, figure)}"
    if name == "value" and row.value is None:
        return UNDER if row.hidden else "not known" if row.verdict == "no_data" else ""
    if name == "value" and figure.unit == "share" and (row.n or 0) < FEWEST_OF_PERCENT:
        return ""
    value = getattr(row, name)
    return "" if value is None else _filled_cell(value, name, figure)


def _filled_cell(value: Any, name: str, figure: Figure) -> str:
    if name == "value":
        return _shown(value, figure)
    if name == "bounds":
        return f"{percent(value[0])} to {percent(value[1])}"
    if name == "usual":
        return f"{number(value[0])} to {number(value[1])}"
    if name == "verdict":
        return VERDICTS[value]
    return f"{number(value)} times" if name == "unseen" else number(value)


def _shown(value: float, figure: Figure) -> str:
    return percent(value) if figure.unit == "share" else number(value)


def _fact(value: Any) -> str:
    if value is None:
        return ""
    return number(value) if isinstance(value, int | float) else str(value)


STEPS = {"month": "Month", "quarter": "Quarter", "dates": "Month, too few for lines"}


def _panels(figure: Figure, panels: Sequence[Panel], head: str) -> Table:
    heads = (head, *(panel.label for panel in panels))
    longest = max(panels, key=lambda panel: len(panel.rows))
    by_label = [{row.label: row for row in panel.rows} for panel in panels]
    lines = tuple(
        (row.label, *(_month(rows.get(row.label)) for rows in by_label)) for row in longest.rows
    )
    return Table(f"{figure.title} by {head.lower()}, {figure.basis}", heads, lines)


def _month(row: Row | None) -> str:
    if row is None:
        return ""
    if row.value is None:
        return UNDER if row.hidden else ""
    likely = ""
    if row.verdict == "incomplete" and row.low is not None and row.high is not None:
        likely = f" ({number(row.low)} to {number(row.high)} likely)"
    return f"{number(row.value)}{likely}"


def to_csv(figures: Sequence[Figure]) -> bytes:
    """Write figures long, one value a line."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for figure in figures:
        for part, row in _all_rows(figure):
            for measure, value in _values(row):
                writer.writerow((figure.key, figure.section, part, row.label, measure, value))
    return out.getvalue().encode()


def _all_rows(figure: Figure) -> Iterator[tuple[str, Row]]:
    for row in figure.rows:
        yield "", row
    for panel in figure.panels:
        for row in panel.rows:
            yield panel.label, row


def _values(row: Row) -> Iterator[tuple[str, Any]]:
    for name in NUMBERS:
        value = getattr(row, name)
        if value is not None:
            yield name, value
    if row.hidden:
        yield "value", UNDER
    if row.bounds:
        yield "bound_low", row.bounds[0]
        yield "bound_high", row.bounds[1]
    if row.usual:
        yield "usual_low", row.usual[0]
        yield "usual_high", row.usual[1]
    if row.verdict:
        yield "verdict", row.verdict
    yield from ((name, value) for name, value in row.facts.items() if value is not None)


def to_json(report: Report) -> bytes:
    """Write figures with their definitions, for programs and for the next report."""
    data = {
        "schema": "tocsin-report/1",
        "edition": report.edition,
        "area": report.area,
        "period": {"from": report.period.start.isoformat(), "to": report.period.end.isoformat()},
        "as_of": report.as_of,
        "asked": [asdict(one) for one in report.summary.asked],
        "comparisons": {
            **asdict(report.comparisons), "inner_by_chance": report.comparisons.inner_by_chance,
            "outer_by_chance": report.comparisons.outer_by_chance,
        },
        "figures": [_figure(one) for one in report.figures],
    }  # fmt: skip
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


UNTOLD = ("chart", "partner", "label_name", "of_name")


def _figure(figure: Figure) -> dict[str, Any]:
    kept = {k: v for k, v in asdict(figure).items() if k not in UNTOLD}
    kept["rows"] = [_filled(row) for row in kept["rows"]]
    kept["panels"] = [
        {**panel, "rows": [_filled(row) for row in panel["rows"]]} for panel in kept["panels"]
    ]
    return kept


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value != {}
    }
