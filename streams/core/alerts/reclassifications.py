"""L12: a death that has become suspicious or a homicide is told, each time that it does."""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.alerts import clusters
from streams.core.alerts.changes import Change, Revised, answer_by, raise_new
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import ENDED
from streams.core.alerts.row import AlertRow
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState


def tell(state: AreaState, row: CaseRow, signal: Signal) -> Change:
    """Raise the alert of a death that turned grave, or raise it again."""
    now, kind = state.now.clock, signal.kind
    name = alert_id(state.context.area.code, kind, [row.id])
    before = state.alerts.get(name)
    alert = AlertRow(
        alert_id=name,
        klass="reclassified",
        kind=kind,
        family="review_due",
        tier="red",
        state="open",
        revision=before.revision + 1 if before is not None else 1,
        order=before.order if before is not None else state.now.alerts + 1,
        members=(row.id,),
        parts=(signal,),
        categories=(row.case.category,),
        raised_at=before.raised_at if before is not None else now,
        updated_at=now,
        ack_by=answer_by(state, kind, "red", now),
        shadow=state.context.detectors[kind].status == "shadow",
    )
    if before is None:
        return raise_new(state, alert)
    state.put_alert(alert)
    return Revised(alert, "updated", "reclassified")


def take_back(state: AreaState, row_id: str) -> Iterator[Change]:
    """End what was told of a death that is neither suspicious nor a homicide any more."""
    for alert in [a for a in state.alerts_of(row_id) if a.klass == "reclassified"]:
        if alert.state not in ENDED:
            yield clusters.dissolve(state, alert)
