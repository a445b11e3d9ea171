"""The line that would have caught a finding, and what else would have been told with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas.decisions import Decision, Trace
from streams.console.desk.view import DeskView
from streams.console.words import chance, codes
from streams.console.words.clocks import counted

EVER = datetime.min.replace(tzinfo=UTC)
YEAR = timedelta(days=365)
ENOUGH = timedelta(days=90)  # of decisions to look back on, before they are said by the year


@dataclass(frozen=True, slots=True)
class Caught:
    """A lower line: in words, the strength, the tier it tells at, what else it would tell."""

    words: str
    strength: str
    tier: str | None
    cost: str


def tier_from(view: DeskView, kind: str | None) -> str | None:
    """The tier that a finding of a kind reaches where it passes its first line."""
    config = view.configuration.shared.detectors.get(kind or "")
    if config is None or not config.tiers:
        return None
    return "amber" if "amber" in config.tiers else config.tiers[-1]


def line_that_catches(view: DeskView, trace: Trace | None, mine: list[Decision]) -> Caught | None:
    """Find the line at which the finding would have been told; None where no line held it back."""
    held = next(
        (
            (one.kind, one.score, one.line)
            for one in mine
            if one.reason == "below_line" and one.score is not None and one.line is not None
        ),
        None,
    )
    best = trace.best if trace is not None else None
    if held is None and best is not None and best.score is not None and best.line is not None:
        held = (best.kind, best.score, best.line)
    if held is None:
        return None
    kind, score, line = held
    if kind is None or score is None or line is None or not 0 < score < line:
        return None
    areas = {code for one in mine for code in one.areas} or set(trace.areas if trace else ())
    begins, needs = chance.steps(score), chance.steps(line)
    return Caught(
        f"alerts of this kind began at {begins}, not {needs}", begins, tier_from(view, kind),
        _cost(view, kind, areas, score, {one.alert_id for one in mine}),
    )  # fmt: skip


def _cost(view: DeskView, kind: str, areas: set[str], score: float, mine: set[str | None]) -> str:
    """Count what else was held back at or above this strength, as far back as the desk reaches."""
    everything = view.withheld(EVER)
    if not everything:
        return "what it would cost is not known"
    newest = everything[0].decision.at
    past = [one.decision for one in everything if newest - one.decision.at <= YEAR]
    span = newest - past[-1].at
    more = {
        one.alert_id or one.report_ids
        for one in past
        if one.reason == "below_line" and one.kind == kind and areas.intersection(one.areas)
        if one.score is not None and one.score >= score and one.alert_id not in mine
    }
    days = counted(max(1, span.days), "day")
    said = f"and {len(more)} more like it in the {days} that this console can look back on"
    if more and span >= ENOUGH:
        said += f": {chance.often(len(more) * YEAR / span)}"
    return codes.capital(said)
