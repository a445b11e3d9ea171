"""The sections in order, each with its question and what makes its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from streams.report.figure import Figure
from streams.report.figures import (
    borders,
    categories,
    children,
    forecast,
    forensic,
    harm,
    institutions,
    methods,
    people,
    places,
    quality,
    reclassified,
    reviews,
    series,
    suicide,
    unresolved,
    volumes,
)
from streams.report.figures.ground import Ground


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its number, title, question, and its figures (none: made at the end)."""

    number: int
    title: str
    question: str
    make: Callable[[Ground], Iterator[Figure]] | None = None
    for_partners: bool = True


SECTIONS = (
    Section(1, "Summary", "What matters, what is asked?"),
    Section(2, "Volumes", "How many, and does everyone count the same?", volumes.figures),
    Section(3, "Categories", "Which categories?", categories.figures),
    Section(4, "Reclassification", "What changed after the first hour?", reclassified.figures),
    Section(5, "Place", "Where?", places.figures),
    Section(6, "Institutions", "Which institutions?", institutions.figures),
    Section(7, "People", "Who?", people.figures),
    Section(8, "Methods and drugs", "How, and with what?", methods.figures),
    Section(9, "Suspected suicide", "How many, against the same months?", suicide.figures),
    Section(10, "Children", "Which children died, and were reviews begun?", children.figures),
    Section(11, "Violence and near misses", "How near to death?", harm.figures),
    Section(12, "Linked series", "Which linked series?", series.figures),
    Section(13, "Borders", "Across the border?", borders.figures, for_partners=False),
    Section(14, "Missing people", "Who is still missing?", unresolved.figures),
    Section(15, "Reviews and lessons", "What was due, what was learned?", reviews.figures),
    Section(16, "Forensic post-mortems", "Who gets one?", forensic.figures, for_partners=False),
    Section(17, "Forecasts", "What did we expect, what came?", forecast.figures),
    Section(18, "Data quality", "How good are the data?", quality.figures),
    Section(19, "Annex", "How was this made?"),
)


def all_figures(ground: Ground) -> list[Figure]:
    """Make the figures of every section, in order."""
    found: list[Figure] = []
    for section in SECTIONS:
        if section.make is not None:
            found += section.make(ground)
    before = forecast.asked_before(ground, _asking)
    return sorted([*found, before], key=lambda one: one.section) if before else found


def _asking(ground: Ground) -> list[Figure]:
    """The figures from which page 1 asks for decisions."""
    return [*reclassified.figures(ground), *reviews.figures(ground), *forensic.figures(ground)]
