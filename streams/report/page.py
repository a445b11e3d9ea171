"""A report as one HTML page that needs nothing else, with its figures inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from streams.core.duties.calendar import LONDON
from streams.report.charts import picture
from streams.report.figure import Figure
from streams.report.made import FULL, Report
from streams.report.sections import SECTIONS
from streams.report.tables import Table, tables_of, to_csv, to_json
from streams.report.words import listed

TEMPLATES = Path(__file__).parent / "templates"
MARKINGS = {True: "OFFICIAL-SENSITIVE", False: "OFFICIAL"}
HEADINGS = {True: "Death investigations: analytical report",
            False: "Deaths and violence: report for partners"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its picture and its tables."""

    figure: Figure
    svg: Markup | None
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is written: the page, and its figures for programs."""

    html: bytes
    json: bytes
    csv: bytes


def page_of(report: Report, drawn: Callable[[Figure], None] = lambda _: None) -> Page:
    """Draw a report. The same report gives the same bytes."""
    is_full = report.edition == FULL
    by_section: dict[int, list[Shown]] = {one.number: [] for one in SECTIONS}
    for figure in report.figures:
        by_section[figure.section].append(_shown(figure, report))
        drawn(figure)
    json, csv = to_json(report), to_csv(report.figures)
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        keep_trailing_newline=True,
    )  # fmt: skip
    templates.filters["first_up"] = lambda text: text[:1].upper() + text[1:]
    html = templates.get_template("report.html").render(
        report=report,
        sections=[one for one in SECTIONS
                  if is_full or by_section[one.number] or one.make is None],
        drawn=by_section,
        heading=HEADINGS[is_full],
        marking=MARKINGS[is_full],
        as_of=_local(report.as_of),
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704  Ours.
        json=b64encode(json).decode(),
        csv=b64encode(csv).decode(),
        digest=sha256(json).hexdigest(),
    )  # fmt: skip
    return Page(html.encode(), json, csv)


def _shown(figure: Figure, report: Report) -> Shown:
    drawn = picture(figure, report.outline)
    alike: dict[str, list[str]] = {}
    for one in figure.panels:
        if one.note:
            alike.setdefault(one.note, []).append(one.label)
    ways = tuple(f"{listed(names)}: {note}." for note, names in alike.items())
    if any(row.silent for panel in figure.panels for row in panel.rows):
        ways = ("Hatched: a sender was silent, and reports may lack.", *ways)
    notes = tuple(one for one in (figure.method, *ways, *figure.notes) if one)
    svg = Markup(drawn) if drawn else None  # noqa: S704  Our own SVG, its words escaped.
    return Shown(figure, svg, tuple(tables_of(figure)), notes)


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(LONDON):%d %B %Y, %H:%M %Z}"
