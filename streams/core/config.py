"""What the core is told once, at start: limits, recipients, rates. Read elsewhere, checked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from schemas.alerts import Tier
from streams.core.errors import ConfigurationError
from streams.core.signals import Detector
from streams.core.windows.background import Background, DeathClass

Status = Literal["live", "shadow", "retired"]
STATUSES = ("live", "shadow", "retired")
TIERS = ("red", "amber", "info")
HELD = {"tier", "tier_reason"}  # both or neither
FIELDS = {"status", "source", "recipients", "answer_hours", "limits"}


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """One detector's table: limits by name, roles by tier, hours to answer by tier.

    ``tier``: no finding of it is louder; ``tier_reason``: why it is held to that.
    """

    status: Status
    source: str
    recipients: Mapping[str, tuple[str, ...]]
    answer_hours: Mapping[str, float]
    limits: Mapping[str, float]
    tier: Tier = "red"
    tier_reason: str = ""

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that an alert of this kind may have, loudest first."""
        allowed = TIERS[TIERS.index(self.tier) :]
        return tuple(tier for tier in allowed if tier in self.recipients)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a detector alerts by chance: alerts per million residents a year, 95 % interval."""

    a_year: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Measured rates by kind and tier; a kind that was never measured has none."""

    by_kind: Mapping[tuple[str, str], Rate]

    def a_year(self, kind: str, tier: Tier) -> float | None:
        """Alerts per million residents a year at this tier or a higher one."""
        tiers = {"red": ("red",), "amber": ("red", "amber"), "info": ("red", "amber", "info")}
        found = [self.by_kind[kind, t].a_year for t in tiers[tier] if (kind, t) in self.by_kind]
        return sum(found) if found else None


def detectors_from(
    table: Mapping[str, Any], known: Iterable[Detector]
) -> Mapping[str, DetectorConfig]:
    """Check the detectors' table; its order breaks ties between equally strong findings.

    Raises:
        ConfigurationError: naming every fault at once.
    """
    faults: list[str] = []
    wanted = {detector.id: detector for detector in known}
    for name in table.keys() - wanted.keys() - {"meta"}:
        faults.append(f"detectors: [{name}] is no detector; known are {', '.join(wanted)}")
    found = {}
    for name, detector in wanted.items():
        if name not in table:
            faults.append(f"detectors: [{name}] is missing; add its table")
            continue
        if not isinstance(table[name], Mapping):
            faults.append(f"detectors: [{name}] must be a table")
            continue
        faults += _faults(name, table[name], detector)
        if not faults:
            found[name] = _detector(table[name])
    if faults:
        raise ConfigurationError(faults)
    return {name: found[name] for name in table if name in found}


def background_from(table: Mapping[str, Any]) -> Background:
    """Read the shipped rates.

    Raises:
        ConfigurationError: a class lacks a number.
    """
    try:
        rows = {name: {"public": row["public"], **row} for name, row in table["class"].items()}
        return Background({name: DeathClass.of(row) for name, row in rows.items()})
    except (KeyError, TypeError, ValueError) as fault:
        raise ConfigurationError([f"background: missing or wrong: {fault}"]) from None


def rates_from(table: Mapping[str, Any]) -> Rates:
    """Read the measured rates of chance alerts."""
    return Rates(
        {
            (kind, tier): Rate(row["a_year"], row["low"], row["high"])
            for kind, tiers in table.get("rate", {}).items()
            for tier, row in tiers.items()
        }
    )


def _faults(name: str, row: Mapping[str, Any], detector: Detector) -> list[str]:
    faults = [f"detectors: [{name}] has no {field}" for field in sorted(FIELDS - row.keys())]
    faults += [f"detectors: [{name}] does not know {f}" for f in sorted(row.keys() - FIELDS - HELD)]
    faults += _tier_faults(name, row)
    faults += _held_faults(name, row)
    if row.get("status") not in STATUSES:
        faults.append(f"detectors: [{name}] status must be one of {', '.join(STATUSES)}")
    limits = row.get("limits", {})
    for limit in sorted(set(detector.limits) ^ set(limits)):
        word = "lacks" if limit in detector.limits else "does not know"
        faults.append(f"detectors: [{name}.limits] {word} {limit}")
    for limit, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            faults.append(f"detectors: [{name}.limits] {limit} must be a number above 0")
    return faults


def _tier_faults(name: str, row: Mapping[str, Any]) -> Iterable[str]:
    """Recipients and hours are tables by tier; who is told has hours to answer."""
    roles, hours = row.get("recipients", {}), row.get("answer_hours", {})
    for field, table in (("recipients", roles), ("answer_hours", hours)):
        if not isinstance(table, Mapping):
            yield f"detectors: [{name}] {field} must be a table by tier"
            return
        for tier in sorted(table.keys() - set(TIERS)):
            yield f"detectors: [{name}.{field}] {tier} is no tier; known are {', '.join(TIERS)}"
    for tier, told in roles.items():
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            yield f"detectors: [{name}.recipients] {tier} must be a list of roles"
    for tier, value in hours.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            yield f"detectors: [{name}.answer_hours] {tier} must be hours above 0"


def _held_faults(name: str, row: Mapping[str, Any]) -> Iterable[str]:
    """A tier that a rule is held to has a reason, and somebody whom it is told."""
    if not HELD & row.keys():
        return
    if not row.get("tier_reason"):
        yield f"detectors: [{name}] is held to a tier without tier_reason"
    if row.get("tier") not in row.get("recipients", {}):
        yield f"detectors: [{name}] tier must be one of its recipients' tiers"


def _detector(row: Mapping[str, Any]) -> DetectorConfig:
    return DetectorConfig(
        status=row["status"],
        source=row["source"],
        recipients={tier: tuple(roles) for tier, roles in row["recipients"].items()},
        answer_hours={tier: float(hours) for tier, hours in row["answer_hours"].items()},
        limits={name: float(value) for name, value in row["limits"].items()},
        tier=row.get("tier", "red"),
        tier_reason=row.get("tier_reason", ""),
    )
