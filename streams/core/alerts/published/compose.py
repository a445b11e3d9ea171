"""From what the area remembers to the alert that people and partners read. Source: contract, 4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.alerts import (
    Alert,
    Evidence,
    EvidencePlace,
    History,
    Measures,
    Origin,
    Part,
    Term,
    Window,
)
from streams.core.alerts.duty_alerts import duty_lines
from streams.core.alerts.published import titles
from streams.core.alerts.published.both_areas import areas_of
from streams.core.alerts.row import AlertRow
from streams.core.detectors import CHARTED, DETECTORS
from streams.core.duties import review
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState

MOST_EVIDENCE = 50  # cases shown; the newest
MONTHS_OF_TRUST = 24.0  # weight of the shipped rate; detection specification, section 6
DAYS_A_MONTH = 30.4375
MONTH = timedelta(days=30)  # of the red budget


def compose(state: AreaState, row: AlertRow, origin: Origin) -> Alert:
    """Write an alert whole, at its newest revision."""
    context = state.context
    rows = state.rows(row.members)[-MOST_EVIDENCE:]
    strongest = row.parts[0] if row.parts else None
    title, why = titles.of(state, row, rows)
    return Alert(
        alert_id=row.alert_id,
        revision=row.revision,
        kind=row.kind,
        family=row.family,
        tier=row.tier,
        state=row.state,
        areas=areas_of(state, row.members),
        title=title[: titles.LONGEST],
        why=why,
        evidence=tuple(_evidence(state, row, one) for one in rows),
        measures=_measures(state, row, strongest, rows),
        window=_window(row, rows),
        data_gaps=_gaps(rows),
        explanations=(*_explanations(row), *_doubts(state, row)),
        next_steps=_next_steps(state, row),
        recipients=recipients(state, row),
        duties=duty_lines.published(duty_lines.merged(row)),
        ack_by=row.ack_by,
        raised_at=row.raised_at,
        updated_at=row.updated_at,
        as_of=origin,
        assigned_to=row.assigned_to,
        verdict=row.verdict,
        merged_into=row.merged_into,
        service_version=context.version,
        config_digest=context.config_digest,
        shadow=row.shadow,
    )


def _explanations(row: AlertRow) -> tuple[str, ...]:
    """What else it may be: as the strongest finding says, else as its detector does."""
    said = row.parts[0].explanations if row.parts else ()
    return said or DETECTORS[row.kind].explanations


def sig6(value: float | None) -> float | None:
    """Round to six significant digits (contract, section 4)."""
    return None if value is None else float(f"{value:.6g}")


def alerts_per_year(state: AreaState, row: AlertRow) -> float | None:
    """How often an alert of this kind and tier comes here: own count, shrunk to the shipped rate.

    Of a statistical finding, what it says itself. None for a duty or a silent feed: these are
    facts, not findings that chance could make.

    Units: alerts a year. Source: detection specification, section 6.
    """
    if row.parts and row.parts[0].alerts_a_year is not None:
        return sig6(row.parts[0].alerts_a_year)
    shipped = state.context.rates.a_year(row.kind, row.tier)
    if shipped is None or row.family not in ("linked_series", "surge"):
        return None
    months = (state.now.clock - state.now.since).days / DAYS_A_MONTH
    own = sum(state.tallies.get(f"{row.kind}|{tier}") or 0 for tier in _at_least(row.tier))
    a_month = shipped * state.context.area.millions / 12.0
    return sig6(12.0 * (own + a_month * MONTHS_OF_TRUST) / (months + MONTHS_OF_TRUST))


def _at_least(tier: str) -> tuple[str, ...]:
    return {"red": ("red",), "amber": ("red", "amber")}.get(tier, ("red", "amber", "info"))


def _measures(
    state: AreaState, row: AlertRow, strongest: Signal | None, rows: Iterable[CaseRow]
) -> Measures:
    if strongest is None:
        return Measures(
            observed=row.recorded or len(list(rows)), alerts_per_year=alerts_per_year(state, row)
        )
    return Measures(
        observed=strongest.observed,
        expected=sig6(strongest.expected),
        score=sig6(strongest.score),
        alerts_per_year=alerts_per_year(state, row),
        line_amber=sig6(strongest.line_amber),
        line_red=sig6(strongest.line_red),
        terms=_terms(state, strongest),
        history=_history(state, strongest),
        parts=tuple(_part(state, part) for part in row.parts),
    )


def _history(state: AreaState, signal: Signal) -> History | None:
    """Chart the time before, of a detector that counts."""
    charted = CHARTED.get(signal.kind)
    return None if charted is None else charted.history(signal, state)


def _terms(state: AreaState, signal: Signal) -> tuple[Term, ...]:
    """A rule or a count has one term: its whole score."""
    if signal.score is None or signal.terms:
        return signal.terms
    words = f"{signal.observed} where {signal.expected:.2g} are usual" if signal.expected else ""
    return (Term(signal.kind, words, _numbers(state, signal.members), sig6(signal.score) or 0.0),)


def _part(state: AreaState, signal: Signal) -> Part:
    return Part(
        kind=signal.kind,
        tier="info" if signal.tier == "below" else signal.tier,
        observed=signal.observed,
        expected=sig6(signal.expected),
        score=sig6(signal.score),
        window_days=signal.window_days,
        report_ids=_numbers(state, signal.members),
    )


def _numbers(state: AreaState, members: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.case.report_id for one in state.rows(members))


def _evidence(state: AreaState, alert: AlertRow, row: CaseRow) -> Evidence:
    case = row.case
    features: dict[str, str | float | int | bool] = {}
    for part in alert.parts:
        features |= part.features.get(row.id, {})
    place = case.place
    return Evidence(
        report_id=case.report_id,
        source=case.source,
        area=case.area,
        occurred_from=case.occurred_from,
        place=EvidencePlace(
            lat=sig6(place.lat),
            lon=sig6(place.lon),
            precision_m=sig6(place.precision_m) or 0.0,
            kind=place.kind,
            name=state.context.place_of(case),
        ),
        category_first=row.category_first,
        category_now=case.category,
        features=features,
    )


def _window(alert: AlertRow, rows: Iterable[CaseRow]) -> Window | None:
    times: list[datetime] = [one.case.occurred_from for one in rows]
    for part in alert.parts:
        times += [part.start, part.end]
    if alert.since is not None:
        times += [alert.since, alert.raised_at]
    return {"from": min(times), "to": max(times)} if times else None


def _gaps(rows: Iterable[CaseRow]) -> tuple[str, ...]:
    """Say which facts of which report are missing or were left out; never their values."""
    said = []
    for row in rows:
        case = row.case
        missing = list(case.gaps)
        if case.kind == "death" and case.method == "unknown":
            missing.append("method")
        if case.place.lat is None:
            missing.append("place")
        said += [f"{case.report_id}: {field}" for field in dict.fromkeys(missing)]
    return tuple(said)


def recipients(state: AreaState, row: AlertRow) -> tuple[str, ...]:
    """Roles to tell: those of the detector's table, and for a review those of its regimes."""
    roles = state.context.detectors[row.kind].recipients.get(row.tier, ())
    more = review.recipients(state.context.book, duty_lines.merged(row)) if row.duties else ()
    return tuple(dict.fromkeys((*roles, *more)))


def _doubts(state: AreaState, row: AlertRow) -> tuple[str, ...]:
    """Say it where more red alerts were told than is budgeted: then the lines are at fault."""
    budget = state.context.alerting.budget
    if row.tier != "red" or row.family not in budget.families:
        return ()
    since = state.now.clock - MONTH
    lately = sum(at > since for at in state.told.get("red") or ())
    if lately <= budget.red_a_month:
        return ()
    return (
        f"The lines may be too low: {lately} red alerts were told here in 30 days, "
        f"where {budget.red_a_month} is the budget",
    )


def _next_steps(state: AreaState, row: AlertRow) -> tuple[str, ...]:
    asked = review.next_steps(state.context.book, duty_lines.merged(row))
    if row.klass == "duties":
        return asked
    kinds = dict.fromkeys([row.kind, *(part.kind for part in row.parts)])
    steps = (step for kind in kinds for step in DETECTORS[kind].next_steps)
    return tuple(dict.fromkeys((*asked, *steps)))
