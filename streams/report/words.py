"""Sentences, chosen by the figures. They never claim more than the interval allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from streams.report.figure import Figure, Row
from streams.report.measures.lines import chance_of_run

INNER_BOTH, OUTER_BOTH = 0.05, 0.002  # chance that a comparison lies outside, both sides together
MOST_NAMED, MOST_LISTED = 4, 3
FEWEST_OF_PERCENT = 20  # no percentage is given of fewer


def number(value: float) -> str:
    """Write a number as a reader wants it: whole with commas, else two or three digits."""
    if value == float("inf"):
        return "no limit"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def percent(share: float) -> str:
    """Write a share in whole percent."""
    return f"{100 * share:.0f}%"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Join names, the last with an and."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@dataclass(frozen=True, slots=True)
class Comparisons:
    """All comparisons of the report together, and how many may lie outside by chance.

    ``series``: months or quarters of a group, looked through for a run on one side.
    """

    made: int
    between: int
    beyond: int
    series: int = 0
    runs: int = 0
    runs_by_chance: float = 0.0

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> Comparisons:
        """Count them."""
        rows = [row for figure in figures for row in figure.compared]
        verdicts = [row.verdict for row in rows]
        series = [
            panel
            for figure in figures
            for panel in figure.panels
            if panel.looked and chance_of_run(panel.looked)
        ]
        return cls(
            len(rows), verdicts.count("between"), verdicts.count("beyond"),
            len(series), sum(panel.run is not None for panel in series),
            round(sum(chance_of_run(panel.looked) for panel in series), 1),
        )  # fmt: skip

    @property
    def inner_by_chance(self) -> int:
        """Differences beyond the inner lines that chance alone gives, rounded up."""
        return ceil(self.made * INNER_BOTH)

    @property
    def outer_by_chance(self) -> float:
        """Differences beyond the outer lines that chance alone gives."""
        return round(self.made * OUTER_BOTH, 1)

    def sentence(self) -> str:
        """Say it in one line."""
        return (
            f"{counted(self.made, 'comparison')}; by chance up to {self.inner_by_chance} beyond "
            f"the inner, {number(self.outer_by_chance)} beyond the outer lines; found "
            f"{self.between + self.beyond} and {self.beyond}.{self._runs()}"
        )

    def _runs(self) -> str:
        if not self.series:
            return ""
        return (
            f" {counted(self.series, 'group')} looked through for a run on one side of what was "
            f"expected: by chance {number(self.runs_by_chance)}; found {self.runs}."
        )


def _value(row: Row) -> str:
    if row.k is not None and row.n is not None:
        return f"{number(row.k)} of {number(row.n)}"
    return number(row.value or 0)


def verdict_words(row: Row, all_of: Comparisons) -> str:
    """Say what a row is against what is usual."""
    if row.verdict == "no_data":
        return f"{row.label}: no count came; nothing can be said."
    if row.value is None:
        return f"{row.label}: under 5."
    value = _value(row)
    usual = f"{number(row.usual[0])} to {number(row.usual[1])}" if row.usual else ""
    if row.verdict == "inside":
        return f"{row.label}: {value}, as usual ({usual})."
    if row.verdict == "between":
        return (
            f"{row.label}: {value}, where {usual} is usual. In {counted(all_of.made, 'comparison')}"
            f" up to {all_of.inner_by_chance} such differences come by chance."
        )
    if row.verdict == "beyond":
        return (
            f"{row.label}: {value}, where {usual} is usual: more than chance gives. Recording, "
            "one-off events and case mix come first."
        )
    return f"{row.label}: {value}{_reserve(row)}."


def _reserve(row: Row) -> str:
    """Say why a number is held against nothing yet."""
    if row.verdict == "incomplete" and row.low is not None and row.high is not None:
        return f" known, {number(row.low)} to {number(row.high)} likely"
    if row.verdict == "incomplete":
        return " known; the period is not over"
    if row.verdict == "few" and row.unseen is not None:
        least = number(row.unseen)
        return f". Too few to call; a rise of less than {least} times would not have been seen"
    return ". Too few to call" if row.verdict == "few" else ""


def complete(figure: Figure, all_of: Comparisons) -> Figure:
    """Add to a figure's sentence what its rows say, gravest first, and write its alternative."""
    told = [row for row in figure.rows if row.verdict in ("beyond", "between", "incomplete")]
    rank = {"beyond": 0, "between": 1, "incomplete": 2}
    told.sort(key=lambda row: rank[row.verdict or "incomplete"])
    named = told[:MOST_NAMED] or [row for row in figure.rows if row.verdict == "inside"][:1]
    said = [figure.sentence] if figure.sentence else []
    said += [verdict_words(row, all_of) for row in named]
    inside = sum(row.verdict == "inside" for row in figure.rows)
    if told and inside:
        said.append("The others lie within their usual range.")
    sentence = " ".join(said) or _most(figure)
    return replace(figure, sentence=sentence, alt=figure.alt or alternative(figure, sentence))


def _most(figure: Figure) -> str:
    """Name the greatest numbers of a figure that has nothing else to say."""
    valued = sorted((row for row in figure.rows if row.value), key=lambda row: -(row.value or 0))[
        :MOST_LISTED
    ]
    if not valued:
        return "None was reported, or too few to show."
    return "; ".join(f"{row.label}: {_in_unit(figure, row)}" for row in valued) + "."


SHAPES = {
    "control": "Lines by month, each group on its own axes, with the band of what is usual",
    "flow": "Bands from the first category on the left to the newest on the right",
    "place": "A map with a mark for each district, and intervals beside it",
    "dots": "Dots with their intervals, one line each",
    "institutions": "Marks for each site: number expected across, number reported upward",
    "nowcast": "Bars by month; what is still to come is hatched",
    "lines": "Lines by month on one scale",
    "series": "One line for each alert: reports before and after it was told",
    "ranges": "The last report's ranges as bands, what came as dots on them",
    "bars": "Bars, one line for each group, divided by state",
}


def alternative(figure: Figure, sentence: str) -> str:
    """Describe the picture: its kind, its extremes, and what it shows."""
    shape = SHAPES.get(figure.chart or "", "A table")
    valued = [row for row in figure.rows if row.value is not None]
    ends = ""
    if len(valued) > 1:
        most = max(valued, key=lambda row: row.value or 0)
        least = min(valued, key=lambda row: row.value or 0)
        ends = (
            f" Highest: {most.label}, {_in_unit(figure, most)}; "
            f"lowest: {least.label}, {_in_unit(figure, least)}."
        )
    return f"{shape}.{ends} {sentence}"


def _in_unit(figure: Figure, row: Row) -> str:
    value = row.value or 0.0
    return percent(value) if figure.unit == "share" else number(value)
