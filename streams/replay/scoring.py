"""Which labelled series were found, when, and at what price in other alerts.

Source: contract, section 7. Pure: revisions, labels and arrivals in, figures out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.alerts import Tier

FAMILIES = frozenset({"linked_series", "surge"})
TRAP = "trap_"  # kinds that begin so must not be found
LEAST_MEMBERS = 2  # of one series, in one revision
LEAST_SHARE = 3  # the members are at least one in so many of the evidence
TIERS: Mapping[str, frozenset[Tier]] = {
    "red": frozenset({"red"}),
    "red_and_amber": frozenset({"red", "amber"}),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One labelled series and its members by report_id."""

    id: str
    kind: str
    members: tuple[str, ...]

    @property
    def is_trap(self) -> bool:
        """Say whether it must not be found."""
        return self.kind.startswith(TRAP)


@dataclass(frozen=True, slots=True)
class Revision:
    """What scoring needs of one revision of an alert; ``evidence`` = report_ids in its order."""

    alert_id: str
    revision: int
    kind: str
    family: str
    tier: Tier
    updated_at: datetime
    evidence: tuple[str, ...]
    shadow: bool

    @property
    def area(self) -> str:
        """The area whose alert it is."""
        return self.alert_id.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Found:
    """The first revision that found a series. ``member`` = members arrived by then."""

    alert_id: str
    revision: int
    kind: str
    tier: Tier
    at: datetime
    held: int
    evidence: int
    member: int
    delay: timedelta | None
    shadow: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One series under one set of tiers; ``found`` is None where it was missed."""

    series: Series
    found: Found | None

    @property
    def is_finding(self) -> bool:
        """Say whether it went wrong: a trap found, or a series missed."""
        return (self.found is not None) is self.series.is_trap


@dataclass(frozen=True, slots=True)
class FalseAlert:
    """An alert that in no revision holds two members of a series; ``at`` = told first."""

    alert_id: str
    area: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """All figures under one set of tiers."""

    results: tuple[Result, ...]
    false_alerts: tuple[FalseAlert, ...]

    def by_kind(self) -> dict[str, list[Result]]:
        """Gather series by kind, in order of the labels."""
        kinds: dict[str, list[Result]] = {}
        for result in self.results:
            kinds.setdefault(result.series.kind, []).append(result)
        return kinds

    def by_month(self) -> Counter[tuple[str, str]]:
        """Count false alerts by area and month (UTC)."""
        return Counter((one.area, f"{one.at:%Y-%m}") for one in self.false_alerts)


@dataclass(slots=True)
class _Tally:
    """One alert over its revisions: told first by set of tiers, and whether it held two."""

    told: dict[str, FalseAlert] = field(default_factory=dict)
    holds_two: bool = False


def score(
    series: Sequence[Series], revisions: Iterable[Revision], arrivals: Mapping[str, datetime]
) -> dict[str, Score]:
    """Score revisions of alerts against labels, for red alone and for red and amber together.

    Units: ``arrivals`` = when each member's first version was let known. Source: contract,
    section 7. Blind to: false alerts of an alert that holds two members of a trap (a trap
    found is told apart from a false alert).
    """
    of_report: dict[str, list[Series]] = {}
    for one in series:
        for member in one.members:
            of_report.setdefault(member, []).append(one)
    first: dict[tuple[str, str], Found] = {}
    tallies: dict[str, _Tally] = {}
    for revision in revisions:
        if revision.family in FAMILIES:
            tally = tallies.setdefault(revision.alert_id, _Tally())
            _raise(tally, revision)
            for one, held in _held(revision, of_report):
                tally.holds_two = True
                _find(first, one, held, revision, arrivals)
    return {
        name: Score(
            tuple(Result(one, first.get((name, one.id))) for one in series),
            tuple(
                tally.told[name]
                for tally in tallies.values()
                if name in tally.told and not tally.holds_two
            ),
        )
        for name in TIERS
    }


def _raise(tally: _Tally, revision: Revision) -> None:
    """Note when an alert was first told at these tiers; one in shadow is told to no one."""
    if revision.shadow:
        return
    for name, tiers in TIERS.items():
        if revision.tier in tiers:
            seen = FalseAlert(revision.alert_id, revision.area, revision.kind, revision.updated_at)
            before = tally.told.get(name)
            if before is None or seen.at < before.at:
                tally.told[name] = seen


def _held(
    revision: Revision, of_report: Mapping[str, list[Series]]
) -> Iterable[tuple[Series, int]]:
    """Name the series of which a revision holds two members or more, and how many it holds."""
    held: dict[str, tuple[Series, set[str]]] = {}
    for report in revision.evidence:
        for one in of_report.get(report, ()):
            held.setdefault(one.id, (one, set()))[1].add(report)
    return [(one, len(got)) for one, got in held.values() if len(got) >= LEAST_MEMBERS]


def _find(
    first: dict[tuple[str, str], Found],
    series: Series,
    held: int,
    revision: Revision,
    arrivals: Mapping[str, datetime],
) -> None:
    """Keep the earliest revision of which the members are a third or more."""
    if held * LEAST_SHARE < len(revision.evidence):
        return
    for name, tiers in TIERS.items():
        before = first.get((name, series.id))
        if revision.tier in tiers and (before is None or revision.updated_at < before.at):
            first[name, series.id] = _found(series, held, revision, arrivals)


def _found(
    series: Series, held: int, revision: Revision, arrivals: Mapping[str, datetime]
) -> Found:
    known = [arrivals[member] for member in series.members if member in arrivals]
    arrived = sum(moment <= revision.updated_at for moment in known)
    return Found(
        alert_id=revision.alert_id,
        revision=revision.revision,
        kind=revision.kind,
        tier=revision.tier,
        at=revision.updated_at,
        held=held,
        evidence=len(revision.evidence),
        member=max(held, arrived),
        delay=revision.updated_at - min(known) if known else None,
        shadow=revision.shadow,
    )
