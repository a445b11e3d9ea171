"""Page 1: at most five sentences with their sections, what is asked, and what could not be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from streams.report.figure import Figure, Row
from streams.report.figures.ground import Ground, month_words
from streams.report.figures.quality import silent_feeds
from streams.report.words import Comparisons, counted, listed, number, verdict_words

MOST = 5
TRENDS = (2, 3, 9, 11)  # sections that say how a number stands against the months before


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision asked of somebody, and the number that it comes from."""

    who: str
    what: str
    figure: str
    measure: str
    number: int


ASKS = (
    Ask("Head of crime", "Decide on late steps of reviews (section 15)", "duties", "late", 0),
    Ask("Head of crime", "Look again at deaths suspicious or homicide without a forensic "
        "post-mortem (section 16)", "forensic_without", "without", 0),
    Ask("Analysts", "See what the detectors are blind to: deaths later suspicious that stood in "
        "no alert (section 4)", "missed", "missed", 0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader in a hurry needs. Each sentence with the number of its section."""

    findings: tuple[tuple[int, str], ...]
    asked: tuple[Ask, ...]
    unseen: tuple[str, ...]


def summarise(figures: Sequence[Figure], all_of: Comparisons, ground: Ground | None) -> Summary:
    """Order: beyond the outer lines, new series, late duties, silent feeds."""
    by_key = {figure.key: figure for figure in figures}
    found = [
        (figure.section, verdict_words(row, all_of))
        for figure in figures
        for row in (*figure.rows, *_newest(figure, ground))
        if row.verdict == "beyond"
    ]
    if not found:
        found.append((3, "No number of this period lies beyond its outer line."))
    found += _runs(figures, ground)
    rest = list(_standing(by_key))
    quiet = silent_feeds(ground) if ground is not None else []
    if quiet:
        rest.insert(2, (18, f"Silent over a tenth of the period: {listed(quiet)}."))
    return Summary(
        tuple([*found[: MOST - len(rest)], *rest][:MOST]),
        tuple(_asked(by_key)),
        tuple(_unseen(by_key, ground)),
    )


def _runs(figures: Sequence[Figure], ground: Ground | None) -> Iterator[tuple[int, str]]:
    """Runs on one side of what was expected that reach into the period."""
    if ground is None:
        return
    months = {month_words(one) for one in ground.months if one >= ground.period.start}
    for figure in figures:
        for panel in figure.panels:
            last = panel.rows[panel.run[1]].label if panel.run else ""
            if panel.run and last.rpartition(" to ")[2] in months:
                said = panel.note.rpartition("; ")[2].replace(" it,", " what was expected,")
                yield figure.section, f"{panel.label}: {said}; the newest is {last}."


def _newest(figure: Figure, ground: Ground | None) -> Iterator[Row]:
    """Months and quarters of the period, each with the name of its group."""
    if ground is None:
        return
    months = {month_words(one) for one in ground.months if one >= ground.period.start}
    for panel in figure.panels:
        for row in panel.rows:
            if row.label.rpartition(" to ")[2] in months:
                yield replace(row, label=f"{panel.label}, {row.label}")


def _standing(figures: Mapping[str, Figure]) -> Iterator[tuple[int, str]]:
    for key in ("series", "duties", "reclassified"):
        figure = figures.get(key)
        if figure is not None and figure.numbers:
            yield figure.section, figure.sentence.split(". ")[0].rstrip(".") + "."


def _asked(figures: Mapping[str, Figure]) -> Iterator[Ask]:
    for ask in ASKS:
        n = figures[ask.figure].numbers.get(ask.measure, 0) if ask.figure in figures else 0
        if n:
            yield replace(ask, number=int(n))


def _unseen(figures: Mapping[str, Figure], ground: Ground | None) -> Iterator[str]:
    if ground is not None:
        for feed in silent_feeds(ground):
            yield f"No count came from {feed}: left out of what is held against lines."
        if ground.period.end < ground.asked.end:
            yield "The period is not over: figures go as far as what was read."
        if not (ground.columns.has_alerts or ground.columns.recomputed):
            yield "No alert was found on the broker; nothing can be said of series and reviews."
        if ground.columns.recomputed:
            yield "Alerts are recomputed; they are not what anyone was told."
    few = [row for figure in figures.values() if figure.section in TRENDS
           for row in figure.rows if row.verdict == "few" and row.unseen]  # fmt: skip
    if few:
        yield _weakest(few)


def _weakest(few: list[Row]) -> str:
    worst = max(few, key=lambda row: (row.unseen or 0, row.label))
    return (
        f"{counted(len(few), 'number')} were too few to call; for {worst.label.lower()} a rise of "
        f"less than {number(worst.unseen or 0)} times would not have been seen."
    )
