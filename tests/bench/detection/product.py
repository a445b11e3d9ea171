"""Tocsin itself on a benchmark file: the core over it, as ``tocsin replay`` runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from schemas.alerts import Alert
from streams.configuration import Configuration
from streams.core.pipeline import Pipeline
from streams.core.signals import Signal as Part
from streams.replay.lines import arrival_of, read_lines
from streams.replay.scoring import FAMILIES, Revision
from tests.bench.detection.judging import Signal
from tests.bench.detection.reports import ORIGIN

RULES = "rules"  # all visible rules together: they have no line to move
STATISTICAL = frozenset({"linked_evidence", "local_excess"})


@dataclass(slots=True)
class Heard:
    """What a run said: revisions as the contract scores them, and each part's own findings.

    A statistical finding's score is how far it lies over its amber line, in nats; a rule's is 0.
    """

    revisions: list[Revision] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    seconds: float = 0.0
    lines: int = 0
    _last: dict[tuple[str, str], tuple[float | None, tuple[str, ...]]] = field(default_factory=dict)

    def note(self, alert: Alert, parts: tuple[Part, ...]) -> None:
        """Keep what matters of one revision."""
        self.revisions.append(
            Revision(
                alert_id=alert.alert_id,
                revision=alert.revision,
                kind=alert.kind,
                family=alert.family,
                tier=alert.tier,
                updated_at=alert.updated_at,
                evidence=tuple(one.report_id for one in alert.evidence),
                shadow=alert.shadow,
            )
        )
        for part in parts:
            said = (part.score, part.members)
            known = (alert.alert_id, part.kind)
            if self._last.get(known) != said and not part.shadow:
                self._last[known] = said
                self.signals.append(_signal(alert, part))


def run(path: Path, configuration: Configuration) -> Heard:
    """Run the core over a file; everything in one process, in order."""
    shared, heard = configuration.shared, Heard()
    pipeline = Pipeline(configuration.areas, shared.across, configuration.context_of)
    began = datetime.now(UTC)
    for line in read_lines([path]):
        heard.lines += 1
        for area, outcome in pipeline.hear(arrival_of(line))[1]:
            if outcome.alert is not None and outcome.alert.family in FAMILIES:
                state = pipeline.watch._machines[area].state
                heard.note(outcome.alert, state.alerts[outcome.alert.alert_id].parts)
    heard.seconds = (datetime.now(UTC) - began).total_seconds()
    return heard


def _signal(alert: Alert, part: Part) -> Signal:
    days = (alert.updated_at - ORIGIN).total_seconds() / 86400.0
    is_statistical = part.kind in STATISTICAL and part.score is not None
    over = (part.score or 0.0) - (part.line_amber or 0.0) if is_statistical else 0.0
    return Signal(
        stream=part.kind if is_statistical else RULES,
        area=alert.alert_id.rpartition("-")[0],
        at=days,
        score=over,
        evidence=tuple(member.partition("\x1f")[2] for member in part.members),
    )
