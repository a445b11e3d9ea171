"""What became of a change, as the decision that is published. Source: contract, section 4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schemas.alerts import Origin
from schemas.decisions import Decision, MissingFact
from streams.core.alerts.changes import Answered, Noted, Revised, Told, Withheld
from streams.core.alerts.orders.explain import SENDER, WHO
from streams.core.alerts.published.both_areas import areas_of
from streams.core.alerts.published.compose import recipients, sig6
from streams.core.detectors import linked_evidence
from streams.core.series.linking import missing_facts
from streams.core.signals import Signal
from streams.core.state import AreaState


def of(state: AreaState, change: Told, origin: Origin) -> Decision:
    """Write the decision about a change."""
    if isinstance(change, Answered):
        return replace(change.decision, as_of=origin)
    if isinstance(change, Withheld):
        return _withheld(state, change, origin)
    return _decided(state, change, origin)


def _decided(state: AreaState, change: Revised | Noted, origin: Origin) -> Decision:
    row = change.row
    decision = Decision(
        alert_id=row.alert_id,
        revision=row.revision,
        decision=change.decision,
        reason=change.reason,
        at=change.at if isinstance(change, Noted) else row.updated_at,
        by="tocsin" if isinstance(change, Noted) else change.by,
        to=_told(state, change),
        silence_id=change.silence_id,
        merged_into=row.merged_into,
        kind=row.kind,
        areas=areas_of(state, row.members),
        as_of=origin,
    )
    if change.decision != "withheld" or not row.parts:
        return decision
    return _with_finding(state, decision, row.parts[0], row.members)


def _told(state: AreaState, change: Revised | Noted) -> tuple[str, ...]:
    """Roles that a decision goes to; what is withheld goes to nobody."""
    if change.row.shadow or change.decision == "withheld":
        return ()
    named = change.to if isinstance(change, Noted) else ()
    return named or recipients(state, change.row)


def _withheld(state: AreaState, change: Withheld, origin: Origin) -> Decision:
    signal = change.signal
    decision = Decision(
        alert_id=change.alert_id,
        revision=None,
        decision="withheld",
        reason=change.reason,
        at=state.now.clock,
        kind=signal.kind,
        areas=areas_of(state, signal.members),
        as_of=origin,
    )
    return _with_finding(state, decision, signal, signal.members)


def _with_finding(
    state: AreaState, decision: Decision, signal: Signal, members: Iterable[str]
) -> Decision:
    """Say of what is withheld what somebody would have been told."""
    return replace(
        decision,
        report_ids=tuple(row.case.report_id for row in state.rows(members)),
        score=sig6(signal.score),
        line=sig6(signal.line_amber),
        missing=_missing(state, signal) if signal.tier == "below" else (),
    )


def _missing(state: AreaState, signal: Signal) -> tuple[MissingFact, ...]:
    """Facts that are not known and might have lifted a finding of the linker above its line."""
    if signal.kind != linked_evidence.DETECTOR.id:
        return ()
    return tuple(
        MissingFact(field, sig6(gain), WHO.get(field, SENDER))
        for field, gain in missing_facts.gains(signal, state)
    )
