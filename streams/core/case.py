"""What the core may see of a report: typed, frozen, checked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CaseKind = Literal["death", "violence", "missing"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The person harmed or missing. ``token`` is a keyed hash, never a name; ``age`` in years."""

    token: str | None = None
    sex: str | None = None
    age: int | None = None
    ethnicity: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody tied to the case in one role. ``token`` is a keyed hash, never a name."""

    token: str
    role: str
    professional: bool = False
    token_previous: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A shared thing (phone, account, vehicle, app, premises) by its keyed hash."""

    kind: str
    token: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: WGS 84 degrees, precision in metres."""

    lat: float | None = None
    lon: float | None = None
    precision_m: float = 50.0
    lsoa: str | None = None
    uprn: str | None = None
    kind: str = "unknown"
    institution: str | None = None
    ward: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class CategorySource:
    """What the sender's own scheme called the death, and who said so."""

    scheme: str | None = None
    value: str | None = None
    asserted_by: str | None = None
    asserted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One version of one report, as detection and duties see it. All times are UTC.

    Source of the fields: ``contract.md`` section 2, published as ``schemas/published/``.
    """

    kind: CaseKind
    source: str
    report_id: str
    version: int
    area: str
    district: str | None = None
    recorded_at: datetime
    occurred_from: datetime
    occurred_to: datetime | None = None
    found_at: datetime | None = None
    incident: str | None = None
    place: Place = Place()
    method: str = "unknown"
    substances: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    subjects: tuple[Subject, ...] = ()
    gaps: tuple[str, ...] = ()
    # deaths
    category: str | None = None
    category_source: CategorySource | None = None
    post_mortem: str | None = None
    toxicology: str | None = None
    cause_icd10: tuple[str, ...] = ()
    coroner_ref: str | None = None
    body_release_at: datetime | None = None
    suspect_status: str | None = None
    charged_at: datetime | None = None
    police_contact_at: datetime | None = None
    released_at: datetime | None = None
    pregnancy_ended_at: datetime | None = None
    home_area: str | None = None
    # violence
    offence: str | None = None
    injury: str | None = None
    weapon: str | None = None
    relationship: str | None = None
    # missing
    last_seen_at: datetime | None = None
    status: str | None = None
    risk: str | None = None
    found_report_id: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """A report is known by its sender and its number together."""
        return (self.source, self.report_id)

    @property
    def subject(self) -> Subject:
        """The person harmed; of several, the first; of none, nobody known."""
        return self.subjects[0] if self.subjects else Subject()
