"""How strong an alert is, its line, and what each half would keep if it were split."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from schemas.alerts import Alert, Measures
from streams.console.screens.card import days_of
from streams.console.words import chance
from streams.console.words.clocks import counted


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the strip under the sentence, and what it is."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Half:
    """One part of a split: its cases, and the strength of the reasons that concern them alone."""

    report_ids: tuple[str, ...]
    strength: str
    words: str


def figures(alert: Alert) -> tuple[Figure, ...]:
    """Count and window; what is usual; how often by chance; strength and its line."""
    found, days = alert.measures, days_of(alert)
    shown = []
    if found.observed is not None:
        span = f" in {counted(round(days), 'day')}" if days >= 1 else ""
        shown.append(Figure(f"{found.observed:,}", f"cases counted{span}"))
    if found.expected is not None:
        shown.append(Figure(chance.usual(found.expected, days), "usual here in such a time"))
    if found.alerts_per_year is not None:
        often = chance.often(found.alerts_per_year)
        shown.append(Figure(often[:1].upper() + often[1:], "how often chance alone does this"))
    if found.score is not None:
        shown.append(Figure(chance.steps(found.score), f"strength{_line(found)}"))
    return tuple(shown)


def _line(measures: Measures) -> str:
    lines = [
        f"{tier} is {chance.steps(line)} or more"
        for tier, line in (("amber", measures.line_amber), ("red", measures.line_red))
        if line is not None
    ]
    return f"; {', '.join(lines)}" if lines else ""


def halves(alert: Alert, leaving: Collection[str]) -> tuple[Half, Half]:
    """Say what stays and what would leave, with the strength that each would keep.

    A reason counts for a part only where all reports that it names are in that part: the service
    scores both again once they are apart.
    """
    reports = [case.report_id for case in alert.evidence]
    staying = tuple(one for one in reports if one not in leaving)
    going = tuple(one for one in reports if one in leaving)
    return _half(alert.measures, staying), _half(alert.measures, going)


def _half(measures: Measures, reports: tuple[str, ...]) -> Half:
    kept = sum(
        term.weight for term in measures.terms if term.reports and set(term.reports) <= set(reports)
    )
    line = next((x for x in (measures.line_amber, measures.line_red) if x is not None), None)
    if len(reports) < 2:
        words = "one case alone ties to nothing"
    elif line is None:
        words = "no line is set for this kind"
    else:
        words = f"{'above' if kept >= line else 'below'} the amber line of {chance.steps(line)}"
    return Half(reports, chance.steps(kept), words)
