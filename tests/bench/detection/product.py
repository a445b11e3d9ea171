"""Tocsin itself on a benchmark file: the core over it, as ``tocsin replay`` runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from schemas.alerts import Alert
from schemas.decisions import Decision
from streams.configuration import Configuration
from streams.core.area import Outcome
from streams.core.receive import Receive
from streams.core.watch import Watch
from streams.replay.lines import arrival_of, read_lines
from streams.replay.scoring import FAMILIES, Revision
from tests.bench.detection.judging import Signal
from tests.bench.detection.reports import ORIGIN


@dataclass(slots=True)
class Heard:
    """What a run said: revisions as the contract scores them, and each part's own findings."""

    revisions: list[Revision] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    _last: dict[tuple[str, str], tuple[float | None, tuple[str, ...]]] = field(default_factory=dict)

    def note(self, outcome: Outcome) -> None:
        """Keep what matters of one outcome."""
        if outcome.alert is not None and outcome.alert.family in FAMILIES:
            self._revision(outcome.alert)
        elif outcome.decision.decision == "withheld" and outcome.decision.score is not None:
            self._withheld(outcome.decision)

    def _revision(self, alert: Alert) -> None:
        evidence = tuple(one.report_id for one in alert.evidence)
        self.revisions.append(
            Revision(
                alert_id=alert.alert_id,
                revision=alert.revision,
                kind=alert.kind,
                family=alert.family,
                tier=alert.tier,
                updated_at=alert.updated_at,
                evidence=evidence,
                shadow=alert.shadow,
            )
        )
        for part in alert.measures.parts:
            said = (part.score, part.report_ids)
            if self._last.get((alert.alert_id, part.kind)) != said:
                self._last[alert.alert_id, part.kind] = said
                self._signal(
                    part.kind, alert.alert_id, alert.updated_at, part.score, part.report_ids
                )

    def _withheld(self, decision: Decision) -> None:
        area, kind = decision.areas[0], decision.kind or ""
        self._signal(kind, f"{area}-", decision.at, decision.score, decision.report_ids)

    def _signal(
        self,
        kind: str,
        alert: str,
        at: datetime,
        score: float | None,
        evidence: tuple[str, ...],
    ) -> None:
        days = (at.astimezone(UTC) - ORIGIN).total_seconds() / 86400.0
        area = alert.rpartition("-")[0]
        # A rule that has no score is over its line when it speaks.
        self.signals.append(Signal(kind, area, days, score if score is not None else 0.0, evidence))


def run(path: Path, configuration: Configuration) -> Heard:
    """Run the core over a file; everything in one process, in order."""
    receive, watch, heard = Receive(configuration.areas), Watch(configuration.context_of), Heard()
    for line in read_lines([path]):
        for event in receive.apply(arrival_of(line)).events:
            for _, outcome in watch.apply(event):
                heard.note(outcome)
    return heard
