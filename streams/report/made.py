"""From a source of events to a report: gathered, counted, told, and only then drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schemas.envelope import write_time
from streams.configuration import Configuration
from streams.core.areas import Areas
from streams.core.detectors import DETECTORS
from streams.core.detectors.batch_burst import DETECTOR as BATCH
from streams.core.errors import ConfigurationError
from streams.core.pipeline import Pipeline
from streams.report import provenance
from streams.report.checklist import Answer, answers
from streams.report.columns import Columns, Period
from streams.report.disclose import disclose
from streams.report.figure import Figure
from streams.report.figures.ground import Ground
from streams.report.gather import Gatherer, as_data
from streams.report.provenance import Provenance
from streams.report.sections import all_figures
from streams.report.sources import Digests, Source
from streams.report.summary import Summary, summarise
from streams.report.words import Comparisons, complete

FULL, PARTNER = "full", "partner"


@dataclass(frozen=True, slots=True)
class Tables:
    """What may be given beside the events, with a digest of each file."""

    district_people: Mapping[str, int]
    neighbours: Mapping[str, str]
    bands: Mapping[tuple[str, str], float] = field(default_factory=dict)
    district_bands: Mapping[str, Mapping[tuple[str, str], float]] = field(default_factory=dict)
    lsoas: Mapping[str, str] = field(default_factory=dict)
    deprived: Mapping[str, int] = field(default_factory=dict)
    previous: Mapping[str, Any] | None = None
    digests: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report, ready to be drawn. Of the partner edition it holds redacted figures alone."""

    edition: str
    area: str
    area_name: str
    outline: tuple[Any, ...]
    period: Period
    as_of: str
    figures: tuple[Figure, ...]
    summary: Summary
    comparisons: Comparisons
    provenance: Provenance | None
    checklist: tuple[Answer, ...]
    duty: str | None


def make(
    configuration: Configuration, source: Source, tables: Tables, area: str, period: Period, *,
    edition: str = FULL, as_of: datetime | None = None, options: str = "",
) -> Report:  # fmt: skip
    """Make a report of one area.

    Raises:
        ConfigurationError: the area is unknown, or nothing was read about it.
    """
    if area not in configuration.areas.by_code:
        raise ConfigurationError([f"--area {area} is not in the area file"])
    gatherer, digests = Gatherer(configuration.areas, area, as_of), Digests()
    for one, arrival in source.arrivals():
        if gatherer.is_in_time(arrival):
            digests.add(one, arrival.value or b"")
            gatherer.take(arrival)
    columns = gatherer.columns
    if as_of is not None:
        columns.as_of = as_of
    _check(columns, configuration.areas)
    columns.has_alerts = bool(gatherer.alerts_seen)
    if source.in_order and not columns.has_alerts:
        _recompute(configuration, source, gatherer)
    ground = ground_of(configuration, columns, tables, area, period)
    figures = all_figures(ground)
    named = (("configuration", configuration.digest), ("areas", configuration.areas.digest),
             *tables.digests)  # fmt: skip
    written = provenance.of(ground, digests.inputs(), named, options)
    return report_of(ground, figures, edition, written)


def report_of(ground: Ground, figures: list[Figure], edition: str, written: Provenance) -> Report:
    """Tell the figures of an edition; the partners' are redacted before anything is told."""
    is_full = edition == FULL
    shown = figures if is_full else disclose(figures)
    all_of = Comparisons.of(shown)
    told = [complete(one, all_of) for one in shown]
    return Report(
        edition, ground.area.code, ground.area.name, ground.area.outline, ground.asked,
        write_time(ground.columns.as_of), tuple(told),
        summarise(told, all_of, ground if is_full else None), all_of,
        written if is_full else None, answers(ground, told, all_of) if is_full else (),
        _duty(ground) if is_full else None,
    )  # fmt: skip


def ground_of(
    configuration: Configuration, columns: Columns, tables: Tables, area: str, period: Period
) -> Ground:
    """Lay the ground that every section stands on."""
    shared = configuration.shared
    return Ground(
        columns, configuration.areas.by_code[area], period,
        float(shared.detectors[BATCH.id].limits["old_days"]),
        district_people=tables.district_people, lsoas=tables.lsoas, bands=tables.bands,
        district_bands=tables.district_bands, deprived=tables.deprived,
        neighbours=tables.neighbours, previous=tables.previous,
        detectors=[
            {"id": one.id, "blind_to": one.blind_to, "family": one.family,
             "a_year": shared.rates.a_year(one.id, "amber") or 0.0,
             "status": shared.detectors[one.id].status,
             "limits": ", ".join(f"{name} {value:g}" for name, value
                                 in shared.detectors[one.id].limits.items()),
             "tiers": " and ".join(shared.detectors[one.id].tiers)}
            for one in DETECTORS.values() if one.id in shared.detectors
        ],
    )  # fmt: skip


def _check(columns: Columns, areas: Areas) -> None:
    if columns.areas_seen[columns.area]:
        return
    there = ", ".join(
        f"{code} {areas.by_code[code].name} ({n} lines)"
        for code, n in columns.areas_seen.most_common()
    )
    raise ConfigurationError(
        [f"nothing was read about {columns.area}; there is {there or 'nothing'}"]
    )


def _recompute(configuration: Configuration, source: Source, gatherer: Gatherer) -> None:
    """Run the core over the same events; the alerts are then not what anyone was told."""
    pipeline = Pipeline(configuration.areas, configuration.shared.across, configuration.context_of)
    columns = gatherer.columns
    columns.recomputed = True
    for _, arrival in source.arrivals():
        if gatherer.is_in_time(arrival):
            _hear(gatherer, pipeline.hear(arrival)[1])
    _hear(gatherer, pipeline.until(columns.as_of))


def _hear(gatherer: Gatherer, said: Any) -> None:
    for _, outcome in said:
        if outcome.alert is not None:
            gatherer.revision(as_data(outcome.alert))
        gatherer.decision(as_data(outcome.decision))


def _duty(ground: Ground) -> str | None:
    """Name the newest open alert that says that this report is due, raised since the period."""
    due = [
        alert
        for alert in ground.columns.alerts.values()
        if alert["kind"] == "report_due" and alert["state"] in ("open", "acknowledged")
        and any(duty["duty"] == "death_report" for duty in alert["duties"])
    ]  # fmt: skip
    newest = max(due, key=lambda one: (one["raised_at"], one["alert_id"]), default=None)
    return None if newest is None else str(newest["alert_id"])
