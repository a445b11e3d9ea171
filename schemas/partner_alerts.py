"""Alerts for health and care partners: no identities. Source: contract, sections 1 and 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from schemas.alerts import Tier

PARTNER_ALERT_TYPE = "tocsin.partner-alert.v1"

PartnerState = Literal["open", "closed", "resolved"]
Level = Literal["lsoa", "district", "police_force_area"]
Sex = Literal["F", "M", "X"]
MethodGroup = Literal[
    "natural", "drug_poisoning", "other_poisoning", "hanging_or_suffocation", "sharp_instrument",
    "blunt_force", "firearm_or_explosion", "fall", "drowning", "fire", "vehicle", "other",
]  # fmt: skip
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
Week = Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")]
AgeBand = Annotated[str, Field(pattern=r"^\d{1,2}(-\d{1,2}| and over)$")]
Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class PartnerPlace:
    """Where, as a statistical area or a larger one. ``code``: ONS GSS."""

    level: Level
    code: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """Local months in which the events of a group happened; the ISO week, if all were in one."""

    first_month: Month
    last_month: Month
    week: Week | None


@dataclass(frozen=True, slots=True)
class Description:
    """A group of five or more separate events; what they do not share, or is not known, is None.

    ``count``: events, rounded down to fives.
    """

    count: int
    period: Period
    place: PartnerPlace
    age_band: AgeBand | None
    sex: Sex | None
    method_group: MethodGroup | None
    institution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAlert:
    """An alert as one partner may hear it: no person, no report, no exact place or time.

    ``pseudonym``: of the alert, by that partner's own key. ``revision``: of what this partner was
    told, from 1. ``raised_in``: local month. ``described``: None while fewer than five separate
    events may be told of.
    """

    pseudonym: Pseudonym
    revision: int
    kind: str
    tier: Tier
    state: PartnerState
    raised_in: Month
    area: PartnerPlace
    described: Description | None
    next_steps: tuple[str, ...]
